import { readdirSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { errorText, VppError } from "../errors.ts";
import { printable } from "../printable.ts";
import { parseApiJson } from "./api-json/index.ts";
import { orInCatalogue } from "./catalogue-import.ts";
import { type ApiFile, ApiFiles, findIn, readFile } from "./idl/index.ts";
import { type ApiModule, ApiSchema, moduleName, ownTypes } from "./model/index.ts";

const IDL = /\.api$/;
const DOCUMENT = /\.api\.json$/;
/** Folders of VPP's source tree that are not part of a release. */
const UNRELEASED = /(^|\/)(examples|test)\//;

/**
 * Reads all definitions below a folder as one release: the `.api` files of a source tree, or, if there are none, the
 * `.api.json` documents of an installed VPP. Folders called `examples` and `test` are skipped. The path may also be a single
 * file. Only regular files are read: a FIFO is refused.
 *
 * @param searchFolders the first folders in which imports of `.api` files are searched; the catalogue is the last.
 * @throws {VppError} `VPP_SCHEMA`, with the path of the file.
 */
export function readDefinitions(path: string, release: string, searchFolders: readonly string[] = []): ApiSchema {
  const parse = parserOf(searchFolders);
  const modules = findFiles(path).map((found) => parse(readFile(found), relative(path, found) || found));
  return new ApiSchema(release, ownTypes(modules));
}

/**
 * Parses the definitions of one file, like `readDefinitions`, from its text.
 *
 * @throws {VppError} `VPP_SCHEMA`, with the path of the file.
 */
export function parseDefinitions(
  text: string,
  path: string,
  release: string,
  searchFolders: readonly string[] = [],
): ApiSchema {
  const module = parserOf(searchFolders)({ path: resolve(path), text }, path);
  return new ApiSchema(release, ownTypes([module]));
}

function parserOf(searchFolders: readonly string[]): (file: ApiFile, shortPath: string) => ApiModule {
  const sources = new ApiFiles(orInCatalogue(findIn(searchFolders)));
  return (file, shortPath) => (IDL.test(file.path) ? sources.module(file) : readDocument(file, shortPath));
}

/** Parses a document. Its folder (`core`, `plugins`) becomes that of the module. */
function readDocument({ path, text }: ApiFile, shortPath: string): ApiModule {
  try {
    return parseApiJson(text, basename(dirname(path)), moduleName(path));
  } catch (cause) {
    throw new VppError("VPP_SCHEMA", `${printable(shortPath)}: ${errorText(cause)}`, { cause });
  }
}

/** Returns the paths of the files, one for each module. */
function findFiles(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new VppError("VPP_SCHEMA", `${printable(path)} does not exist`);
  if (!found.isDirectory()) return [path];
  const files = readdirSync(path, { recursive: true, encoding: "utf8" }).filter((file) => !UNRELEASED.test(file));
  const sources = files.filter((file) => IDL.test(file));
  const chosen = sources.length > 0 ? sources : files.filter((file) => DOCUMENT.test(file));
  if (chosen.length === 0) throw new VppError("VPP_SCHEMA", `no .api or .api.json files below ${printable(path)}`);
  checkModules(chosen);
  return chosen.sort().map((file) => join(path, file));
}

function checkModules(files: readonly string[]): void {
  const modules = new Map<string, string>();
  for (const file of files) {
    const name = moduleName(file);
    const other = modules.get(name);
    if (other !== undefined) {
      throw new VppError("VPP_SCHEMA", printable(`module ${name} is in two files: ${other} and ${file}`));
    }
    modules.set(name, file);
  }
}
