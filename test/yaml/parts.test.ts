import t from "tap";
import { itemPaths, partAt, valueAt } from "../../src/yaml/parts.ts";
import { wholeNumber } from "../../src/yaml/schema-parts.ts";

const DOCUMENT = { a: { b: [1, "two", 3] }, c: null };

t.test("a part is found by its path, and read by its schema", async (t) => {
  t.same(partAt(wholeNumber(0, 9), DOCUMENT, ["a", "b", 2]), { path: ["a", "b", 2], value: 3 });
});

t.test("what is malformed or missing is no part", async (t) => {
  for (const path of [["a", "b", 1], ["a", "b", 3], ["a"], ["c"], ["c", "d"], ["toString"], ["a", "b", "length", "x"]])
    t.equal(partAt(wholeNumber(0, 9), DOCUMENT, path), undefined, path.join("."));
});

t.test("the value of a path that leads nowhere is undefined", async (t) => {
  t.equal(valueAt(DOCUMENT, ["a", "b", 1]), "two");
  t.equal(valueAt(DOCUMENT, []), DOCUMENT);
  t.equal(valueAt(DOCUMENT, ["a", "constructor"]), undefined);
  t.equal(valueAt(null, ["a"]), undefined);
});

t.test("only a list has items", async (t) => {
  t.same(itemPaths(DOCUMENT, ["a", "b"]), [
    ["a", "b", 0],
    ["a", "b", 1],
    ["a", "b", 2],
  ]);
  t.same(itemPaths(DOCUMENT, ["a"]), []);
  t.same(itemPaths(DOCUMENT, ["c", "d"]), []);
});
