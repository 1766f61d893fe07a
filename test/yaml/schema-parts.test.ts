import t from "tap";
import * as z from "zod/mini";
import {
  flag,
  list,
  mapping,
  problemsOf,
  readBy,
  text,
  toJsonSchema,
  wholeNumber,
} from "../../src/yaml/schema-parts.ts";

function problems(schema: z.core.$ZodType, value: unknown): string[] {
  const { error } = z.safeParse(schema, value);
  return (error?.issues ?? []).flatMap(problemsOf).map(({ path, text }) => `${path.join(".")}: ${text}`);
}

t.test("a whole number has bounds", async (t) => {
  const schema = wholeNumber(1, 9);
  t.same(
    [1, 9].flatMap((each) => problems(schema, each)),
    [],
  );
  for (const each of [0, 10, 1.5, "1", null])
    t.match(problems(schema, each), [/^: expected a whole number from 1 to 9, found /]);
});

t.test("what a reader throws is the problem of the value", async (t) => {
  const even = readBy(wholeNumber(0, 9), (given) => {
    if (given % 2 === 1) throw new Error(`${given} is odd`);
    return given / 2;
  });
  t.equal(z.parse(even, 8), 4);
  t.same(problems(even, 7), [": 7 is odd"]);
  t.same(problems(text("a name", String), 7), [": expected a name, found 7"]);
});

t.test("all items of a list are read, and each problem has its place", async (t) => {
  t.same(z.parse(list(flag()), [true, false]), [true, false]);
  t.same(problems(list(flag()), [true, 1, false, "x"]), [
    "1: expected true or false, found 1",
    '3: expected true or false, found "x"',
  ]);
  t.same(problems(list(flag()), {}), [": expected a list, found a mapping"]);
});

t.test("after a thousand problems a list is not read on", async (t) => {
  const found = problems(list(flag()), Array(5000).fill(0));
  t.equal(found.length, 1001);
  t.equal(found.at(-1), "1000: reading stopped here: too many problems; correct the others first");
});

t.test("a key that is too long is compared with none", async (t) => {
  const schema = mapping({ hopLimit: flag() });
  t.same(problems(schema, { hopLimi: 1, hopLimit: true }), [
    "hopLimi: unknown key: did you mean hopLimit? (known: hopLimit)",
  ]);
  t.notOk(problems(schema, { ["hopLimit".repeat(9)]: 1, hopLimit: true })[0]?.includes("did you mean"));
});

t.test("the JSON Schema of a list has that of its items", async (t) => {
  t.match(toJsonSchema(list(flag())), { type: "array", items: { type: "boolean" } });
});
