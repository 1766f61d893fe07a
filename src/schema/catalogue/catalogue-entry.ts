import { VppError } from "../../errors.ts";
import type { JsonField } from "../api-json/index.ts";
import { parseField } from "../api-json/index.ts";
import type {
  AliasDefinition,
  ApiModule,
  EnumDefinition,
  FieldDefinition,
  MessageDefinition,
  TypeDefinition,
} from "../model/index.ts";

/** The properties of a module without its definitions. */
export type ModuleFacts = Pick<ApiModule, "folder" | "version" | "fileCrc" | "imports">;

/** One line of a catalogue: the properties of a module, a type, or a message. */
export type Fact =
  | { readonly kind: "module"; readonly value: ModuleFacts }
  | { readonly kind: "type"; readonly value: TypeDefinition }
  | { readonly kind: "message"; readonly value: MessageDefinition };

/** A line of a catalogue as JSON, without its releases. Fields are lists, as in `.api.json`. */
export type CatalogueLine =
  | ({ readonly module: string } & Omit<ModuleFacts, "version">)
  | ({ readonly message: string; readonly fields: readonly JsonField[] } & Pick<MessageDefinition, "crc" | "service"> &
      Partial<Pick<MessageDefinition, "options">>)
  | TypeLine;

type TypeLine =
  | { readonly typedef: string; readonly fields: readonly JsonField[] }
  | { readonly union: string; readonly fields: readonly JsonField[] }
  | ({ readonly enum: string } & Pick<EnumDefinition, "type" | "items">)
  | ({ readonly enumflag: string } & Pick<EnumDefinition, "type" | "items">)
  | ({ readonly alias: string } & Pick<AliasDefinition, "type" | "length">);

/** Returns the facts of a module in the order of a catalogue. */
export function factsOf(module: ApiModule): Fact[] {
  const { folder, version, fileCrc, imports } = module;
  return [
    { kind: "module", value: { folder, version, fileCrc, imports } },
    ...module.types.map((value): Fact => ({ kind: "type", value })),
    ...module.messages.map((value): Fact => ({ kind: "message", value })),
  ];
}

/**
 * Returns the module that consists of these facts.
 *
 * @throws {VppError} `VPP_SCHEMA` if none of them is of kind `module`.
 */
export function moduleOf(name: string, facts: readonly Fact[]): ApiModule {
  const types: TypeDefinition[] = [];
  const messages: MessageDefinition[] = [];
  let about: ModuleFacts | undefined;
  for (const fact of facts) {
    if (fact.kind === "type") types.push(fact.value);
    else if (fact.kind === "message") messages.push(fact.value);
    else about = fact.value;
  }
  if (about === undefined) throw new VppError("VPP_SCHEMA", `the catalogue has no line {"module": ...} for ${name}`);
  return { name, ...about, types, messages };
}

/** Returns the JSON value of a fact in a catalogue, without comments. Fields are lists, as in `.api.json`. */
export function formatFact(fact: Fact): Record<string, unknown> {
  if (fact.kind === "module") return { module: fact.value.version, ...fact.value, version: undefined };
  if (fact.kind === "message") {
    const { name, crc, options, fields, service } = fact.value;
    const some = Object.keys(options).length === 0 ? undefined : options;
    return { message: name, crc, options: some, fields: fields.map(formatField), service };
  }
  const { kind, name, ...rest } = fact.value;
  const fields = "fields" in rest ? { fields: rest.fields.map(formatField) } : {};
  return { [kind]: name, ...rest, comment: undefined, compatibleItems: undefined, ...fields };
}

/** Returns the fact of a JSON value; the inverse of `formatFact`. */
export function parseFact(line: CatalogueLine): Fact {
  if ("module" in line) {
    const { module: version, folder, fileCrc, imports } = line;
    return { kind: "module", value: { folder, version, fileCrc, imports } };
  }
  if (!("message" in line)) return { kind: "type", value: parseType(line) };
  const { message: name, crc, options = {}, service } = line;
  const value = { name, crc, fields: line.fields.map(parseField), options };
  return { kind: "message", value: service === undefined ? value : { ...value, service } };
}

function parseType(line: TypeLine): TypeDefinition {
  if ("typedef" in line) return { kind: "typedef", name: line.typedef, fields: line.fields.map(parseField) };
  if ("union" in line) return { kind: "union", name: line.union, fields: line.fields.map(parseField) };
  if ("enum" in line) return { kind: "enum", name: line.enum, type: line.type, items: line.items };
  if ("enumflag" in line) return { kind: "enumflag", name: line.enumflag, type: line.type, items: line.items };
  const length = line.length === undefined ? {} : { length: line.length };
  return { kind: "alias", name: line.alias, type: line.type, ...length };
}

/** Returns a field in the form of `.api.json`, with the bare name of its type. */
export function formatField(field: FieldDefinition): unknown[] {
  const { name, type, array, ...options } = field;
  if (array?.kind === "fixed") return [type, name, array.length];
  if (array?.kind === "counted") return [type, name, 0, array.by];
  if (array?.kind === "variable") return [type, name, 0];
  return Object.keys(options).length === 0 ? [type, name] : [type, name, options];
}
