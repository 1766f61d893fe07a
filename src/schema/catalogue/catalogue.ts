import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { VppError } from "../../errors.ts";
import { printable } from "../../printable.ts";
import { type ApiModule, ApiSchema, type FoundMessage } from "../model/index.ts";
import { moduleOf, parseFact } from "./catalogue-entry.ts";
import { parseRanges } from "./release-ranges.ts";

/**
 * A catalogue is a folder with the definitions of many releases, each stored once:
 *
 *   releases.json    the releases, oldest first
 *   <module>.jsonl   one definition a line, each with the releases that have it: {"in":"22.10-23.10 25.02-", ...
 */
export const RELEASES_FILE = "releases.json";
export const MODULE_SUFFIX = ".jsonl";

const BUNDLED =
  "the API definitions are not found, since they are files of the package tsvpp: " +
  "leave tsvpp out of the bundle (esbuild --external:tsvpp) and install it beside the program";

const TYPE_LINE = /^\{"in":"[^"]*","(?:alias|enum|enumflag|typedef|union)":"(\w+)"/;

/** The catalogue that comes with this package; empty text if the package is not installed, as beside a bundle that contains its code. */
export const CATALOGUE_FOLDER: string = findCatalogue();

function findCatalogue(): string {
  try {
    return fileURLToPath(new URL("api-json", import.meta.resolve("tsvpp/package.json")));
  } catch {
    return "";
  }
}

/** Returns the releases in a catalogue, oldest first. */
export function listReleases(folder: string = CATALOGUE_FOLDER): string[] {
  const path = `${folder}/${RELEASES_FILE}`;
  return folder !== "" && existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as string[]) : [];
}

/** Returns the names of a catalogue's modules. */
export function listModules(folder: string): string[] {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return files
    .filter((file) => file.endsWith(MODULE_SUFFIX))
    .map((file) => file.slice(0, -MODULE_SUFFIX.length))
    .sort();
}

/**
 * Returns all definitions of one release; of the newest when none is named.
 *
 * @throws {VppError} `VPP_SCHEMA` when the catalogue does not have the release, or is not installed.
 */
export function loadCatalogue(release?: string, folder: string = CATALOGUE_FOLDER): ApiSchema {
  if (folder === "") throw new VppError("VPP_SCHEMA", BUNDLED);
  const releases = listReleases(folder);
  const wanted = release ?? releases.at(-1);
  if (wanted === undefined || !releases.includes(wanted)) {
    const known = releases.join(", ") || "none";
    throw new VppError("VPP_SCHEMA", `no release ${printable(String(wanted))}: the catalogue has ${known}`);
  }
  const load = moduleLoader(folder, wanted, releases);
  return new ApiSchema(
    wanted,
    listModules(folder)
      .map(load)
      .filter((module) => module !== undefined),
  );
}

/** Returns the definition of a message with this CRC, from any release. Parses only modules that contain it. */
export function findMessage(name: string, crc: string, folder: string = CATALOGUE_FOLDER): FoundMessage | undefined {
  const mention = `"message":${JSON.stringify(name)},"crc":${JSON.stringify(crc)}`;
  for (const moduleName of listModules(folder)) {
    const line = readLines(folder, moduleName).find((text) => text.includes(mention));
    if (line !== undefined) return loadMention(name, crc, moduleName, rangesOf(line), folder);
  }
  return undefined;
}

/** Returns the names of the types that a module has in any release; an empty set if no release has the module. */
export function listTypeNames(moduleName: string, folder: string = CATALOGUE_FOLDER): Set<string> {
  if (!listModules(folder).includes(moduleName)) return new Set();
  const names = readLines(folder, moduleName).map((line) => TYPE_LINE.exec(line)?.[1]);
  return new Set(names.filter((name) => name !== undefined));
}

/** Returns the lines of a module's file. */
export function readLines(folder: string, moduleName: string): string[] {
  const text = readFileSync(`${folder}/${moduleName}${MODULE_SUFFIX}`, "utf8");
  return text.split("\n").filter((line) => line !== "");
}

function loadMention(name: string, crc: string, moduleName: string, ranges: string, folder: string): FoundMessage {
  const releases = listReleases(folder);
  const release = [...parseRanges(ranges, releases)].at(-1)!;
  const load = moduleLoader(folder, release, releases);
  const module = load(moduleName)!;
  const known = new Set(listModules(folder));
  const imports = module.imports.filter((imported) => known.has(imported)).map(load);
  const schema = new ApiSchema(release, [module, ...imports.filter((imported) => imported !== undefined)]);
  return schema.findMessage(name, crc)!;
}

/** Returns a function that loads a module of one release; it returns undefined if the release does not have the module. */
function moduleLoader(
  folder: string,
  release: string,
  releases: readonly string[],
): (name: string) => ApiModule | undefined {
  const known = new Map<string, boolean>();
  const isInRelease = (line: string): boolean => {
    const ranges = rangesOf(line);
    const isIn = known.get(ranges) ?? parseRanges(ranges, releases).has(release);
    known.set(ranges, isIn);
    return isIn;
  };
  return (name) => {
    const lines = readLines(folder, name).filter(isInRelease);
    if (lines.length === 0) return undefined;
    return moduleOf(
      name,
      lines.map((line) => parseFact(JSON.parse(line))),
    );
  };
}

/** Returns the ranges at the beginning of a line, without parsing the line. */
function rangesOf(line: string): string {
  const start = '{"in":"'.length;
  return line.slice(start, line.indexOf('"', start));
}
