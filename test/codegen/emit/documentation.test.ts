import t from "tap";
import { docComment, docText, parseComment } from "../../../src/codegen/emit/documentation.ts";

/** Comments as VPP has them (src/vnet/srv6/sr.api, src/vnet/l2/l2.api and others). */
const comments: readonly (readonly [comment: string, text: string[], fields: Record<string, string>])[] = [
  ["", [], {}],
  ["/** \\brief Flush bridge domain */", ["Flush bridge domain"], {}],
  ["// about the dump", ["about the dump"], {}],
  ["/*\n * Client RX thread exit\n */", ["Client RX thread exit"], {}],
  [
    `/** \\brief IPv6 SR LocalSID add/del request
    @param is_del Boolean of whether its a delete instruction
    @param sw_if_index - Only for L2/L3 xconnect. In VRF variant the
     fib_table.
    @param vlan_index: Unused
*/`,
    ["IPv6 SR LocalSID add/del request"],
    {
      is_del: "Boolean of whether its a delete instruction",
      sw_if_index: "Only for L2/L3 xconnect. In VRF variant the fib_table.",
      vlan_index: "Unused",
    },
  ],
  [
    "/**\n * @brief Two lines\n *  of text.\n *\n * More of it.\n * @param[in] x the *only* one\n * @return nothing\n **/",
    ["Two lines", "of text.", "", "More of it.", "return nothing"],
    { x: "the *only* one" },
  ],
  ["/** @param\n @param lonely\n*/", [], { "": "", lonely: "" }],
  ["/** a\r\n\r\n\r\n b */", ["a", "", "b"], {}],
];

for (const [comment, text, fields] of comments) {
  t.test(`reads ${JSON.stringify(comment)}`, async (t) => {
    const found = parseComment(comment);
    t.same(found.text, text);
    t.same(Object.fromEntries(found.fields), fields);
  });
}

const texts: readonly (readonly [text: string, safe: string])[] = [
  ["plain *text*", "plain *text*"],
  ["ends */ here", "ends *\\/ here"],
  ["**/", "**\\/"],
  ["@deprecated, or {@link x}, by a@b.example", "deprecated, or {link x}, by a@b.example"],
  ["two\nlines and a\ttab\u0085", "two lines and a tab"],
];

for (const [text, safe] of texts) {
  t.test(`${JSON.stringify(text)} becomes safe for a comment`, async (t) => {
    t.equal(docText(text), safe);
  });
}

t.test("a comment has one line or many", async (t) => {
  t.same(docComment(["a"]), ["/** a */"]);
  t.same(docComment(["a"], "  "), ["  /** a */"]);
  t.same(docComment(["a", "", "", "b", ""]), ["/**", " * a", " *", " * b", " */"]);
});
