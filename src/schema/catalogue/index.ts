/** The catalogue of releases in `api-json/`: each definition once, with the releases that have it. */
export { addRelease } from "./add-release.ts";
export { CATALOGUE_FOLDER, findMessage, listReleases, loadCatalogue } from "./catalogue.ts";
export { formatField } from "./catalogue-entry.ts";
export { type DefinitionVersion, findVersions, formatReleases, isSameDefinition, releasesOfModule } from "./history.ts";
export { restoreTypeModules } from "./type-modules.ts";
