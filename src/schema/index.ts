/**
 * VPP's API definitions as one model, read from `.api` files, `.api.json` documents or the catalogue in `api-json/`, and
 * written as documents. It contains no sockets, generated code or values of messages.
 */

export { addRelease } from "./add-release.ts";
export { parseApiJson, parseApiJsonList } from "./api-json.ts";
export type { ApiJson, JsonField } from "./api-json-document.ts";
export { ApiJsonList } from "./api-json-list.ts";
export { CATALOGUE_FOLDER, findMessage, listReleases, loadCatalogue } from "./catalogue.ts";
export { withCompatibleItems } from "./compatible-items.ts";
export { checkCrcs, computeCrcs, type MessageCrc } from "./crc.ts";
export {
  diffMessages,
  diffSchemas,
  type FieldDifference,
  isDeprecated,
  isInProgress,
  type MessageDifference,
  typeText,
} from "./diff.ts";
export { formatApiJson, writeApiJson } from "./format-api-json.ts";
export { formatIdl, formatMessage, formatService, formatType } from "./format-idl.ts";
export {
  type DefinitionVersion,
  findVersions,
  formatReleases,
  isSameDefinition,
  releasesOfModule,
} from "./history.ts";
export { readApiFile } from "./idl/read-api-file.ts";
export { type ApiFile, type FindImport, parseApi } from "./idl/resolve.ts";
export { type FieldLayout, Layouts, type Scalar, type Shape, type ValueType } from "./layout.ts";
export { type LintFinding, lintSchema } from "./lint.ts";
export { type DefinitionChanges, mapDefinitions } from "./map-definitions.ts";
export {
  type AliasDefinition,
  type ApiModule,
  ApiSchema,
  type ArrayLength,
  type BaseType,
  type CounterDefinition,
  type CounterPath,
  type CounterSet,
  type EnumDefinition,
  type FieldDefinition,
  type FoundMessage,
  isBaseType,
  type MessageDefinition,
  type ServiceDefinition,
  type TypeDefinition,
  type TypedefDefinition,
  type UnionDefinition,
} from "./model.ts";
export { parseDefinitions, readDefinitions } from "./read-folder.ts";
export { mentionedTypes, sortByUse } from "./sort-by-use.ts";
export { restoreTypeModules } from "./type-modules.ts";
