import type { JsonField } from "../api-json/index.ts";
import { parseField } from "../api-json/index.ts";
import type { ApiModule, FieldDefinition, MessageDefinition, TypeDefinition } from "../model/index.ts";

/** The properties of a module without its definitions. */
export type ModuleFacts = Pick<ApiModule, "folder" | "version" | "fileCrc" | "imports">;

/** One line of a catalogue: the properties of a module, a type, or a message. */
export type Fact =
  | { readonly kind: "module"; readonly value: ModuleFacts }
  | { readonly kind: "type"; readonly value: TypeDefinition }
  | { readonly kind: "message"; readonly value: MessageDefinition };

/** Returns the facts of a module in the order of a catalogue. */
export function factsOf(module: ApiModule): Fact[] {
  const { folder, version, fileCrc, imports } = module;
  return [
    { kind: "module", value: { folder, version, fileCrc, imports } },
    ...module.types.map((value): Fact => ({ kind: "type", value })),
    ...module.messages.map((value): Fact => ({ kind: "message", value })),
  ];
}

/** Returns the module that consists of these facts. */
export function moduleOf(name: string, facts: readonly Fact[]): ApiModule {
  const types: TypeDefinition[] = [];
  const messages: MessageDefinition[] = [];
  let about: ModuleFacts = { folder: "", version: "", fileCrc: "", imports: [] };
  for (const fact of facts) {
    if (fact.kind === "type") types.push(fact.value);
    else if (fact.kind === "message") messages.push(fact.value);
    else about = fact.value;
  }
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
export function parseFact(line: Record<string, unknown>): Fact {
  const fields = (): FieldDefinition[] => (line.fields as JsonField[]).map(parseField);
  if (typeof line.module === "string") {
    const { folder, fileCrc, imports } = line as unknown as ModuleFacts;
    return { kind: "module", value: { folder, version: line.module, fileCrc, imports } };
  }
  if (typeof line.message === "string") {
    const { crc, options = {}, service } = line as unknown as Partial<MessageDefinition> & { crc: string };
    const value = { name: line.message, crc, fields: fields(), options };
    return { kind: "message", value: service === undefined ? value : { ...value, service } };
  }
  return { kind: "type", value: parseType(line, fields) };
}

function parseType(line: Record<string, unknown>, fields: () => FieldDefinition[]): TypeDefinition {
  for (const kind of ["typedef", "union"] as const) {
    const name = line[kind];
    if (typeof name === "string") return { kind, name, fields: fields() };
  }
  const { enum: enumName, enumflag, alias, ...rest } = line as Record<string, never>;
  if (enumName !== undefined) return { kind: "enum", name: enumName, type: rest.type!, items: rest.items! };
  if (enumflag !== undefined) return { kind: "enumflag", name: enumflag, type: rest.type!, items: rest.items! };
  const length = rest.length === undefined ? {} : { length: rest.length };
  return { kind: "alias", name: alias!, type: rest.type!, ...length };
}

/** Returns a field in the form of `.api.json`, with the bare name of its type. */
export function formatField(field: FieldDefinition): unknown[] {
  const { name, type, array, ...options } = field;
  if (array?.kind === "fixed") return [type, name, array.length];
  if (array?.kind === "counted") return [type, name, 0, array.by];
  if (array?.kind === "variable") return [type, name, 0];
  return Object.keys(options).length === 0 ? [type, name] : [type, name, options];
}
