/** The grammar is VPP's. @see VPP src/tools/vppapigen/vppapigen.py, `p_define`, `p_typedef`, `p_union`, `p_declaration` */
import t from "tap";
import { parseBlock, parseTypedef } from "../../../src/schema/idl/parse-block.ts";
import { Source } from "../../../src/schema/idl/source.ts";
import { Tokens } from "../../../src/schema/idl/tokens.ts";

const tokens = (text: string) => new Tokens(new Source("a.api", text));
const word = (text: string, at: number) => ({ text, at });

t.test("a define has its name, its fields, its options and its flags", async (t) => {
  const autoreply = [word("autoreply", 0)];
  const block = parseBlock(tokens("thing_set { option status; u32 id; u8 tag[8]; };"), "define", 5, autoreply);
  t.match(block, {
    kind: "define",
    at: 5,
    isAutoreply: true,
    name: word("thing_set", 0),
    fields: [
      { type: word("u32", 27), name: word("id", 31) },
      { type: word("u8", 35), name: word("tag", 38), array: { kind: "fixed", length: 8 } },
    ],
    options: new Map([["status", null]]),
  });
});

t.test("a union may have a field called option", async (t) => {
  t.throws(() => parseBlock(tokens("u { option status; };"), "union", 0, []), { code: "VPP_SCHEMA" });
  t.match(parseBlock(tokens("u { u8 a; u16 b; };"), "union", 0, []), { kind: "union", isAutoreply: false });
});

t.test("what stands behind typedef is a block, or an alias of one declaration", async (t) => {
  t.match(parseTypedef(tokens("thing { u8 a; };"), 3), { kind: "typedef", at: 3, name: { text: "thing" } });
  t.match(parseTypedef(tokens("u8 mac_address[6];"), 3), {
    kind: "alias",
    declaration: { type: { text: "u8" }, name: { text: "mac_address" }, array: { kind: "fixed", length: 6 } },
  });
  t.match(parseTypedef(tokens("vl_api_a_t b;"), 3), { kind: "alias", declaration: { type: { text: "vl_api_a_t" } } });
});

const arrays: readonly (readonly [declaration: string, array: object | undefined])[] = [
  ["u8 x;", undefined],
  ["u8 x[3];", { kind: "fixed", length: 3 }],
  ["u8 x[n];", { kind: "counted", by: { text: "n" } }],
  ["string x[];", { kind: "variable" }],
  ["string x[0];", { kind: "variable" }],
  ["string x[64];", { kind: "fixed", length: 64 }],
  ["u32 x [default=1];", undefined],
];

for (const [declaration, array] of arrays) {
  t.test(`${declaration} declares ${array === undefined ? "one value" : JSON.stringify(array)}`, async (t) => {
    const [field] = parseBlock(tokens(`m { ${declaration} };`), "define", 0, []).fields;
    if (array === undefined) t.notOk(field && "array" in field);
    else t.match(field?.array, array);
  });
}

const refused: readonly (readonly [text: string, message: string])[] = [
  ["m { };", "a.api:1:5: m has no fields\n"],
  ["m { u8 from; };", "a.api:1:8: a field cannot be named from: the word is reserved in Python\n"],
  ["m { u8 x[]; };", "a.api:1:10: only a string may be without a length: expected a number or the name of a field\n"],
  ["m { u8 x[-1]; };", "a.api:1:10: -1 is not a length\n"],
  ["m { u8 x };", 'a.api:1:10: expected ";" but found "}"\n'],
  ["rpc { u8 x; };", 'a.api:1:1: expected a name for the define but "rpc" is a reserved word\n'],
];

for (const [text, message] of refused) {
  t.test(`refuses ${text}`, async (t) => {
    t.throws(() => parseBlock(tokens(text), "define", 0, []), { code: "VPP_SCHEMA", message });
  });
}

t.test("typeonly is refused before define, and points at the word", async (t) => {
  t.throws(() => parseBlock(tokens("m { u8 x; };"), "define", 0, [word("typeonly", 2)]), {
    code: "VPP_SCHEMA",
    message: "a.api:1:3: VPP no longer supports typeonly: use typedef instead of define\n",
  });
});
