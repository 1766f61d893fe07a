import { dirname } from "node:path";
import { checkTargets, type FileKind, makeFolder, replaceFile } from "../files/index.ts";
import { loadCatalogue } from "./catalogue/index.ts";
import { formatApiJson } from "./format-api-json.ts";
import type { ApiModule, ApiSchema } from "./model/index.ts";

/** Marks documents written by tsvpp. Readers of documents ignore unknown keys. */
const GENERATOR = { generator: "tsvpp" };
const EXPORTED_HEAD = JSON.stringify(GENERATOR).replace("}", ",");
const EXPORTED: FileKind = { name: "a document that tsvpp exported", has: (text) => text.startsWith(EXPORTED_HEAD) };

/**
 * Writes modules as `<folder>/<core or plugins>/<module>.api.json`, the layout of an installed VPP. Replaces only documents
 * written by tsvpp.
 *
 * @param modules the modules to write; default all.
 * @throws {VppError} `VPP_FILE` when a document cannot be written. If other files have the names of documents, nothing is
 *   written, and the text has a line for each.
 */
export function writeApiJson(
  folder: string,
  schema: ApiSchema = loadCatalogue(),
  modules: Iterable<ApiModule> = schema.modules.values(),
): void {
  const wanted = new Map([...modules].map((module) => [documentPath(folder, module), module]));
  checkTargets(wanted.keys(), EXPORTED);
  for (const [path, module] of wanted) {
    makeFolder(dirname(path));
    replaceFile(path, JSON.stringify({ ...GENERATOR, ...formatApiJson(module, schema) }), EXPORTED);
  }
}

function documentPath(folder: string, module: ApiModule): string {
  return `${folder}/${module.folder}/${module.name}.api.json`;
}
