import type { ApiJson, JsonEntry } from "./api-json/index.ts";
import { formatField } from "./catalogue/index.ts";
import type { ApiModule, ApiSchema, MessageDefinition, TypeDefinition } from "./model/index.ts";
import { formatTypeName } from "./model/index.ts";

/**
 * Returns the `.api.json` document that VPP's `vppapigen` prints for a module, with the types of its imports. It has comments,
 * counters and paths if the module has them.
 */
export function formatApiJson(module: ApiModule, schema: ApiSchema): ApiJson {
  const imports = module.imports.map((name) => schema.modules.get(name)).filter((found) => found !== undefined);
  const types = [...imports, module].flatMap((each) => each.types);
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

function blocks(types: readonly TypeDefinition[], kind: "typedef" | "union"): JsonEntry[] {
  return types.flatMap((type) => {
    return type.kind === kind ? [[type.name, ...type.fields.map(wireField), ...commentOf(type)]] : [];
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
  const facts = Object.assign({ crc: `0x${message.crc}`, options }, ...commentOf(message));
  return [message.name, ["u16", "_vl_msg_id"], ...message.fields.map(wireField), facts];
}

function commentOf(definition: TypeDefinition | MessageDefinition): { comment: string }[] {
  return "comment" in definition && definition.comment !== undefined ? [{ comment: definition.comment }] : [];
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
