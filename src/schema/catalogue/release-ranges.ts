import { VppError } from "../../errors.ts";

/**
 * The releases that have a definition, as text in a catalogue: `22.10-23.10 25.02-`. A range without an end includes the newest
 * release, so a release that changes nothing changes no text.
 */

/** Checks the name of a release. @throws {VppError} `VPP_SCHEMA` for a name with characters of the notation or of JSON. */
export function checkRelease(release: string): void {
  if (/^[\w.]+$/.test(release)) return;
  throw new VppError("VPP_SCHEMA", `${JSON.stringify(release)} is not the name of a release, such as 26.06`);
}

/** Returns the releases in a text of ranges, oldest first. `releases` are those of the catalogue. */
export function parseRanges(text: string, releases: readonly string[]): Set<string> {
  const found = new Set<string>();
  for (const range of text.split(" ")) {
    const [first = "", last] = range.split("-");
    const start = releases.indexOf(first);
    const end = last === undefined ? start : last === "" ? releases.length - 1 : releases.indexOf(last);
    for (const release of releases.slice(start, end + 1)) found.add(release);
  }
  return found;
}

/** Returns releases as a text of ranges. */
export function formatRanges(found: ReadonlySet<string>, releases: readonly string[]): string {
  const ranges: string[] = [];
  for (let at = 0; at < releases.length; at++) {
    if (!found.has(releases[at]!)) continue;
    const first = at;
    while (at + 1 < releases.length && found.has(releases[at + 1]!)) at++;
    if (at === releases.length - 1) ranges.push(`${releases[first]}-`);
    else ranges.push(first === at ? releases[first]! : `${releases[first]}-${releases[at]}`);
  }
  return ranges.join(" ");
}
