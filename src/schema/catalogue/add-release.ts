import { rmSync, writeFileSync } from "node:fs";
import type { ApiSchema } from "../model/index.ts";
import { CATALOGUE_FOLDER, listModules, listReleases, MODULE_SUFFIX, RELEASES_FILE, readLines } from "./catalogue.ts";
import { type Fact, factsOf, formatFact } from "./catalogue-entry.ts";
import { checkRelease, formatRanges, parseRanges } from "./release-ranges.ts";

/** One line of a catalogue: a definition as JSON text, and the releases that have it. */
interface Entry {
  readonly fact: string;
  readonly releases: Set<string>;
}

/**
 * Adds a release to a catalogue, or replaces it. Releases are sorted by name.
 *
 * @throws {VppError} `VPP_SCHEMA` for a name with other characters than letters, digits, `_` and dots.
 */
export function addRelease(schema: ApiSchema, folder: string = CATALOGUE_FOLDER): void {
  const { release } = schema;
  checkRelease(release);
  const before = listReleases(folder);
  const catalogue = new Map(listModules(folder).map((name) => [name, readEntries(folder, name, before)]));
  for (const entries of catalogue.values()) for (const entry of entries) entry.releases.delete(release);
  for (const module of schema.modules.values()) {
    catalogue.set(module.name, mergeFacts(catalogue.get(module.name) ?? [], factsOf(module), release));
  }
  const releases = [...new Set([...before, release])].sort();
  for (const [name, entries] of catalogue) {
    const lines = entries.filter((entry) => entry.releases.size > 0).map((entry) => formatLine(entry, releases));
    const path = `${folder}/${name}${MODULE_SUFFIX}`;
    if (lines.length > 0) writeFileSync(path, lines.join(""));
    else rmSync(path);
  }
  writeFileSync(`${folder}/${RELEASES_FILE}`, `${JSON.stringify(releases)}\n`);
}

function readEntries(folder: string, name: string, releases: readonly string[]): Entry[] {
  return readLines(folder, name).map((line) => {
    const { in: ranges, ...fact } = JSON.parse(line) as { in: string };
    return { fact: JSON.stringify(fact), releases: parseRanges(ranges, releases) };
  });
}

function formatLine({ fact, releases: found }: Entry, releases: readonly string[]): string {
  return `{"in":${JSON.stringify(formatRanges(found, releases))},${fact.slice(1)}\n`;
}

/** Adds the facts of a release to the entries of a module. A new fact is inserted behind the fact before it in its own file. */
function mergeFacts(entries: readonly Entry[], facts: readonly Fact[], release: string): Entry[] {
  const merged = [...entries];
  const known = new Map(entries.map((entry) => [entry.fact, entry]));
  let place = 0;
  for (const each of facts) {
    const fact = JSON.stringify(formatFact(each));
    const entry = known.get(fact);
    if (entry === undefined) merged.splice(place++, 0, { fact, releases: new Set([release]) });
    else {
      entry.releases.add(release);
      place = merged.indexOf(entry) + 1;
    }
  }
  return merged;
}
