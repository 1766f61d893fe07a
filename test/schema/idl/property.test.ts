import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import t from "tap";
import { parseApi } from "../../../src/schema/idl/resolve.ts";
import { BASE_TYPES, type FieldDefinition, isBaseType, type TypeDefinition } from "../../../src/schema/model/model.ts";

/** What stands between words and says nothing. */
const SPACES = [" ", "\n", "\t", "  \r\n", " /* ; } */ ", ' // { "\n', "/** */"];
const NUMBERS: readonly string[] = BASE_TYPES.filter((type) => type !== "string");

/** Numbers that decide what a definition is like. */
interface Plan {
  readonly kind: number;
  readonly parts: readonly { readonly type: number; readonly length: number; readonly preset: number }[];
}

/** A definition, and the words that say the same. */
interface Written<T> {
  readonly value: T;
  readonly words: readonly string[];
}

const plan: fc.Arbitrary<Plan> = fc.record({
  kind: fc.nat(),
  parts: fc.array(fc.record({ type: fc.nat(), length: fc.nat(5), preset: fc.nat() }), { minLength: 1, maxLength: 5 }),
});

t.test("what is written comes out, whatever stands between the words", async (t) => {
  const plans = fc.array(plan, { maxLength: 8 });
  const comesOut = fc.property(plans, plan, fc.infiniteStream(fc.constantFrom(...SPACES)), (types, message, spaces) => {
    const written: Written<TypeDefinition>[] = [];
    for (const each of types) written.push(writeType(each, written));
    const fields = writeFields(message, NUMBERS.concat(written.map(({ value }) => value.name)));
    const words = [...written.flatMap((type) => type.words), "autoreply", "define", "m", ...fields.words];
    const module = parseApi(words.map((word) => word + spaces.next().value).join(""), "a.api");
    const found = { types: sorted(module.types), fields: module.messages[0]?.fields };
    return isDeepStrictEqual(found, { types: sorted(written.map(({ value }) => value)), fields: fields.value });
  });
  t.doesNotThrow(() => fc.assert(comesOut));
});

function writeType({ kind, parts }: Plan, before: readonly Written<TypeDefinition>[]): Written<TypeDefinition> {
  const name = `t${before.length}`;
  const types = NUMBERS.concat(before.map(({ value }) => value.name));
  const fields = writeFields({ kind, parts }, types);
  switch (kind % 4) {
    case 0:
      return { value: { kind: "typedef", name, fields: fields.value }, words: ["typedef", name, ...fields.words] };
    case 1:
      return { value: { kind: "union", name, fields: fields.value }, words: ["union", name, ...fields.words] };
    case 2:
      return writeAlias(name, types[kind % types.length]!, parts[0]!.length);
    default:
      return writeEnum(name, parts.length);
  }
}

function writeAlias(name: string, type: string, length: number): Written<TypeDefinition> {
  if (length === 0) return { value: { kind: "alias", name, type }, words: ["typedef", typeWord(type), name, ";"] };
  const words = ["typedef", typeWord(type), name, "[", String(length), "]", ";"];
  return { value: { kind: "alias", name, type, length }, words };
}

/** Flags, of which only the first has no value of its own. */
function writeEnum(name: string, count: number): Written<TypeDefinition> {
  const items = Array.from({ length: count }, (_, at) => [`I${at}`, at === 0 ? 0 : 2 ** at] as const);
  const words = items.flatMap(([item, value]) =>
    value === 0 ? [item, ","] : [item, "=", `0x${value.toString(16)}`, ","],
  );
  return {
    value: { kind: "enumflag", name, type: "u16", items },
    words: ["enumflag", name, ":", "u16", "{", ...words, "}", ";"],
  };
}

function writeFields({ parts }: Plan, types: readonly string[]): Written<readonly FieldDefinition[]> {
  const fields = parts.map(({ type, length, preset }, at) =>
    writeField(`f${at}`, types[type % types.length]!, length, preset),
  );
  return {
    value: fields.map(({ value }) => value),
    words: ["{", ...fields.flatMap(({ words }) => words), "}", ";"],
  };
}

function writeField(name: string, type: string, length: number, preset: number): Written<FieldDefinition> {
  const start = [typeWord(type), name];
  if (length === 0) return { value: { name, type }, words: [...start, ";"] };
  if (length === 1) {
    return { value: { name, type, default: preset }, words: [...start, "[", "default", "=", String(preset), "]", ";"] };
  }
  return { value: { name, type, array: { kind: "fixed", length } }, words: [...start, "[", String(length), "]", ";"] };
}

function typeWord(type: string): string {
  return isBaseType(type) ? type : `vl_api_${type}_t`;
}

/** By name, and without comments: those between the words are about some of them. */
function sorted(types: readonly TypeDefinition[]): TypeDefinition[] {
  const bare = types.map(({ ...type }) => {
    if ("comment" in type) delete type.comment;
    return type;
  });
  return bare.sort((a, b) => (a.name < b.name ? -1 : 1));
}
