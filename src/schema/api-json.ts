import { errorText, VppError } from "../errors.ts";
import {
  type ApiModule,
  ApiSchema,
  type ArrayLength,
  type EnumDefinition,
  type FieldDefinition,
  type MessageDefinition,
  type ServiceDefinition,
  type TypeDefinition,
} from "./model.ts";

/** A field as `.api.json` has it: type, name, then a length, a length and its counter, or options. */
export type JsonField = readonly [type: string, name: string, ...rest: unknown[]];

/** One `.api.json` document, as VPP's `vppapigen` prints it. */
export interface ApiJson {
  /** Not in documents of VPP before 26.06. */
  readonly module?: string;
  readonly types: readonly (readonly unknown[])[];
  readonly messages: readonly (readonly unknown[])[];
  readonly unions: readonly (readonly unknown[])[];
  readonly enums: readonly (readonly unknown[])[];
  readonly enumflags: readonly (readonly unknown[])[];
  readonly services: Readonly<Record<string, JsonService>>;
  readonly options: Readonly<Record<string, unknown>>;
  readonly aliases: Readonly<Record<string, { readonly type: string; readonly length?: number }>>;
  readonly vl_api_version: string;
  readonly imports: readonly string[];
}

export interface JsonService {
  readonly reply: string;
  readonly stream?: boolean;
  readonly stream_msg?: string;
  readonly events?: readonly string[];
}

const MESSAGE_ID_FIELD = "_vl_msg_id";

/**
 * Reads one `.api.json` document. Types that it only repeats from its imports are in it too: `ownTypes` tells them apart.
 *
 * @param name the module's, where the document does not say: the file's without `.api.json`.
 * @throws {VppError} `VPP_SCHEMA`
 */
export function parseApiJson(text: string, folder: string, name: string): ApiModule {
  return moduleOfDocument(parseJson(text), folder, name);
}

/**
 * Reads a list of documents, as `get_api_json` answers: each module of a running VPP, with all types that it uses.
 *
 * @throws {VppError} `VPP_SCHEMA`
 */
export function parseApiJsonList(text: string, release: string): ApiSchema {
  const documents = parseJson(text);
  if (!Array.isArray(documents)) throw new VppError("VPP_SCHEMA", "a list of .api.json documents is expected");
  return new ApiSchema(
    release,
    documents.map((document, at) => moduleOfDocument(document, "core", `module${at}`)),
  );
}

function moduleOfDocument(document: unknown, folder: string, name: string): ApiModule {
  const json = checkDocument(document);
  return {
    name: json.module ?? name,
    folder,
    version: String(json.options.version ?? "0.0.0"),
    fileCrc: json.vl_api_version,
    imports: json.imports.map(moduleOfImport),
    types: parseTypes(json),
    messages: json.messages.map((message) => parseMessage(message, json.services)),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new VppError("VPP_SCHEMA", `not JSON: ${errorText(cause)}`, { cause });
  }
}

function checkDocument(document: unknown): ApiJson {
  const json = document as Partial<ApiJson> | null;
  for (const key of ["types", "messages", "unions", "enums", "enumflags", "services", "options", "aliases"] as const) {
    if (typeof json?.[key] !== "object") throw new VppError("VPP_SCHEMA", `no .api.json document: ${key} is missing`);
  }
  return { imports: [], vl_api_version: "0x0", ...json } as ApiJson;
}

/** `vnet/ip/ip_types.api` is the module `ip_types`. */
function moduleOfImport(path: string): string {
  return path
    .slice(path.lastIndexOf("/") + 1)
    .replace(/\.api$/, "")
    .replaceAll(".", "_");
}

function parseTypes(json: ApiJson): TypeDefinition[] {
  const block = (kind: "typedef" | "union", [name, ...fields]: readonly unknown[]): TypeDefinition => ({
    kind,
    name: String(name),
    fields: fieldsOf(fields),
  });
  return [
    ...Object.entries(json.aliases).map(
      ([name, alias]): TypeDefinition => ({
        kind: "alias",
        name,
        type: typeName(alias.type),
        ...(alias.length === undefined ? {} : { length: alias.length }),
      }),
    ),
    ...json.enums.map((items) => parseEnum("enum", items)),
    ...json.enumflags.map((items) => parseEnum("enumflag", items)),
    ...json.unions.map((union) => block("union", union)),
    ...json.types.map((type) => block("typedef", type)),
  ];
}

function parseEnum(kind: EnumDefinition["kind"], [name, ...rest]: readonly unknown[]): EnumDefinition {
  const items = rest.filter((item) => Array.isArray(item)) as [string, number][];
  const { enumtype } = rest.at(-1) as { enumtype: EnumDefinition["type"] };
  return { kind, name: String(name), type: enumtype, items };
}

function parseMessage([name, ...rest]: readonly unknown[], services: ApiJson["services"]): MessageDefinition {
  const { crc, options } = rest.at(-1) as { crc: string; options?: Record<string, string | null> };
  const service = services[String(name)];
  return {
    name: String(name),
    crc: crc.slice(2),
    fields: fieldsOf(rest).filter((field) => field.name !== MESSAGE_ID_FIELD),
    options: Object.fromEntries(Object.entries(options ?? {}).map(([key, value]) => [key, value ?? ""])),
    ...(service === undefined ? {} : { service: parseService(service) }),
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

/** The fields among the rest of an entry: whatever is a list; comments and CRCs are objects. */
function fieldsOf(rest: readonly unknown[]): FieldDefinition[] {
  return (rest.filter((field) => Array.isArray(field)) as unknown as JsonField[]).map(parseField);
}

/** Reads one field of a `.api.json` document. */
export function parseField([type, name, third, counter]: JsonField): FieldDefinition {
  const options = typeof third === "object" ? (third as Record<string, unknown>) : {};
  const array = typeof third === "number" ? arrayLength(type, third, counter) : undefined;
  const known: Record<string, unknown> = {};
  for (const key of ["limit", "discriminator", "case"]) if (options[key] !== undefined) known[key] = options[key];
  // `true` is no boolean to VPP's parser, so the documents have it as text.
  if (options.default !== undefined) known.default = options.default === "true" ? true : options.default;
  return { name, type: typeName(type), ...(array === undefined ? {} : { array }), ...known };
}

function arrayLength(type: string, length: number, counter: unknown): ArrayLength {
  if (typeof counter === "string") return { kind: "counted", by: counter };
  return type === "string" && length === 0 ? { kind: "variable" } : { kind: "fixed", length };
}

function typeName(type: string): string {
  return /^vl_api_(\w+)_t$/.exec(type)?.[1] ?? type;
}
