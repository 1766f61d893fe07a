/**
 * VPP's API definitions as one model, read from `.api` files, `.api.json` documents or the catalogue in `api-json/`, and
 * written as documents. It contains no sockets, generated code or values of messages.
 *
 * @module tsvpp/schema
 */

export type { ApiJson, JsonField } from "./api-json/index.ts";
export { ApiJsonList, parseApiJson, parseApiJsonList } from "./api-json/index.ts";
export {
  addRelease,
  CATALOGUE_FOLDER,
  type DefinitionVersion,
  findMessage,
  findVersions,
  formatReleases,
  isSameDefinition,
  listReleases,
  loadCatalogue,
  releasesOfModule,
  restoreTypeModules,
} from "./catalogue/index.ts";
export { withCompatibleItems } from "./compatible-items.ts";
export {
  diffMessages,
  diffSchemas,
  type FieldDifference,
  isDeprecated,
  isInProgress,
  type MessageDifference,
  typeText,
} from "./diff.ts";
export { formatApiJson } from "./format-api-json.ts";
export { formatIdl, formatMessage, formatService, formatType } from "./format-idl.ts";
export { type ApiFile, type FindImport, parseApi, readApiFile } from "./idl/index.ts";
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
  checkCrcs,
  computeCrcs,
  type EnumDefinition,
  type FieldDefinition,
  type FoundMessage,
  isBaseType,
  type MessageCrc,
  type MessageDefinition,
  mentionedTypes,
  type ServiceDefinition,
  sortByUse,
  type TypeDefinition,
  type TypedefDefinition,
  type UnionDefinition,
} from "./model/index.ts";
export { parseDefinitions, readDefinitions } from "./read-folder.ts";
export {
  discriminatorOf,
  type OuterSelection,
  outerSelection,
  selectedBy,
  unselectedUnions,
} from "./union-selector.ts";
export { writeApiJson } from "./write-api-json.ts";
