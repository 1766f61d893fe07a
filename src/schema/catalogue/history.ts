import { isDeepStrictEqual } from "node:util";
import type { MessageDefinition, TypeDefinition } from "../model/index.ts";
import { CATALOGUE_FOLDER, listModules, listReleases, readLines } from "./catalogue.ts";
import { type Fact, parseFact } from "./catalogue-entry.ts";
import { formatRanges, parseRanges } from "./release-ranges.ts";

/** A version of a message or type, with the releases of a catalogue that have it. */
export interface DefinitionVersion {
  readonly module: string;
  readonly definition: MessageDefinition | TypeDefinition;
  /** The releases, oldest first. */
  readonly releases: readonly string[];
}

/** Returns all versions of the message or type of this name in all modules, oldest first. */
export function findVersions(name: string, folder: string = CATALOGUE_FOLDER): DefinitionVersion[] {
  const all = listReleases(folder);
  const mention = `":${JSON.stringify(name)}`;
  const versions = listModules(folder).flatMap((module) => {
    const lines = readLines(folder, module).filter((line) => line.includes(mention));
    return lines.flatMap((line) => versionsIn(line, name, module, all));
  });
  return mergeVersions(versions, all).sort((a, b) => (a.releases[0]! < b.releases[0]! ? -1 : 1));
}

/** Returns the releases that have a module, oldest first. */
export function releasesOfModule(name: string, folder: string = CATALOGUE_FOLDER): string[] {
  if (!listModules(folder).includes(name)) return [];
  const all = listReleases(folder);
  const found = new Set(readLines(folder, name).flatMap((line) => [...rangesOf(line, all)]));
  return all.filter((release) => found.has(release));
}

/** Returns whether two definitions have the same layout on the wire. Messages are compared by CRC. */
export function isSameDefinition(
  a: MessageDefinition | TypeDefinition,
  b: MessageDefinition | TypeDefinition,
): boolean {
  if ("crc" in a || "crc" in b) return "crc" in a && "crc" in b && a.name === b.name && a.crc === b.crc;
  const layout = { comment: undefined, compatibleItems: undefined };
  return isDeepStrictEqual({ ...a, ...layout }, { ...b, ...layout });
}

/** Returns releases of the catalogue as text for users: `22.10-23.10 25.02`. */
export function formatReleases(releases: readonly string[], folder: string = CATALOGUE_FOLDER): string {
  const all = listReleases(folder);
  const text = formatRanges(new Set(releases), all);
  const newest = all.at(-1) ?? "";
  return text === `${newest}-` ? newest : text.replace(/-$/, `-${newest}`);
}

function versionsIn(line: string, name: string, module: string, all: readonly string[]): DefinitionVersion[] {
  const fact: Fact = parseFact(JSON.parse(line));
  if (fact.kind === "module" || fact.value.name !== name) return [];
  return [{ module, definition: fact.value, releases: [...rangesOf(line, all)] }];
}

/** Merges versions that differ only in options, e.g. `deprecated`. The newer definition remains. */
function mergeVersions(versions: readonly DefinitionVersion[], all: readonly string[]): DefinitionVersion[] {
  const merged: DefinitionVersion[] = [];
  for (const version of versions) {
    const at = merged.findIndex((each) => isSameDefinition(each.definition, version.definition));
    const known = merged[at];
    if (known === undefined) {
      merged.push(version);
      continue;
    }
    const found = new Set([...known.releases, ...version.releases]);
    const newer = version.releases.at(-1)! > known.releases.at(-1)! ? version : known;
    merged[at] = { ...newer, releases: all.filter((release) => found.has(release)) };
  }
  return merged;
}

function rangesOf(line: string, all: readonly string[]): Set<string> {
  return parseRanges((JSON.parse(line) as { in: string }).in, all);
}
