import t from "tap";
import { VppError } from "../../../src/errors.ts";
import { TypeChecks } from "../../../src/schema/check/check-types.ts";
import type { FieldDefinition, TypeDefinition } from "../../../src/schema/model/model.ts";

const field = (name: string, type = "u8", more: Partial<FieldDefinition> = {}): FieldDefinition => ({
  name,
  type,
  ...more,
});
const text = field("t", "string", { array: { kind: "variable" } });
const typedef = (name: string, ...fields: FieldDefinition[]): TypeDefinition => ({ kind: "typedef", name, fields });

/** Checks fields against these types; an error has the name of what it is about before its text. */
function check(fields: readonly FieldDefinition[], types: readonly TypeDefinition[] = []) {
  const checks = new TypeChecks(
    types,
    (made, what) => new VppError("VPP_SCHEMA", `${(made as FieldDefinition).name}> ${what}`),
  );
  return checks.block({ name: "m", fields });
}

type Refused = readonly [fields: FieldDefinition[], types: TypeDefinition[], message: string];

/** An array whose counter has a type. */
function counted(type: string): Refused {
  const fields = [field("n", type), field("x", "u8", { array: { kind: "counted", by: "n" } })];
  const alias: TypeDefinition = { kind: "alias", name: "t", type: "u8" };
  return [fields, [alias], "x> x is counted by n, which is not an earlier u8, u16 or u32 field"];
}

/** Fields, types, and the error about one of them. */
const refused: readonly Refused[] = [
  [[field("x"), field("x", "u16")], [], "x> m has two fields x"],
  [[text, field("x")], [], "t> t is of variable length and not the last field of m"],
  [[field("x", "string")], [], "x> x is a string without a length: write [] or a number of bytes"],
  [
    [field("x", "u8", { array: { kind: "counted", by: "n" } })],
    [],
    "x> x is counted by n, which is not an earlier u8, u16 or u32 field",
  ],
  [
    [
      field("n", "u8", { array: { kind: "fixed", length: 2 } }),
      field("x", "u8", { array: { kind: "counted", by: "n" } }),
    ],
    [],
    "x> x is counted by n, which is not an earlier u8, u16 or u32 field",
  ],
  ...["u64", "i32", "f64", "bool", "t"].map((type) => counted(type)),
  [[field("x", "t")], [], "x> there is no type t"],
  [[field("x", "t")], [typedef("t", field("y", "t"))], "y> type t contains itself"],
  [[field("x", "t")], [typedef("t")], "t> t has no fields"],
  [
    [field("x", "t", { array: { kind: "fixed", length: 2 } })],
    [typedef("t", text)],
    "x> x: items of a fixed-length array cannot be of variable length",
  ],
  [[field("x", "u")], [{ kind: "union", name: "u", fields: [text] }], "t> t of union u cannot be of variable length"],
  [[field("x", "u8", { default: Number.NaN })], [], "x> the default of x is neither a number nor a boolean"],
  [[field("x", "u8", { limit: Number.POSITIVE_INFINITY })], [], "x> the limit of x is not a number"],
  [[field("x", "u8", { case: 1 as never })], [], "x> an option of x is not a name"],
];

for (const [fields, types, message] of refused) {
  t.test(`refuses ${fields.map(({ type }) => type).join(", ")}: ${message}`, async (t) => {
    t.throws(() => check(fields, types), { code: "VPP_SCHEMA", message });
  });
}

t.test("a type that is called like a base type is refused", async (t) => {
  const type: TypeDefinition = { kind: "alias", name: "u8", type: "u16" };
  const checks = new TypeChecks([type], (_, what) => new VppError("VPP_SCHEMA", what));
  t.throws(() => checks.type(type), { message: "a type cannot be named u8: it is a base type" });
});

t.test("a block is of variable length if its last field is, also through a type or a counter", async (t) => {
  t.same(check([field("x"), field("y", "u16")]), { isVariable: false, nesting: 0 });
  t.same(check([field("x"), text]), { isVariable: true, nesting: 0 });
  t.same(check([field("x", "t")], [typedef("t", text)]), { isVariable: true, nesting: 1 });
  t.same(check([field("n"), field("x", "u8", { array: { kind: "counted", by: "n" } })]), {
    isVariable: true,
    nesting: 0,
  });
});

t.test("64 types may be within each other, and no more", async (t) => {
  const chain = (length: number) =>
    Array.from({ length }, (_, at) => typedef(`t${at}`, field("x", at === length - 1 ? "u8" : `t${at + 1}`)));
  t.same(check([field("x", "t0")], chain(64)), { isVariable: false, nesting: 64 });
  t.throws(() => check([field("x", "t0")], chain(65)), { message: "t64> types are nested more than 64 deep at t64" });
});

t.test("types that were checked before count as deep as they are", async (t) => {
  const types = Array.from({ length: 65 }, (_, at) => typedef(`t${at}`, field("x", at === 0 ? "u8" : `t${at - 1}`)));
  const checks = new TypeChecks(types, (_, what) => new VppError("VPP_SCHEMA", what));
  for (const type of types.slice(0, 64)) checks.type(type);
  t.throws(() => checks.type(types[64]!), { message: "types are nested more than 64 deep at t64" });
});
