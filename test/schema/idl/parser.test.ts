import t from "tap";
import { parseStatements } from "../../../src/schema/idl/parser.ts";
import { Source } from "../../../src/schema/idl/source.ts";
import type { Statement } from "../../../src/schema/idl/syntax.ts";

const field = (type: string, name: string, rest: object = {}) => ({
  type: { text: type },
  name: { text: name },
  ...rest,
});

/** One statement each. */
const statements: readonly (readonly [text: string, statement: object])[] = [
  ['import "vnet/ip/ip_types.api";', { kind: "import", path: { text: "vnet/ip/ip_types.api" } }],
  ["option deprecated;", { kind: "option", name: { text: "deprecated" }, value: null }],
  ['option version = "1.2.3";', { kind: "option", name: { text: "version" }, value: "1.2.3" }],
  ["option x = 0x10;", { value: 16 }],
  ["option x = 1.50;", { value: 1.5 }],
  ["option x = true;", { value: "true" }],
  ["option x = false;", { value: false }],
  ["option x = in_progress;", { value: "in_progress" }],
  ["option x = type;", { value: "type" }],
  [
    "define a { u32 context; };",
    { kind: "define", name: { text: "a" }, isAutoreply: false, fields: [field("u32", "context")] },
  ],
  ["autoreply define a { u8 x; };", { kind: "define", isAutoreply: true }],
  [
    "manual_print manual_endian dont_trace autoendian autoreply define a { u8 x; };",
    { kind: "define", isAutoreply: true },
  ],
  [
    "define a { option b; u8 x; option c = 1; };",
    {
      fields: [field("u8", "x")],
      options: new Map([
        ["b", null],
        ["c", 1],
      ]),
    },
  ],
  ["typedef a { u8 x; };", { kind: "typedef", name: { text: "a" }, fields: [field("u8", "x")] }],
  ["typeonly manual_print typedef a { option b; u8 x; };", { kind: "typedef", name: { text: "a" } }],
  ["union a { u8 x; u16 y; };", { kind: "union", fields: [field("u8", "x"), field("u16", "y")] }],
  ["manual_print union a { u8 x; };", { kind: "union", name: { text: "a" } }],
  ["typedef u32 a;", { kind: "alias", declaration: field("u32", "a") }],
  ["typedef vl_api_b_t a;", { kind: "alias", declaration: field("vl_api_b_t", "a") }],
  ["typedef u8 a[6];", { kind: "alias", declaration: field("u8", "a", { array: { kind: "fixed", length: 6 } }) }],
  ["manual_endian typedef string a[];", { kind: "alias", declaration: { array: { kind: "variable" } } }],
  ["enum a { A, };", { kind: "enum", name: { text: "a" }, type: "u32", items: [{ name: { text: "A" } }] }],
  ["enum a : i16 { A = -1, B = 0x2, };", { kind: "enum", type: "i16", items: [{ value: -1 }, { value: 2 }] }],
  ["enumflag a : u8 { A = 1, };", { kind: "enumflag", type: "u8", items: [{ value: 1 }] }],
  [
    "enum a { A = 1 [x], B [y=1], };",
    { items: [{ options: new Map([["x", null]]) }, { options: new Map([["y", 1]]) }] },
  ],
  [
    "service { rpc a returns b; };",
    { kind: "service", rpcs: [{ caller: { text: "a" }, reply: { text: "b" }, isStream: false, events: [] }] },
  ],
  ["service { rpc a returns null; };", { rpcs: [{ caller: { text: "a" }, reply: undefined, isStream: false }] }],
  ["service { rpc a returns stream b; };", { rpcs: [{ reply: { text: "b" }, isStream: true }] }],
  [
    "service { rpc a returns b stream c; };",
    { rpcs: [{ reply: { text: "b" }, streamMessage: { text: "c" }, isStream: true }] },
  ],
  ["service { rpc a returns b events c, d; };", { rpcs: [{ events: [{ text: "c" }, { text: "d" }] }] }],
  ["service { rpc a returns b events c d,; };", { rpcs: [{ events: [{ text: "c" }, { text: "d" }] }] }],
  ["service { rpc a returns b; rpc c returns d; };", { rpcs: [{ caller: { text: "a" } }, { caller: { text: "c" } }] }],
  [
    'counters c { x { type counter64; units "bytes"; description "all"; severity info; }; };',
    {
      kind: "counters",
      set: {
        name: "c",
        elements: [{ name: "x", severity: "info", type: "counter64", units: "bytes", description: "all" }],
      },
    },
  ],
  [
    'paths { "/err/a" "c"; "/err/b" "c"; };',
    {
      kind: "paths",
      paths: [
        { path: "/err/a", counter: "c" },
        { path: "/err/b", counter: "c" },
      ],
    },
  ],
];

