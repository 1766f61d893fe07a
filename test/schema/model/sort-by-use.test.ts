import t from "tap";
import { mentionedTypes, sortByUse } from "../../../src/schema/model/sort-by-use.ts";

/** What each letter mentions. */
const graphs: readonly (readonly [mentions: Record<string, string>, sorted: string])[] = [
  [{ a: "", b: "", c: "" }, "abc"],
  [{ a: "c", b: "", c: "" }, "cab"],
  [{ a: "b", b: "c", c: "" }, "cba"],
  [{ a: "bc", b: "", c: "b" }, "bca"],
  [{ a: "z", b: "" }, "ab"],
];

for (const [mentions, sorted] of graphs) {
  t.test(`${JSON.stringify(mentions)} is sorted as ${sorted}`, async (t) => {
    t.equal(sort(mentions), sorted);
  });
}

t.test("what mentions itself through others has no order", async (t) => {
  t.throws(() => sort({ a: "b", b: "c", c: "a" }), {
    code: "VPP_SCHEMA",
    message: "a mentions itself through other definitions",
  });
});

t.test("a type mentions those of its fields, an alias what it stands for, an enumeration none", async (t) => {
  const fields = [
    { name: "a", type: "u8" },
    { name: "b", type: "prefix" },
  ];
  t.same(mentionedTypes({ kind: "typedef", name: "t", fields }), ["u8", "prefix"]);
  t.same(mentionedTypes({ kind: "union", name: "t", fields }), ["u8", "prefix"]);
  t.same(mentionedTypes({ kind: "alias", name: "t", type: "address" }), ["address"]);
  t.same(mentionedTypes({ kind: "enum", name: "t", type: "u8", items: [["A", 1]] }), []);
});

function sort(mentions: Readonly<Record<string, string>>): string {
  const definitions = Object.keys(mentions).map((name) => ({ name }));
  return sortByUse(definitions, ({ name }) => [...mentions[name]!])
    .map(({ name }) => name)
    .join("");
}
