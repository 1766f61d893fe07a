import t from "tap";
import { directory } from "../../src/binapi/directory.ts";
import { fieldName } from "../../src/field-name.ts";
import { type FieldDefinition, loadCatalogue } from "../../src/schema/index.ts";
import { fromJson, type JsonValue, type Message } from "../../src/wire/index.ts";
import { encode, loadDescriptors, readGolden } from "../helpers.ts";

type Fields = Record<string, JsonValue>;

const descriptors = await loadDescriptors(directory);
const vectors = readGolden().vectors.filter((vector) => vector.case === "1");
const given = new Map(vectors.map(({ name, fields }) => [name, fields as Fields]));
const messages = [...loadCatalogue().modules.values()].flatMap((module) => module.messages);
const withDefaults = messages.filter(({ fields }) => fields.some((field) => field.default !== undefined));

t.test(`defaults that are left out are sent, in ${withDefaults.length} messages`, async (t) => {
  t.same(
    withDefaults.filter(({ name, fields }) => !isDefaultSent(name, fields)).map(({ name }) => name),
    [],
  );
  t.ok(withDefaults.length > 100);
});

function isDefaultSent(name: string, fields: readonly FieldDefinition[]): boolean {
  const message = descriptors.get(name)!;
  const defaults = fields.filter((field) => field.default !== undefined);
  const left = Object.entries(given.get(name)!).filter(
    ([key]) => !defaults.some((field) => fieldName(field.name) === key),
  );
  const full = [...left, ...defaults.map((field) => [fieldName(field.name), defaultOf(field)])];
  return encoded(message, Object.fromEntries(left)).equals(encoded(message, Object.fromEntries(full)));
}

/** Some truth values have a number as default. */
function defaultOf({ type, default: value }: FieldDefinition): unknown {
  return type === "bool" ? Boolean(value) : value;
}

function encoded(message: Message<unknown>, json: unknown): Buffer {
  return encode(message, fromJson(message, json) as never);
}
