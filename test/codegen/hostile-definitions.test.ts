/**
 * Definitions that try to become code: whatever they say, generated text and compiled codecs hold it as text, or it is refused.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { compileCodec, generateBindings } from "../../src/codegen/index.ts";
import {
  type ApiModule,
  ApiSchema,
  type FieldDefinition,
  type MessageDefinition,
  parseApiJson,
  readDefinitions,
  type TypeDefinition,
} from "../../src/schema/index.ts";
import * as wire from "../../src/wire/index.ts";
import { temporaryFolder } from "../helpers.ts";
import { UserProject } from "../user-project.ts";

const EVIL = "globalThis.evil = 1";
const BREAKS = ["\n", "\r", "\u2028", "\u2029", "\0", "*/", "\\", "`", '"', "'", "${"];

/** Texts that end a comment, a string, a template, or a line, and go on as code. */
const TEXTS = BREAKS.map((end) => `x${end}; ${EVIL}; //}`);

const NOTHING = { types: [], messages: [], unions: [], enums: [], enumflags: [], services: {}, aliases: {} };
const FACTS = { crc: "0x01020304", options: {} };

t.test("comments, options and versions stay in the comments of generated code", async (t) => {
  const project = new UserProject(t);
  const modules = TEXTS.map((text, at) => moduleSaying(text, `m${at}`));
  const files = generateBindings(new ApiSchema(TEXTS.join(" "), modules));
  project.writeSources(files);
  t.equal(project.compile(), "");
  for (const file of files.keys()) {
    const names = Object.keys(await project.load(file.replace(/ts$/, "js")));
    t.same(names, ["constructorCodec", "hello"], file);
  }
  t.notOk("evil" in globalThis);
});

const field: FieldDefinition = { name: "f", type: "u8" };
const message: MessageDefinition = { name: "m", crc: "01020304", fields: [field], options: {} };
const holder: MessageDefinition = { ...message, fields: [{ name: "f", type: "t" }] };

/** A module with a text where a name, a number or a CRC belongs: no reader gives such modules. */
const places: readonly (readonly [place: string, module: (text: string) => Partial<ApiModule>])[] = [
  ["a message's name", (name) => ({ messages: [{ ...message, name }] })],
  ["a CRC", (crc) => ({ messages: [{ ...message, crc }] })],
  ["a field's name", (name) => ({ messages: [{ ...message, fields: [{ ...field, name }] }] })],
  ["an array's length", (text) => ({ messages: [{ ...message, fields: [{ ...field, array: fixed(text) }] }] })],
  ["a type's name", (name) => withType({ kind: "typedef", name, fields: [field] }, name)],
  ["a type's field", (name) => withType({ kind: "typedef", name: "t", fields: [{ ...field, name }] })],
  ["a union's arm", (name) => withType({ kind: "union", name: "t", fields: [{ ...field, name }] })],
  ["an item's name", (name) => withType({ kind: "enum", name: "t", type: "u8", items: [[name, 1]] })],
  ["an item's value", (text) => withType({ kind: "enum", name: "t", type: "u8", items: [["A", text as never]] })],
  ["a module's name", (name) => ({ name, messages: [message] })],
];

for (const [place, make] of places) {
  t.test(`text for ${place} is refused`, async (t) => {
    for (const text of [...TEXTS, EVIL, ""]) {
      const module = { ...parseApiJson(JSON.stringify({ ...NOTHING, options: {} }), "core", "x"), ...make(text) };
      const schema = new ApiSchema("", [module]);
      t.throws(() => generateBindings(schema), { code: "VPP_SCHEMA" });
      t.throws(() => compileCodec(module.messages[0]!, module, schema, wire), { code: "VPP_SCHEMA" });
    }
    t.notOk("evil" in globalThis);
  });
}

const documents: readonly (readonly [place: string, document: (text: string) => object])[] = [
  ["a message's name", (name) => ({ messages: [[name, FACTS]] })],
  ["a CRC", (crc) => ({ messages: [["m", { ...FACTS, crc }]] })],
  ["a field's name", (name) => ({ messages: [["m", ["u8", name], FACTS]] })],
  ["a field's type", (type) => ({ messages: [["m", [type, "f"], FACTS]] })],
  ["an array's length", (length) => ({ messages: [["m", ["u8", "f", length], FACTS]] })],
  ["a counter", (counter) => ({ messages: [["m", ["u8", "n"], ["u8", "f", 0, counter], FACTS]] })],
  ["a default", (text) => ({ messages: [["m", ["u8", "f", { default: text }], FACTS]] })],
  ["a limit", (limit) => ({ messages: [["m", ["u8", "f", { limit }], FACTS]] })],
  ["an item's name", (name) => ({ enums: [["e", [name, 1], { enumtype: "u8" }]] })],
  ["an item's value", (value) => ({ enums: [["e", ["A", value], { enumtype: "u8" }]] })],
  ["an enumeration's type", (enumtype) => ({ enums: [["e", ["A", 1], { enumtype }]] })],
  ["an alias's name", (name) => ({ aliases: { [name]: { type: "u8" } } })],
  ["an alias's type", (type) => ({ aliases: { a: { type } } })],
  ["a reply", (reply) => ({ messages: [["m", FACTS]], services: { m: { reply } } })],
  ["a module's name", (module) => ({ module })],
];

for (const [place, make] of documents) {
  t.test(`a document with text for ${place} is refused`, async (t) => {
    for (const text of [...TEXTS, '0x12"', '0x01020304"', ""]) {
      const document = JSON.stringify({ ...NOTHING, options: {}, ...make(text) });
      t.throws(() => parseApiJson(document, "core", "x"), { code: "VPP_SCHEMA" });
    }
  });
}

t.test("a file's name is no code either", async (t) => {
  const folder = join(temporaryFolder(t), "core");
  mkdirSync(folder);
  const name = `a"; evil(); "`;
  writeFileSync(
    join(folder, `${name}.api.json`),
    JSON.stringify({ ...NOTHING, options: {}, messages: [["m", FACTS]] }),
  );
  const schema = readDefinitions(folder, "");
  const [module] = [...schema.modules.values()];
  const reason = { code: "VPP_SCHEMA", message: `${JSON.stringify(name)} is not a valid module name` };
  t.throws(() => generateBindings(schema), reason);
  t.throws(() => compileCodec(module!.messages[0]!, module!, schema, wire), reason);
});

/** A module that says something wherever it may say anything. */
function moduleSaying(text: string, name: string): ApiModule {
  const comment = `/** ${text}\n * @param f ${text}\n * @param ${text} else\n */`;
  const document = {
    ...NOTHING,
    module: name,
    types: [["constructor", ["u8", "f"], { comment }]],
    messages: [
      [
        "hello",
        ["u16", "_vl_msg_id"],
        ["vl_api_constructor_t", "f"],
        { ...FACTS, comment, options: { deprecated: text, replaced_by: text, status: text, [text]: text } },
      ],
    ],
    options: { version: text },
  };
  return parseApiJson(JSON.stringify(document), "core", "x");
}

function fixed(length: string): FieldDefinition["array"] & object {
  return { kind: "fixed", length: length as never };
}

/** With a message that uses the type. */
function withType(type: TypeDefinition, name = "t"): Partial<ApiModule> {
  return { types: [type], messages: [{ ...holder, fields: [{ name: "f", type: name }] }] };
}
