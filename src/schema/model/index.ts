/**
 * The model of API definitions: modules, messages, types and services as values, their CRCs and their order by use. It knows no file
 * format.
 */
export { checkCrcs, computeCrcs, definitionText, fieldsText, type MessageCrc, MessageCrcs } from "./crc.ts";
export {
  type AliasDefinition,
  type ApiModule,
  ApiSchema,
  type ArrayLength,
  BASE_TYPES,
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
export { moduleName } from "./module-name.ts";
export { ownTypes } from "./own-types.ts";
export { mentionedTypes, sortByUse } from "./sort-by-use.ts";
export { joinTexts, NO_TEXT, type TextCrc, textCrc } from "./text-crc.ts";
export { formatLength, formatTypeName, parseTypeName } from "./type-name.ts";
