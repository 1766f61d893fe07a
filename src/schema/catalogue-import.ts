import { loadCatalogue } from "./catalogue/index.ts";
import { withCompatibleItems } from "./compatible-items.ts";
import { formatIdl } from "./format-idl.ts";
import type { ApiFile, FindImport } from "./idl/index.ts";
import type { ApiSchema } from "./model/index.ts";
import { moduleName } from "./model/index.ts";

/** The prefix of paths in a catalogue. No folder has this name. */
const CATALOGUE = "VPP:";

/**
 * Returns a function that looks for imports with `find`, then in the newest release of the catalogue: a plugin can be read
 * without VPP's sources.
 */
export function orInCatalogue(find: FindImport): FindImport {
  let schema: ApiSchema | undefined;
  const inCatalogue = (path: string): ApiFile | undefined => {
    // The CRCs of a plugin's messages depend on the items that VPP has added to its enumerations.
    schema ??= withCompatibleItems(loadCatalogue());
    const module = schema.modules.get(moduleName(path));
    return module && { path: `${CATALOGUE}${module.name}.api`, text: formatIdl(module) };
  };
  return (path, importer) =>
    importer.startsWith(CATALOGUE) ? inCatalogue(path) : (find(path, importer) ?? inCatalogue(path));
}
