/**
 * VPP's API definitions as one model: read from `.api.json` documents or from the catalogue in `api-json/`, written back as
 * documents. It knows nothing of sockets, TypeScript text or values.
 */

export { addRelease } from "./add-release.ts";
export { type ApiJson, type JsonField, parseApiJson, parseApiJsonList } from "./api-json.ts";
export { CATALOGUE_FOLDER, findMessage, listReleases, loadCatalogue } from "./catalogue.ts";
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
export { type FieldLayout, Layouts, type Scalar, type Shape, type ValueType } from "./layout.ts";
export {
  type AliasDefinition,
  type ApiModule,
  ApiSchema,
  type ArrayLength,
  type BaseType,
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
export { readApiJsonFolder } from "./read-folder.ts";
