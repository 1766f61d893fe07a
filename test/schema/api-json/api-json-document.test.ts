import t from "tap";
import { parseApiJson } from "../../../src/schema/api-json/api-json.ts";

const EMPTY = { types: [], messages: [], unions: [], enums: [], enumflags: [], services: {}, options: {}, aliases: {} };
const ENUM = [["e", ["A", 0], { enumtype: "u8" }]];
const message = (...fields: readonly unknown[]) => ["m", ["u16", "_vl_msg_id"], ...fields, { crc: "0x00000001" }];

/** What is in a document that is empty otherwise, and what is said about it. */
const documents: readonly (readonly [parts: Readonly<Record<string, unknown>>, message: string])[] = [
  [{ module: 1 }, "module is not the name of a module"],
  [{ module: "../x" }, "module is not the name of a module"],
  [{ vl_api_version: "1.0" }, "vl_api_version is not a CRC"],
  [{ imports: [1] }, "imports[0] is not text"],
  [{ options: { version: [] } }, "options.version is not an option"],
  [{ types: [null] }, "types[0] is not a list"],
  [{ types: [[]] }, "types[0][0] is not a name"],
  [{ types: [["a b", ["u8", "x"]]] }, "types[0][0] is not a name"],
  [{ types: [["t"]] }, "types[0] (t) has only a name"],
  [{ types: [["t", ["u8"]]] }, "types[0] (t)[0] has 1 values, not 2 to 4"],
  [{ types: [["t", ["u8", "x", 1, "n", 2]]] }, "types[0] (t)[0] has 5 values, not 2 to 4"],
  [{ types: [["t", ["u8", "x"], ["u8", "y z"]]] }, "types[0] (t)[1][1] is not a name"],
  [{ types: [["t", ["u8", "x", -1]]] }, "types[0] (t)[0][2] is not a length"],
  [{ types: [["t", ["u8", "x", 1.5]]] }, "types[0] (t)[0][2] is not a length"],
  [{ types: [["t", ["u8", "x", "n"]]] }, "types[0] (t)[0][2] is not a length"],
  [{ types: [["t", ["u8", "x", { default: [] }]]] }, "types[0] (t)[0][2].default is not an option"],
  [{ types: [["t", ["u8", "x", 0, 7]]] }, "types[0] (t)[0][3] is not a name"],
  [{ types: [["t", {}, ["u8", "x"]]] }, "types[0] (t)[0] is not a list"],
  [{ types: [["t", ["u8", "x"], { comment: 1 }]] }, "types[0] (t)[1].comment is not text"],
  [{ unions: [["t", 1]] }, "unions[0] (t)[0] is not an object"],
  [{ messages: [["m", ["u16", "_vl_msg_id"], {}]] }, "messages[0] (m)[1].crc is missing"],
  [{ messages: [["m", ["u16", "_vl_msg_id"], { crc: "1" }]] }, "messages[0] (m)[1].crc is not a CRC"],
  [{ messages: [message(["u8", "x"]), ["n", ["u8", "x"]]] }, "messages[1] (n)[0] is not an object"],
  [{ enums: [["e", ["A", 0]]] }, "enums[0] (e)[0] is not an object"],
  [{ enums: [["e", ["A", "0"], { enumtype: "u8" }]] }, "enums[0] (e)[0][1] is not an integer"],
  [{ enumflags: [["e", ["A", 1], {}]] }, "enumflags[0] (e)[1].enumtype is missing"],
  [{ services: { m: {} } }, "services.m.reply is missing"],
  [{ services: { m: { reply: "null", stream: 1 } } }, "services.m.stream is not a boolean"],
  [{ services: { m: { reply: "null", events: ["e", 1] } } }, "services.m.events[1] is not text"],
  [{ aliases: { a: {} } }, "aliases.a.type is missing"],
  [{ aliases: { a: { type: "u8", length: -1 } } }, "aliases.a.length is not a length"],
  [{ counters: [{ name: "c", elements: [{ name: "x" }] }] }, "counters[0].elements[0].severity is missing"],
  [{ paths: [[{ path: "/err/x" }]] }, "paths[0][0].counter is missing"],
  [{ paths: [1] }, "paths[0] is not an object"],
];

for (const [parts, message] of documents) {
  t.test(`refuses ${JSON.stringify(parts)}`, async (t) => {
    t.throws(() => parse(parts), { code: "VPP_SCHEMA", message: `not an .api.json document: ${message}` });
  });
}

