import t from "tap";
import { directory } from "../../../src/binapi/directory.ts";
import { defaultText, emitEnum, emitInterface, shapeType } from "../../../src/codegen/emit/emit-types.ts";
import { GeneratedFile } from "../../../src/codegen/generated-file.ts";
import { fieldName } from "../../../src/field-name.ts";
import { type FieldDefinition, loadCatalogue } from "../../../src/schema/index.ts";
import { fromJson, type JsonValue, type Message } from "../../../src/wire/index.ts";
import { encode, loadDescriptors, readGolden } from "../../helpers.ts";
import { layoutsOf } from "../printed.ts";

type Fields = Record<string, JsonValue>;

const NOTHING = { text: [], fields: new Map<string, string>() };

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

const fixed = (length: number) => ({ kind: "fixed", length }) as const;

/** Fields of the made-up module `sample`, and their types in TypeScript. */
const types: readonly (readonly [field: Omit<FieldDefinition, "name">, type: string])[] = [
  [{ type: "u8" }, "number"],
  [{ type: "i64" }, "bigint"],
  [{ type: "bool" }, "boolean"],
  [{ type: "string", array: fixed(8) }, "string"],
  [{ type: "string", array: { kind: "variable" } }, "string"],
  [{ type: "u8", array: fixed(4) }, "Uint8Array"],
  [{ type: "u16", array: fixed(4) }, "readonly number[]"],
  [{ type: "sample_triple", array: fixed(2) }, "readonly (readonly number[])[]"],
  [{ type: "prefix" }, "Prefix"],
  [{ type: "sample_range", array: fixed(2) }, "readonly SampleRange[]"],
  [{ type: "sample_mode" }, "SampleMode"],
  [{ type: "sample_flags" }, "number"],
  [{ type: "sample_address" }, "SampleAddress"],
];

for (const [field, type] of types) {
  t.test(`${JSON.stringify(field)} is ${type}`, async (t) => {
    t.equal(shapeType(layoutsOf({ name: "x", ...field })[0]!.shape, new GeneratedFile()), type);
  });
}

/** The default of a field as TypeScript. */
const defaults: readonly (readonly [field: Omit<FieldDefinition, "name">, text: string | undefined])[] = [
  [{ type: "u8" }, undefined],
  [{ type: "u8", default: 3 }, "3"],
  [{ type: "bool", default: 1 }, "true"],
  [{ type: "i64", default: -1 }, "-1n"],
  [{ type: "u64", default: 2 ** 64 }, "18446744073709551615n"],
  [{ type: "sample_range", default: 1 }, undefined],
];

for (const [field, text] of defaults) {
  t.test(`${JSON.stringify(field)} has the default ${text}`, async (t) => {
    t.equal(defaultText(layoutsOf({ name: "x", ...field })[0]!), text);
  });
}

t.test("a block of fields is an interface; what a sender may leave out is optional", async (t) => {
  const layouts = layoutsOf(
    { name: "is_add", type: "bool", default: true },
    { name: "tag", type: "u8", array: fixed(4) },
  );
  const documentation = { text: [], fields: new Map([["tag", "any bytes"]]) };
  const print = (isInput: boolean) => {
    const file = new GeneratedFile();
    emitInterface({ name: "Thing", definition: "thing", layouts, isInput, documentation }, file);
    return file.text("", { wireImport: "", importExtension: "" });
  };
  t.match(
    print(true),
    `export interface Thing {
  /** \`is_add\` bool, default true */
  readonly isAdd?: boolean;
  /** \`tag\` 4 bytes: any bytes */
  readonly tag: Uint8Array;
}
`,
  );
  t.match(print(false), "readonly isAdd: boolean;");
});

t.test("a field says what selects the arm of its union, if no other field does", async (t) => {
  const print = (definition: string, name: string, ...before: FieldDefinition[]) => {
    const file = new GeneratedFile();
    const layouts = layoutsOf(...before, { name, type: "sample_address" });
    emitInterface({ name: "Thing", definition, layouts, isInput: false, documentation: NOTHING }, file);
    return file.text("", { wireImport: "", importExtension: "" });
  };
  const end = "without it, all bytes are read (`readArm`)";
  t.match(print("thing", "un"), `/** \`un\` sample_address: the arm is selected by nothing in the message; ${end} */`);
  t.match(
    print("fib_path_nh", "address"),
    `: the arm is selected by proto, which stands beside each fib_path_nh; ${end} */`,
  );
  t.match(
    print("npol_ipset_member", "val"),
    `: the arm is selected by the type of the set, given to npol_ipset_create; ${end} */`,
  );
  t.match(print("thing", "un", { name: "af", type: "address_family" }), "/** `un` sample_address */");
});

t.test("an enumeration is an object, and a type of its values unless they are flags", async (t) => {
  const print = (kind: "enum" | "enumflag") => {
    const file = new GeneratedFile();
    emitEnum("Kind", { kind, name: "kind", type: "u8", items: [["KIND_A", 1]] }, file);
    return file.text("", { wireImport: "", importExtension: "" });
  };
  t.match(print("enum"), "/** `kind`, u8. */\nexport const Kind = {\n  KIND_A: 1,\n} as const;\nexport type Kind = ");
  t.match(print("enumflag"), "/** `kind`, u8, flags. */\n");
  t.notMatch(print("enumflag"), "export type");
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
