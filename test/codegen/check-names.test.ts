import t from "tap";
import { checkFieldNames, checkPrintable, refuseTwin } from "../../src/codegen/check-names.ts";
import type { ApiModule, FieldDefinition, FieldLayout, TypeDefinition } from "../../src/schema/index.ts";

const MODULE: ApiModule = {
  name: "made-up",
  folder: "plugins",
  version: "1.0.0",
  fileCrc: "0x1",
  imports: [],
  types: [],
  messages: [],
};

const message = (name: string, crc = "01234567", fields: readonly FieldDefinition[] = []): Partial<ApiModule> => ({
  messages: [{ name, crc, fields, options: {} }],
});
const type = (definition: TypeDefinition): Partial<ApiModule> => ({ types: [definition] });
const u8 = (name: string): FieldDefinition => ({ name, type: "u8" });

/** Parts of a module that would be code, or no TypeScript, in a generated file. */
const refused: readonly (readonly [part: Partial<ApiModule>, complaint: string])[] = [
  [{ name: "../x" }, '"../x" is not a valid module name'],
  [message("a b"), '"a b" is not a valid name in made-up'],
  [message("1a"), '"1a" is not a valid name in made-up'],
  [message("m", "0123456"), '"0123456" is not a valid CRC for m'],
  [message("m", '");//'), '"\\");//" is not a valid CRC for m'],
  [message("m", "01234567", [u8("x;")]), '"x;" is not a valid name in m'],
  [message("m", "01234567", [{ ...u8("x"), array: { kind: "fixed", length: 0.5 } }]), "0.5 is not a valid length of x"],
  [type({ kind: "alias", name: "a`", type: "u8" }), '"a`" is not a valid name in made-up'],
  [type({ kind: "typedef", name: "a", fields: [u8('"')] }), '"\\"" is not a valid name in a'],
  [type({ kind: "union", name: "a", fields: [u8("")] }), '"" is not a valid name in a'],
  [type({ kind: "enum", name: "e", type: "u8", items: [["A-B", 1]] }), '"A-B" is not a valid name in e'],
  [
    type({ kind: "enum", name: "e", type: "u8", items: [["A", 2 ** 53]] }),
    "9007199254740992 is not a valid value of A",
  ],
];

for (const [part, complaint] of refused) {
  t.test(`refuses a module in which ${complaint}`, async (t) => {
    t.throws(() => checkPrintable({ ...MODULE, ...part }), { code: "VPP_SCHEMA", message: complaint });
  });
}

t.test("a module of ordinary names passes", async (t) => {
  const types: TypeDefinition[] = [{ kind: "enum", name: "e", type: "u8", items: [["A_B", -1]] }];
  t.doesNotThrow(() => checkPrintable({ ...MODULE, ...message("sr_policy_add"), types }));
});

t.test("fields whose names differ only for VPP are refused, unless one of them counts an array", async (t) => {
  const layout = (name: string): FieldLayout => {
    return { field: u8(name), offset: 0, shape: { kind: "scalar", scalar: "u8", leastBytes: 1, isVariable: false } };
  };
  t.throws(() => checkFieldNames("m", [layout("a_b"), layout("aB")]), {
    code: "VPP_SCHEMA",
    message: "m: fields a_b and aB would both be called aB",
  });
  const bytes: FieldLayout = {
    field: { name: "xs", type: "u8" },
    offset: 2,
    shape: { kind: "blob", by: "a_b", leastBytes: 0, isVariable: true },
  };
  t.doesNotThrow(() => checkFieldNames("m", [layout("a_b"), layout("aB"), bytes]));
});

t.test("a name that two of VPP's names become is refused", async (t) => {
  const names = new Map<string, string>();
  refuseTwin(names, "aB", "a_b", "x: types");
  t.same([...names], [["aB", "a_b"]]);
  t.throws(() => refuseTwin(names, "aB", "aB", "x: types"), {
    code: "VPP_SCHEMA",
    message: "x: types a_b and aB would both be called aB",
  });
});
