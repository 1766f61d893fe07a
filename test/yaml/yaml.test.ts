import assert from "node:assert/strict";
import fc from "fast-check";
import { dump } from "js-yaml";
import t from "tap";
import type { Path } from "../../src/yaml/problem.ts";
import { readYaml, readYamlDocuments } from "../../src/yaml/yaml.ts";

/** Texts that mean something else where they stand without quotes. */
const text = fc.oneof(
  fc.string(),
  fc.constantFrom(
    "fc00::1",
    "fc00::",
    "10.0.0.0/8",
    "null",
    "~",
    "0x1f",
    "1e3",
    ".5",
    "-.inf",
    "yes",
    "1:30",
    "- a",
    "a: b",
    "#",
  ),
);
const scalar = fc.oneof(
  text,
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);
const key = text.filter((each) => each !== "__proto__");
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof({ depthSize: "small" }, scalar, fc.array(tie("value")), fc.dictionary(key, tie("value"))),
}));

t.test("what is written as JSON, or by a writer of YAML, is read as it was", (t) => {
  fc.assert(
    fc.property(value, (value) => {
      const given: unknown = JSON.parse(JSON.stringify(value));
      for (const text of [
        JSON.stringify(given),
        JSON.stringify(given, undefined, 1),
        dump(given),
        dump(given, { flowLevel: 1 }),
      ]) {
        assert.deepEqual(JSON.parse(JSON.stringify(readYaml(text, "text").value)), given, text);
      }
    }),
  );
  t.pass("as it was written");
  t.end();
});

t.test("each thing is on the line on which it is written", (t) => {
  fc.assert(
    fc.property(fc.dictionary(key, fc.array(scalar.filter((each) => each !== "")), { minKeys: 1 }), (given) => {
      // One thing a line, as JSON is written with spaces.
      const lines = JSON.stringify(given, undefined, 1).split("\n");
      const yaml = readYaml(lines.join("\n"), "text");
      const found: string[] = [];
      for (const [name, items] of Object.entries(given)) {
        found.push(lineAt([name]).startsWith(` ${JSON.stringify(name)}:`) ? "key" : `${name} is elsewhere`);
        for (const [at, item] of items.entries()) {
          found.push(
            lineAt([name, at]).startsWith(`  ${JSON.stringify(item)}`) ? "item" : `${name} ${at} is elsewhere`,
          );
        }
      }
      assert.deepEqual(
        [...new Set(found)].filter((each) => each.endsWith("elsewhere")),
        [],
      );

      function lineAt(path: Path): string {
        const { line, isThere } = yaml.find(path);
        assert.ok(isThere);
        return lines[line - 1]!;
      }
    }),
  );
  t.pass("as it was written");
  t.end();
});

const SEVERAL = "---\na: &x 1\n---\n# nothing\n---\n- b\n- { c: *x }\n---\n";

t.test("several documents are read with their lines, and those without a value are left out", async (t) => {
  const documents = readYamlDocuments(SEVERAL.replace("*x", "2"), "text");
  t.strictSame(
    documents.map(({ value }) => JSON.stringify(value)),
    ['{"a":1}', '["b",{"c":2}]'],
  );
  t.same(documents[0]!.find(["a"]), { line: 2, isThere: true });
  t.same(documents[1]!.find([1, "c"]), { line: 7, isThere: true });
  t.same(readYamlDocuments("", "text"), []);
  t.same(readYamlDocuments("# nothing\n---\n", "text"), []);
});

t.test("faults of all documents are reported, and an anchor is that of its own document", async (t) => {
  t.throws(() => readYamlDocuments(`${SEVERAL}b: 1\nb: 2\n`, "text"), {
    code: "VPP_DOCUMENT",
    message: "text:7:8: not YAML: alias *x has no anchor before it\ntext:10:1: not YAML: key b is given twice",
  });
});

t.test("a second document is refused where one is expected", async (t) => {
  t.throws(() => readYaml("a: 1\n---\nb: 2\n", "text"), { message: "text:3:1: not YAML: a second document: keep one" });
});
