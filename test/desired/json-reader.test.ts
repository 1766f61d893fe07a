import t from "tap";
import {
  flag,
  listOf,
  objectOf,
  optional,
  orUndefined,
  textOf,
  variantOf,
  wholeNumber,
} from "../../src/desired/json-reader.ts";

type Shape = { readonly kind: "square"; readonly side: number } | { readonly kind: "circle"; readonly radius: number };
const byte = wholeNumber(255);
const shape = variantOf<Shape, "kind">("kind", {
  square: { side: byte },
  circle: { radius: byte },
});

t.test("an object of one of several kinds is read by its kind", async (t) => {
  t.same(
    listOf(shape)([
      { kind: "square", side: 2 },
      { kind: "circle", radius: 3 },
    ]),
    [
      { kind: "square", side: 2 },
      { kind: "circle", radius: 3 },
    ],
  );
});

t.test("a field that may be absent stays absent, and one that may be undefined is", async (t) => {
  const read = objectOf<{ a?: boolean; b: boolean | undefined }>({ a: optional(flag), b: orUndefined(flag) });
  t.strictSame(Object.keys(read({})), ["b"]);
  t.strictSame(read({ a: true, b: false }), { a: true, b: false });
});

const wrong: [json: unknown, message: string][] = [
  [7, "expected a list, found 7"],
  [[null], "[0]: expected an object, found null"],
  [[{ kind: "cube" }], '[0].kind: expected one of square, circle, found "cube"'],
  [[{ kind: "toString" }], '[0].kind: expected one of square, circle, found "toString"'],
  [[{}], "[0].kind: missing: expected one of square, circle"],
  [[{ kind: "square" }], "[0].side: missing: expected a whole number up to 255"],
  [[{ kind: "square", side: 256 }], "[0].side: expected a whole number up to 255, found 256"],
  [[{ kind: "square", side: -1 }], "[0].side: expected a whole number up to 255, found -1"],
  [[{ kind: "square", side: 1, "odd key": 1 }], '[0]["odd key"]: unknown key'],
  [[{ kind: "square", side: [] }], "[0].side: expected a whole number up to 255, found a list"],
];

for (const [json, message] of wrong) {
  t.test(`${JSON.stringify(json)} is refused at its place`, async (t) => {
    t.throws(() => listOf(shape)(json), { message });
  });
}

t.test("what a text reader throws has its place", async (t) => {
  const fail = textOf("a name", (name) => {
    throw new Error(`${name} is no name`);
  });
  t.throws(() => objectOf({ a: fail })({ a: "x" }), { message: "a: x is no name" });
  t.throws(() => objectOf({ a: fail })({ a: 1 }), { message: "a: expected a name, found 1" });
});
