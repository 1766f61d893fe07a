import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { VppError } from "../../errors.ts";
import { readRegularFile, reasonOf } from "../../files/index.ts";
import { printable } from "../../printable.ts";
import type { ApiModule } from "../model/index.ts";
import { type ApiFile, ApiFiles, type FindImport } from "./resolve.ts";

/**
 * Reads an `.api` file. Imports are searched in the given folders, then in each parent folder of the importing file. A file of
 * VPP's source tree needs no search folders; a plugin elsewhere needs that of VPP's headers.
 *
 * @throws {VppError} `VPP_SCHEMA`, with file, line and column.
 */
export function readApiFile(path: string, searchFolders: readonly string[] = []): ApiModule {
  return new ApiFiles(findIn(searchFolders)).module(readFile(path));
}

/**
 * Reads the file at a path; the path in the result is absolute.
 *
 * @throws {VppError} `VPP_SCHEMA` when it cannot be read, or is not a regular file.
 */
export function readFile(path: string): ApiFile {
  try {
    return { path: resolve(path), text: readRegularFile(path) };
  } catch (cause) {
    throw new VppError("VPP_SCHEMA", printable(`${path}: ${reasonOf(cause)}`), { cause });
  }
}

/**
 * Returns a function that searches imports in these folders and in the parent folders of the importing file. It reads each file
 * once.
 */
export function findIn(searchFolders: readonly string[]): FindImport {
  const read = new Map<string, ApiFile>();
  return (path, importer) => {
    const candidates = [...searchFolders, ...foldersAround(importer)].map((folder) => resolve(folder, path));
    const found = candidates.find((each) => read.has(each) || statSync(each, { throwIfNoEntry: false })?.isFile());
    if (found === undefined) return undefined;
    const file = read.get(found) ?? readFile(found);
    read.set(found, file);
    return file;
  };
}

function foldersAround(path: string): string[] {
  const folder = dirname(path);
  return folder === path ? [] : [folder, ...foldersAround(folder)];
}
