import t from "tap";
import { VppError } from "../../../src/errors.ts";
import { checkEnum } from "../../../src/schema/check/check-enum.ts";
import type { BaseType, EnumDefinition } from "../../../src/schema/model/model.ts";

function check(kind: EnumDefinition["kind"], type: BaseType, ...items: EnumDefinition["items"]): void {
  checkEnum({ kind, name: "e", type, items }, (_, what) => new VppError("VPP_SCHEMA", what));
}

/** The values of C's integer types. */
const ranges: readonly (readonly [type: BaseType, min: number, max: number])[] = [
  ["u8", 0, 255],
  ["u16", 0, 65535],
  ["u32", 0, 4294967295],
  ["i8", -128, 127],
  ["i16", -32768, 32767],
  ["i32", -2147483648, 2147483647],
];

for (const [type, min, max] of ranges) {
  t.test(`an item of an enum of type ${type} is a value from ${min} to ${max}`, async (t) => {
    check("enum", type, ["A", min], ["B", max]);
    for (const value of [min - 1, max + 1]) {
      const message = `enum e: A = ${value} does not fit ${type} (${min} to ${max})`;
      t.throws(() => check("enum", type, ["A", value]), { code: "VPP_SCHEMA", message });
    }
  });
}

t.test("an enum is of one of these types only, and flags are without a sign", async (t) => {
  for (const type of ["u64", "f64", "bool", "string"] as const) {
    t.throws(() => check("enum", type, ["A", 1]), { message: `enum e cannot be of type ${type}` });
  }
  t.throws(() => check("enumflag", "i8", ["A", 1]), { message: "enumflag e cannot be of type i8" });
});

t.test("a flag is zero or a single bit", async (t) => {
  check("enumflag", "u32", ["NONE", 0], ["A", 1], ["B", 0x8000_0000]);
  t.throws(() => check("enumflag", "u8", ["A", 3]), { message: "enumflag e: A = 3 is not a single bit" });
  t.throws(() => check("enumflag", "u8", ["A", 256]), { message: "enumflag e: A = 256 does not fit u8 (0 to 255)" });
});

t.test("items differ in name; two may have one value", async (t) => {
  check("enum", "u8", ["A", 1], ["B", 1]);
  t.throws(() => check("enum", "u8", ["A", 1], ["A", 2]), { message: "enum e has two items A" });
});
