import { VppError } from "../errors.ts";
import { printable } from "../printable.ts";
import type { ApiJson, JsonEntry } from "./api-json/index.ts";
import { formatField } from "./catalogue/index.ts";
import type { ApiModule, ApiSchema, MessageDefinition, TypeDefinition } from "./model/index.ts";
import { formatTypeName, isBaseType, mentionedTypes } from "./model/index.ts";

/**
 * Returns the `.api.json` document that VPP's `vppapigen` prints for a module, with the types of its imports. It has comments,
 * counters and paths if the module has them.
 *
 * @throws {VppError} `VPP_SCHEMA` when the module uses a type of an import that the schema does not have.
 */
export function formatApiJson(module: ApiModule, schema: ApiSchema): ApiJson {
  const imports = module.imports.map((name) => schema.modules.get(name)).filter((found) => found !== undefined);
  const types = [...imports, module].flatMap((each) => each.types);
  requireTypes(module, types, schema);
  const calls = module.messages.filter((message) => message.service !== undefined);
  return {
    module: module.name,
    types: blocks(types, "typedef"),
    messages: module.messages.map(formatMessage),
    unions: blocks(types, "union"),
    enums: enumerations(types, "enum"),
    enumflags: enumerations(types, "enumflag"),
    services: Object.fromEntries(calls.map((message) => [message.name, formatService(message)])),
    options: { version: module.version },
    aliases: Object.fromEntries(types.filter((type) => type.kind === "alias").map(formatAlias)),
    vl_api_version: module.fileCrc,
    imports: module.imports.map((name) => `${name}.api`),
    counters: module.counters ?? [],
    paths: module.paths === undefined ? [] : [module.paths],
  };
}

/** Throws if the document would lack a type. An import can be missing whose types the module has itself or does not use. */
function requireTypes(module: ApiModule, types: readonly TypeDefinition[], schema: ApiSchema): void {
  const names = new Set(types.map(({ name }) => name));
  const used = [...types, ...module.messages].flatMap(mentionedTypes);
  const lacking = used.find((type) => !isBaseType(type) && !names.has(type));
  if (lacking === undefined) return;
  const missing = module.imports.filter((name) => !schema.modules.has(name));
  const hint = missing.length === 0 ? "" : `; it imports ${missing.join(", ")}, which the schema does not have`;
  throw new VppError("VPP_SCHEMA", printable(`module ${module.name}: there is no type ${lacking}${hint}`));
}

function blocks(types: readonly TypeDefinition[], kind: "typedef" | "union"): JsonEntry[] {
  return types.flatMap((type) => {
    if (type.kind !== kind) return [];
    const comment = commentOf(type);
    return [[type.name, ...type.fields.map(wireField), ...(comment === undefined ? [] : [comment])]];
  });
}

function enumerations(types: readonly TypeDefinition[], kind: "enum" | "enumflag"): JsonEntry[] {
  return types.flatMap((type) => (type.kind === kind ? [[type.name, ...type.items, { enumtype: type.type }]] : []));
}

function formatAlias(type: TypeDefinition & { kind: "alias" }): [string, { type: string; length?: number }] {
  return [
    type.name,
    { type: formatTypeName(type.type), ...(type.length === undefined ? {} : { length: type.length }) },
  ];
}

function formatMessage(message: MessageDefinition): JsonEntry {
  const options = Object.fromEntries(Object.entries(message.options).map(([key, value]) => [key, value || null]));
  const facts = { crc: `0x${message.crc}`, options, ...commentOf(message) };
  return [message.name, ["u16", "_vl_msg_id"], ...message.fields.map(wireField), facts];
}

function commentOf(definition: TypeDefinition | MessageDefinition): { comment: string } | undefined {
  const comment = "comment" in definition ? definition.comment : undefined;
  return comment === undefined ? undefined : { comment };
}

function formatService({ service }: MessageDefinition): ApiJson["services"][string] {
  const { reply = "null", stream, streamMessage, events } = service ?? {};
  return {
    reply,
    ...(stream ? { stream } : {}),
    ...(streamMessage === undefined ? {} : { stream_msg: streamMessage }),
    ...(events === undefined ? {} : { events }),
  };
}

function wireField(field: Parameters<typeof formatField>[0]): unknown[] {
  const [type, ...rest] = formatField(field);
  return [formatTypeName(String(type)), ...rest];
}