/** Documents that are in order but make no sense. */
const modules: readonly (readonly [what: string, parts: Readonly<Record<string, unknown>>, message: string])[] = [
  ["two messages of one name", { messages: [message(), message()] }, "m: message m is defined twice"],
  ["two fields of one name", { messages: [message(["u8", "x"], ["u8", "x"])] }, "m has two fields x"],
  ["two types of one name", { aliases: { e: { type: "u8" } }, enums: ENUM }, "there are two types e"],
  [
    "a type that is called like a base type",
    { aliases: { u8: { type: "u16" } } },
    "a type cannot be named u8: it is a base type",
  ],
  ["a typedef without fields", { types: [["t", {}]] }, "t has no fields"],
  ["a union without arms", { unions: [["u", {}]] }, "u has no fields"],
  ["an unknown type", { messages: [message(["vl_api_t_t", "x"])] }, "there is no type t"],
  ["a type that contains itself", { types: [["t", ["vl_api_t_t", "x"]]] }, "type t contains itself"],
  [
    "types that contain each other",
    {
      types: [["t", ["vl_api_u_t", "x"]]],
      unions: [["u", ["vl_api_a_t", "x"]]],
      aliases: { a: { type: "vl_api_t_t" } },
    },
    "type a contains itself",
  ],
  [
    "types too deep within each other",
    { types: Array.from({ length: 65 }, (_, at) => [`t${at}`, [at === 64 ? "u8" : `vl_api_t${at + 1}_t`, "x"]]) },
    "types are nested more than 64 deep at t64",
  ],
  [
    "a counted array that is not last",
    { messages: [message(["u8", "n"], ["u8", "x", 0, "n"], ["u8", "y"])] },
    "x is of variable length and not the last field of m",
  ],
  [
    "a counter that is not there",
    { messages: [message(["u8", "x", 0, "n"])] },
    "x is counted by n, which is not an earlier u8, u16 or u32 field",
  ],
  ["a text without a length", { messages: [message(["string", "x"])] }, "x is a string without a length"],
  [
    "a default that is a name",
    { messages: [message(["u8", "x", { default: "y" }])] },
    "the default of x is neither a number nor a boolean",
  ],
  ["an enumeration of texts", { enums: [["e", ["A", 0], { enumtype: "string" }]] }, "enum e cannot be of type string"],
  [
    "an item that is too large",
    { enums: [["e", ["A", 256], { enumtype: "u8" }]] },
    "enum e: A = 256 does not fit u8 (0 to 255)",
  ],
  [
    "a discriminator that is not there",
    { unions: [["u", ["u8", "a"]]], messages: [message(["vl_api_u_t", "x", { discriminator: "k" }])] },
    "the discriminator of x, k, is not a field before it",
  ],
  [
    "a reply that is not there",
    { messages: [message()], services: { m: { reply: "n" } } },
    "m is answered by n, which is not a message of this module",
  ],
  [
    "an event that is not there",
    { messages: [message()], services: { m: { reply: "null", events: ["n"] } } },
    "m is answered by n",
  ],
];

for (const [what, parts, message] of modules) {
  t.test(`refuses ${what}`, async (t) => {
    t.throws(() => parse(parts), { code: "VPP_SCHEMA", message });
  });
}

t.test("a type that two imports repeat is there once", async (t) => {
  const { types } = parse({ enums: [...ENUM, ...ENUM] });
  t.same(types, [{ kind: "enum", name: "e", type: "u8", items: [["A", 0]] }]);
});

t.test("comments, counters and paths are kept", async (t) => {
  const counter = { name: "x", severity: "info", type: "counter64", units: "packets", description: "all" };
  const module = parse({
    types: [["t", ["u8", "x"], { comment: "/* t */" }]],
    messages: [["m", ["u8", "x"], { crc: "0x00000001", comment: "// m" }]],
    counters: [{ name: "c", elements: [counter] }],
    paths: [[{ path: "/err/a", counter: "c" }], { path: "/err/b", counter: "c" }],
  });
  t.match(module, {
    types: [{ comment: "/* t */" }],
    messages: [{ comment: "// m" }],
    counters: [{ name: "c", elements: [counter] }],
    paths: [
      { path: "/err/a", counter: "c" },
      { path: "/err/b", counter: "c" },
    ],
  });
});

for (const name of ["__proto__", "constructor", "toString"]) {
  t.test(`${name} is a name like any other`, async (t) => {
    const module = parse(
      JSON.parse(`{
        "aliases": { "${name}": { "type": "u8" } },
        "messages": [["${name}", ["vl_api_${name}_t", "${name}"], { "crc": "0x00000001", "options": { "${name}": "x" } }]],
        "services": { "${name}": { "reply": "null" } }
      }`),
    );
    const [message] = module.messages;
    t.same(module.types, [{ kind: "alias", name, type: "u8" }]);
    t.same(message?.fields, [{ name, type: name }]);
    t.same(Object.entries(message?.options ?? {}), [[name, "x"]]);
    t.same(message?.service, { reply: "null" });
    t.notOk(parse({ messages: [[name, ["u8", "x"], { crc: "0x00000001" }]] }).messages[0]?.service);
  });
}

const NESTED = "[".repeat(1_000_000) + "]".repeat(1_000_000);

/** Texts that take the memory or the stack of a careless reader. */
const hostile: readonly (readonly [what: string, text: () => string, message: string])[] = [
  ["a million lists within each other", () => NESTED, "is not an object"],
  [
    "lists within each other as a version",
    () => withText("options", `{"version":${NESTED}}`),
    "options.version is not an option",
  ],
  [
    "lists within each other as a field",
    () => withText("types", `[["t",${NESTED}]]`),
    "types[0] (t)[0] has 1 values, not 2 to 4",
  ],
  ["a million lists without an end", () => "[".repeat(1_000_000), "not JSON"],
  ["a text longer than any document", () => " ".repeat(2 ** 24 + 1), "JSON longer than 16777216 characters"],
];

for (const [what, text, message] of hostile) {
  t.test(`refuses ${what}`, async (t) => {
    t.throws(() => parseApiJson(text(), "core", "m"), { code: "VPP_SCHEMA", message });
  });
}

t.test("what a document has besides is left alone", async (t) => {
  t.same(parseApiJson(withText("more", NESTED), "core", "m").messages, []);
});

function parse(parts: Readonly<Record<string, unknown>>): ReturnType<typeof parseApiJson> {
  return parseApiJson(JSON.stringify({ ...EMPTY, ...parts }), "core", "m");
}

function withText(key: string, text: string): string {
  return JSON.stringify({ ...EMPTY, [key]: "HERE" }).replace('"HERE"', text);
}
