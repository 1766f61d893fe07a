import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { VppError } from "../errors.ts";
import { type Fact, factsOf, formatFact, moduleOf, parseFact } from "./catalogue-entry.ts";
import { type ApiModule, ApiSchema } from "./model.ts";

/**
 * A catalogue is a folder that holds the definitions of many releases, each once:
 *
 *   releases.json   the releases, oldest first
 *   <module>.jsonl  one definition a line, each with the releases that have it: "in":"22.10-23.10 25.02-"
 *
 * A range without an end goes on to the newest release, so a release that changes nothing changes no line.
 */
const RELEASES_FILE = "releases.json";
const SUFFIX = ".jsonl";

/** The catalogue that comes with this package. */
export const CATALOGUE_FOLDER: string = fileURLToPath(new URL("api-json", import.meta.resolve("tsvpp/package.json")));

/** The releases in a catalogue, oldest first. */
export function listReleases(folder: string = CATALOGUE_FOLDER): string[] {
  const path = `${folder}/${RELEASES_FILE}`;
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as string[]) : [];
}

/**
 * All definitions of one release; of the newest when none is named.
 *
 * @throws {VppError} `VPP_SCHEMA` when the catalogue does not have the release.
 */
export function loadCatalogue(release?: string, folder: string = CATALOGUE_FOLDER): ApiSchema {
  const releases = listReleases(folder);
  const wanted = release ?? releases.at(-1);
  if (wanted === undefined || !releases.includes(wanted)) {
    throw new VppError("VPP_SCHEMA", `no release ${wanted}: the catalogue has ${releases.join(", ") || "none"}`);
  }
  const modules: ApiModule[] = [];
  for (const { name, lines } of readModules(folder, releases)) {
    const facts = lines.filter((line) => line.releases.has(wanted)).map((line) => line.fact);
    if (facts.length > 0) modules.push(moduleOf(name, facts));
  }
  return new ApiSchema(wanted, modules);
}

/** Adds a release to a catalogue, or replaces it. */
export function addRelease(schema: ApiSchema, folder: string = CATALOGUE_FOLDER): void {
  const { release } = schema;
  const before = listReleases(folder);
  const catalogue = new Map(readModules(folder, before).map(({ name, lines }) => [name, lines]));
  for (const lines of catalogue.values()) for (const line of lines) line.releases.delete(release);
  for (const module of schema.modules.values()) {
    catalogue.set(module.name, mergeFacts(catalogue.get(module.name) ?? [], factsOf(module), release));
  }
  const releases = [...new Set([...before, release])].sort();
  for (const [name, lines] of catalogue) {
    const text = lines.filter((line) => line.releases.size > 0).map((line) => formatLine(line, releases));
    writeFileSync(`${folder}/${name}${SUFFIX}`, text.join(""));
  }
  writeFileSync(`${folder}/${RELEASES_FILE}`, `${JSON.stringify(releases)}\n`);
}

/** A line of a catalogue's file: a fact and the releases that have it. */
interface Line {
  readonly fact: Fact;
  readonly releases: Set<string>;
}

function readModules(folder: string, releases: readonly string[]): { name: string; lines: Line[] }[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => file.endsWith(SUFFIX));
  return files.sort().map((file) => ({
    name: file.slice(0, -SUFFIX.length),
    lines: readFileSync(`${folder}/${file}`, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => parseLine(line, releases)),
  }));
}

function parseLine(text: string, releases: readonly string[]): Line {
  const { in: ranges, ...fact } = JSON.parse(text) as Record<string, unknown> & { in: string };
  return { fact: parseFact(fact), releases: parseRanges(ranges, releases) };
}

function formatLine(line: Line, releases: readonly string[]): string {
  return `${JSON.stringify({ in: formatRanges(line.releases, releases), ...formatFact(line.fact) })}\n`;
}

/** New facts keep the order of their own file: each goes behind the one before it. */
function mergeFacts(lines: readonly Line[], facts: readonly Fact[], release: string): Line[] {
  const merged = [...lines];
  const known = new Map(lines.map((line) => [JSON.stringify(formatFact(line.fact)), line]));
  let place = 0;
  for (const fact of facts) {
    const line = known.get(JSON.stringify(formatFact(fact)));
    if (line === undefined) merged.splice(place++, 0, { fact, releases: new Set([release]) });
    else {
      line.releases.add(release);
      place = merged.indexOf(line) + 1;
    }
  }
  return merged;
}

function parseRanges(text: string, releases: readonly string[]): Set<string> {
  const found = new Set<string>();
  for (const range of text.split(" ")) {
    const [first = "", last] = range.split("-");
    const start = releases.indexOf(first);
    const end = last === undefined ? start : last === "" ? releases.length - 1 : releases.indexOf(last);
    for (const release of releases.slice(start, end + 1)) found.add(release);
  }
  return found;
}

/** `22.10-23.10 25.02-`; a single release stands alone, and the newest always with a dash behind it. */
function formatRanges(found: ReadonlySet<string>, releases: readonly string[]): string {
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