for (const [text, statement] of statements) {
  t.test(`reads ${text}`, async (t) => {
    const found = parse(text);
    t.equal(found.length, 1);
    t.match(found[0], statement);
  });
}

/** What stands in a block. */
const fields: readonly (readonly [text: string, field: object])[] = [
  ["vl_api_address_t a;", field("vl_api_address_t", "a", { options: new Map() })],
  ["u8 a[16];", { array: { kind: "fixed", length: 16 } }],
  ["u8 a[0];", { array: { kind: "fixed", length: 0 } }],
  ["u8 a[n];", { array: { kind: "counted", by: { text: "n" } } }],
  ["string a[64];", { array: { kind: "fixed", length: 64 } }],
  ["string a[];", { array: { kind: "variable" } }],
  ["string a[0];", { array: { kind: "variable" } }],
  ["u32 a [default=0xffffffff];", { options: new Map([["default", 0xffffffff]]) }],
  [
    "u32 a [default=1, limit=2];",
    {
      options: new Map([
        ["default", 1],
        ["limit", 2],
      ]),
    },
  ],
  [
    "u32 a [default=1 limit=2,];",
    {
      options: new Map([
        ["default", 1],
        ["limit", 2],
      ]),
    },
  ],
  [
    "u32 a [b c=d e];",
    {
      options: new Map([
        ["b", null],
        ["c", "d"],
        ["e", null],
      ]),
    },
  ],
  ["u8 type;", { name: { text: "type" } }],
  ["u8 severity;", { name: { text: "severity" } }],
  ["u8 description;", { name: { text: "description" } }],
  ["u8 counters;", { name: { text: "counters" } }],
  ["u8 paths[2];", { name: { text: "paths" } }],
  ["u8 from[4];", { name: { text: "from" } }],
  ["u8 __proto__;", { name: { text: "__proto__" } }],
];

for (const [text, expected] of fields) {
  t.test(`reads the field ${text}`, async (t) => {
    t.match(parse(`define a { ${text} };`)[0], { fields: [expected] });
  });
}

/** Which comment a definition gets. @see VPP src/tools/vppapigen/vppapigen.py, `p_define`, `p_comment` */
const comments: readonly (readonly [text: string, comments: readonly (string | undefined)[]])[] = [
  ["/** b */\ndefine a { u8 x; };", ["/** b */"]],
  ["/* b */ typedef a { u8 x; };", ["/* b */"]],
  ["// b\ndefine a { u8 x; };", ["// b"]],
  ["/* b\n * c */\n\ndefine a { u8 x; };", [undefined]],
  ["/* b */\nautoreply\ndefine a { u8 x; };", [undefined]],
  ["/* b */\nautoreply define a { u8 x; };", ["/* b */"]],
  ["/* b */ option c;\ndefine a { u8 x; };", [undefined, "/* b */"]],
  ["/* b */ define a { u8 x; }; define c { u8 x; };", ["/* b */", undefined]],
  ["define a { /* b */ u8 x; };\ndefine c { u8 x; };", [undefined, undefined]],
  ["define a { u8 x; }; // b\ndefine c { u8 x; };", [undefined, "// b"]],
  ["/* b */ union a { u8 x; };", [undefined]],
  ["/* b */ enum a { A, };", [undefined]],
];

for (const [text, expected] of comments) {
  t.test(`knows what the comment is about in ${JSON.stringify(text)}`, async (t) => {
    t.same(
      parse(text).map((statement) => (statement as { comment?: string }).comment),
      expected,
    );
  });
}

