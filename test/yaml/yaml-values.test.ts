import { parseEvents } from "js-yaml";
import t from "tap";
import { YamlValues } from "../../src/yaml/yaml-values.ts";

function read(text: string): YamlValues {
  return new YamlValues(text, parseEvents(text, {}), { places: true });
}

/** The text that begins at a path. */
function at(text: string, ...path: (string | number)[]): string {
  return text.slice(read(text).find(path).offset);
}

t.test("a text without quotes is null, a flag, a number or itself, by YAML 1.2", async (t) => {
  const values = read("[~, null, true, no, 12, 0x10, 1.5, 010, 2001:db8::1, '7', \"\\x41\"]").root;
  t.same(values, [null, null, true, "no", 12, 16, 1.5, 10, "2001:db8::1", "7", "A"]);
});

t.test("a path leads to its value, or as far as there is one", async (t) => {
  const text = "a: { b: [1, 22] }\nc: x";
  t.equal(at(text, "a", "b", 1), "22] }\nc: x");
  t.equal(at(text, "c"), "c: x");
  t.equal(at(text, "a", "nothing", 1), at(text, "a"));
  t.same([read(text).find(["a", "b", 1]).isThere, read(text).find(["a", "z"]).isThere], [true, false]);
});

t.test("an alias is the same object", async (t) => {
  const { a, b } = read("a: &x [1]\nb: *x").root as { a: unknown; b: unknown };
  t.equal(a, b);
});

const faults: [text: string, fault: RegExp][] = [
  ["a: 1\na: 2", /^key a is given twice$/],
  ["a: !!str 1", /^tags are not supported: remove !!str$/],
  ["? [1]\n: 2", /^a key is a text, not a list or a mapping$/],
  ["__proto__: 1", /^unknown key __proto__$/],
  ["a: *x", /^alias \*x has no anchor before it$/],
  ["a: &x [*x]", /^alias \*x refers to itself$/],
  ["a: 1\n---\nb: 2", /^a second document: keep one$/],
];

for (const [text, fault] of faults) {
  t.test(`${JSON.stringify(text)} has a fault`, async (t) => {
    t.match(read(text).faults, [{ text: fault }]);
  });
}

t.test("nested aliases that multiply are a fault, and read all the same", async (t) => {
  const levels = Array.from(
    { length: 12 },
    (_, at) => `a${at + 1}: &a${at + 1} [${Array(9).fill(`*a${at}`).join(", ")}]`,
  );
  const { faults: found } = read(["a0: &a0 1", ...levels].join("\n"));
  t.match(found, [{ text: /^too many aliases: / }]);
});
