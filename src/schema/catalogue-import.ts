import { loadCatalogue } from "./catalogue.ts";
import { withCompatibleItems } from "./compatible-items.ts";
import { formatIdl } from "./format-idl.ts";
import type { ApiFile, FindImport } from "./idl/resolve.ts";
import type { ApiSchema } from "./model.ts";
import { moduleName } from "./module-name.ts";

/** What the paths of files that stand in a catalogue begin with: no folder is called that. */
const CATALOGUE = "VPP:";

/** Looks for imports as `find` does, and then in the newest release of the catalogue: a plugin needs no VPP beside it. */
export function orInCatalogue(find: FindImport): FindImport {
  let schema: ApiSchema | undefined;
  const inCatalogue = (path: string): ApiFile | undefined => {
    // CRCs of a plugin's messages depend on which items VPP has added to its enumerations.
    schema ??= withCompatibleItems(loadCatalogue());
    const module = schema.modules.get(moduleName(path));
    return module && { path: `${CATALOGUE}${module.name}.api`, text: formatIdl(module) };
  };
  return (path, importer) =>
    importer.startsWith(CATALOGUE) ? inCatalogue(path) : (find(path, importer) ?? inCatalogue(path));
}
