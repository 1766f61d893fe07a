import { isDeepStrictEqual } from "node:util";
import { errorText, VppError } from "../../errors.ts";
import { printable } from "../../printable.ts";
import { checkModule, fieldOptions } from "../check/index.ts";
import {
  type ApiModule,
  ApiSchema,
  type ArrayLength,
  type EnumDefinition,
  type FieldDefinition,
  type MessageDefinition,
  moduleName,
  parseTypeName,
  type ServiceDefinition,
  type TypeDefinition,
} from "../model/index.ts";
import {
  type ApiJson,
  checkDocument,
  type JsonEntry,
  type JsonField,
  type JsonOptions,
  type JsonService,
} from "./api-json-document.ts";

/** The longest JSON text that is parsed: many times the definitions of a VPP with all plugins. */
const MAX_CHARS = 2 ** 24;
const MESSAGE_ID_FIELD = "_vl_msg_id";

/**
 * Parses one `.api.json` document. The module also has the types that the document repeats from its imports; `ownTypes` removes
 * them.
 *
 * @param name of the module, if it is not in the document: the name of the file without `.api.json`.
 * @throws {VppError} `VPP_SCHEMA`
 */
export function parseApiJson(text: string, folder: string, name: string): ApiModule {
  return moduleOfDocument(parseJson(text), folder, name);
}

/**
 * Parses the list of documents in a reply to `get_api_json`: each module of a running VPP, with all types that it uses.
 *
 * @throws {VppError} `VPP_SCHEMA`
 */
export function parseApiJsonList(text: string, release: string): ApiSchema {
  return new ApiSchema(
    release,
    parseJsonList(text).map((document, at) => moduleOfDocument(document, "core", `module${at}`)),
  );
}

/** Parses a list of documents, which are not checked. @throws {VppError} `VPP_SCHEMA` */
export function parseJsonList(text: string): unknown[] {
  const documents = parseJson(text);
  if (!Array.isArray(documents)) throw new VppError("VPP_SCHEMA", "not a list of .api.json documents");
  return documents;
}

function parseJson(text: string): unknown {
  if (text.length > MAX_CHARS) throw new VppError("VPP_SCHEMA", `JSON longer than ${MAX_CHARS} characters`);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new VppError("VPP_SCHEMA", `not JSON: ${printable(errorText(cause))}`, { cause });
  }
}

/** Converts one parsed document. @throws {VppError} `VPP_SCHEMA` */
export function moduleOfDocument(document: unknown, folder: string, name: string): ApiModule {
  const json = checkDocument(document);
  const paths = json.paths.flat();
  const module: ApiModule = {
    name: json.module ?? name,
    folder,
    version: String(json.options.version ?? "0.0.0"),
    fileCrc: json.vl_api_version,
    imports: json.imports.map(moduleName),
    types: withoutRepeats(parseTypes(json)),
    messages: json.messages.map((message) => parseMessage(message, json.services)),
    ...(json.counters.length === 0 ? {} : { counters: json.counters }),
    ...(paths.length === 0 ? {} : { paths }),
  };
  checkModule(module, (_, text) => new VppError("VPP_SCHEMA", printable(`${module.name}: ${text}`)));
  return module;
}

/** Removes repeated types: a document repeats the types of its imports. */
function withoutRepeats(types: readonly TypeDefinition[]): TypeDefinition[] {
  const found = new Map<string, TypeDefinition>();
  for (const type of types) {
    const before = found.get(type.name) ?? type;
    if (!isDeepStrictEqual(before, type)) throw new VppError("VPP_SCHEMA", `there are two types ${type.name}`);
    found.set(type.name, before);
  }
  return [...found.values()];
}

function parseTypes(json: ApiJson): TypeDefinition[] {
  return [
    ...Object.entries(json.aliases).map(([name, { type, length }]): TypeDefinition => {
      return { kind: "alias", name, type: parseTypeName(type), ...(length === undefined ? {} : { length }) };
    }),
    ...json.enums.map((items) => parseEnum("enum", items)),
    ...json.enumflags.map((items) => parseEnum("enumflag", items)),
    ...json.unions.map(([name, ...rest]): TypeDefinition => ({ kind: "union", name, fields: fieldsOf(rest) })),
    ...json.types.map(([name, ...rest]): TypeDefinition => {
      return { kind: "typedef", name, fields: fieldsOf(rest), ...commentOf(rest) };
    }),
  ];
}

function parseEnum(kind: EnumDefinition["kind"], [name, ...rest]: JsonEntry): EnumDefinition {
  const items = rest.slice(0, -1) as [string, number][];
  const { enumtype: type } = rest.at(-1) as { enumtype: EnumDefinition["type"] };
  return { kind, name, type, items };
}

function parseMessage([name, ...rest]: JsonEntry, services: ApiJson["services"]): MessageDefinition {
  const { crc, options = {} } = rest.at(-1) as { crc: string; options?: JsonOptions };
  return {
    name,
    crc: crc.slice(2),
    fields: fieldsOf(rest).filter((field) => field.name !== MESSAGE_ID_FIELD),
    options: Object.fromEntries(Object.entries(options).map(([key, value]) => [key, String(value ?? "")])),
    // The name may be that of an inherited property.
    ...(Object.hasOwn(services, name) ? { service: parseService(services[name]!) } : {}),
    ...commentOf(rest),
  };
}

function parseService(service: JsonService): ServiceDefinition {
  return {
    reply: service.reply,
    ...(service.stream ? { stream: true } : {}),
    ...(service.stream_msg === undefined ? {} : { streamMessage: service.stream_msg }),
    ...(service.events === undefined ? {} : { events: service.events }),
  };
}

function commentOf(rest: readonly unknown[]): { comment?: string } {
  const { comment } = rest.at(-1) as { comment?: string };
  return comment === undefined ? {} : { comment };
}

/** Returns the fields of an entry: its lists. Comments and CRCs are objects. */
function fieldsOf(rest: readonly unknown[]): FieldDefinition[] {
  return (rest.filter((field) => Array.isArray(field)) as unknown as JsonField[]).map(parseField);
}

/** Parses one field of a `.api.json` document. */
export function parseField([type, name, third, counter]: JsonField): FieldDefinition {
  const field = { name, type: parseTypeName(type) };
  if (typeof third === "number") return { ...field, array: arrayLength(type, third, counter) };
  return { ...field, ...fieldOptions(third ?? {}) };
}

function arrayLength(type: string, length: number, counter: unknown): ArrayLength {
  if (typeof counter === "string") return { kind: "counted", by: counter };
  return type === "string" && length === 0 ? { kind: "variable" } : { kind: "fixed", length };
}