/** Line and column, and what is said about the place. */
const faults: readonly (readonly [text: string, message: string])[] = [
  ["foo;", '1:1: expected a statement but found "foo"'],
  ["define a { u8 x; };\n;", '2:1: expected a statement but found ";"'],
  ["define", "1:7: expected a name for the define but the file ends"],
  ["define 1 { u8 x; };", '1:8: expected a name for the define but found "1"'],
  ["define rpc { u8 x; };", '1:8: expected a name for the define but "rpc" is a reserved word'],
  ["define a\n{\n};", "3:1: a has no fields"],
  ["define a { option b; };", "1:22: a has no fields"],
  ["define a { u8 x }", '1:17: expected ";" but found "}"'],
  ["define a { u8 x; }", '1:19: expected ";" but the file ends'],
  ["define a { u8 x; } define b { u8 x; };", '1:20: expected ";" but found "define"'],
  ["define a { u8; };", '1:14: expected a field\'s name but found ";"'],
  ["define a { u8 units; };", '1:15: expected a field\'s name but "units" is a reserved word'],
  ["define a { u8 from; };", "1:15: a field cannot be named from: the word is reserved in Python"],
  ["define a { define x; };", '1:12: expected a field\'s type but "define" is a reserved word'],
  ["define a { u8 x[]; };", "1:17: only a string may be without a length: expected a number or the name of a field"],
  ["define a { u8 x[-1]; };", "1:17: -1 is not a length"],
  ["define a { u8 x[1.5]; };", "1:17: 1.5 is not an integer, or too large"],
  ["define a { u8 x[99999999999999999999]; };", "1:17: 99999999999999999999 is not an integer, or too large"],
  ["define a { u8 x[1 2]; };", '1:19: expected "]" but found "2"'],
  ["define a { u8 x[n n; };", '1:20: expected "]" or an option but found ";"'],
  ["define a { u8 x [=1]; };", '1:18: expected a length or an option but found "="'],
  ["define a { u8 x [default=]; };", '1:26: expected a value but found "]"'],
  ["define a { u8 x [default=u8]; };", '1:26: expected a value but "u8" is a reserved word'],
  ["define a { u8 x [[[[", '1:18: expected a length or an option but found "["'],
  ["union a { option b; u8 x; };", '1:11: expected a field\'s type but "option" is a reserved word'],
  ["typedef u8 { u8 x; };", '1:12: expected a field\'s name but found "{"'],
  ["typeonly define a { u8 x; };", "1:1: VPP no longer supports typeonly: use typedef instead of define"],
  ["autoreply enum a { A, };", '1:11: expected define, typedef or union but found "enum"'],
  ["import x;", '1:8: expected a path in double quotes but found "x"'],
  ['import "x"', '1:11: expected ";" but the file ends'],
  ["option a = ;", '1:12: expected a value but found ";"'],
  ["option a b;", '1:10: expected ";" but found "b"'],
  ["enum a { };", '1:10: expected an item but found "}"'],
  ["enum a { A };", '1:12: expected "," but found "}"'],
  ["enum a : u64 { A, };", '1:10: expected one of u8, u16, u32, i8, i16, i32 but found "u64"'],
  ["enumflag a : i8 { A, };", '1:14: expected one of u8, u16, u32 but found "i8"'],
  ["enum a { A = b, };", '1:14: expected a number but found "b"'],
  ["enum a { A = 1.5, };", "1:14: 1.5 is not an integer, or too large"],
  ["service { };", '1:11: expected "rpc" but found "}"'],
  ["service { rpc a; };", '1:16: expected "returns" but found ";"'],
  ["service { rpc a returns a; };", "1:25: a cannot be its own reply"],
  ["service { rpc a returns b events; };", '1:33: expected an event but found ";"'],
  ["service { rpc a returns stream b events c; };", '1:34: expected ";" but found "events"'],
  ["counters c { };", '1:14: expected a counter but found "}"'],
  ["counters c { x { }; };", "1:14: counter x has no severity"],
  ['counters c { x { severity info; type t; units "u"; }; };', "1:14: counter x has no description"],
  ["counters c { x { units u; }; };", '1:24: expected units in double quotes but found "u"'],
  ["counters c { x { colour u; }; };", '1:18: expected severity, type, units or description but found "colour"'],
  ["paths { };", '1:9: expected a path in double quotes but found "}"'],
  ['paths { "a"; };', '1:12: expected the name of counters in double quotes but found ";"'],
];

for (const [text, message] of faults) {
  t.test(`refuses ${JSON.stringify(text)}`, async (t) => {
    t.throws(() => parse(text), { code: "VPP_SCHEMA", message: `a.api:${message}\n` });
  });
}

function parse(text: string): Statement[] {
  return parseStatements(new Source("a.api", text));
}
