import t from "tap";
import { armName, armsToWrite, type UnionShape, unionCases } from "../../../src/codegen/emit/union.ts";
import {
  type ApiModule,
  ApiSchema,
  type FieldDefinition,
  type FieldLayout,
  Layouts,
} from "../../../src/schema/index.ts";

/** Arms of 1, 4 and 4 bytes, with and without cases; and an enumeration whose items do not count from 0. */
const MODULE: ApiModule = {
  name: "made_up",
  folder: "plugins",
  version: "1.0.0",
  fileCrc: "0x1",
  imports: [],
  messages: [],
  types: [
    {
      kind: "enum",
      name: "shape",
      type: "u8",
      items: [
        ["NONE", 5],
        ["SMALL", 7],
        ["WIDE", 9],
      ],
    },
    {
      kind: "union",
      name: "tagged",
      fields: [
        { name: "small_arm", type: "u8", case: "SMALL" },
        { name: "wide_arm", type: "u32", case: "WIDE" },
        { name: "lost", type: "i32", case: "LOST" },
      ],
    },
    {
      kind: "union",
      name: "bare",
      fields: [
        { name: "a", type: "u8" },
        { name: "b", type: "u16" },
      ],
    },
    {
      kind: "union",
      name: "whole",
      fields: [
        { name: "bytes", type: "u8", array: { kind: "fixed", length: 2 } },
        { name: "b", type: "u16" },
      ],
    },
    {
      kind: "union",
      name: "short",
      fields: [
        { name: "bytes", type: "u8" },
        { name: "b", type: "u16" },
      ],
    },
  ],
};
const schema = new ApiSchema("", [MODULE]);
const layouts = (...fields: FieldDefinition[]): FieldLayout[] => new Layouts(schema).fields(fields, MODULE);
const union = (type: string): UnionShape => layouts({ name: "u", type })[0]!.shape as UnionShape;

t.test("arms are called as fields are, and one more has all bytes", async (t) => {
  const arms = armsToWrite(union("tagged"));
  t.same(arms.map(armName), ["smallArm", "wideArm", "lost", "bytes"]);
  t.match(arms.at(-1)!.shape, { kind: "octets", leastBytes: 4 });
});

t.test("an arm called bytes serves for all bytes if it is as long, and is refused otherwise", async (t) => {
  t.same(armsToWrite(union("whole")).map(armName), ["bytes", "b"]);
  t.throws(() => armsToWrite(union("short")), {
    code: "VPP_SCHEMA",
    message: "short: an arm named bytes must cover all bytes of the union",
  });
});

t.test("a case is the number of its item; without cases, arms are counted", async (t) => {
  const known: ApiModule = {
    ...MODULE,
    types: MODULE.types.map((type) => {
      return type.name === "tagged" && type.kind === "union" ? { ...type, fields: type.fields.slice(0, 2) } : type;
    }),
  };
  const [layout] = new Layouts(new ApiSchema("", [known])).fields([{ name: "u", type: "tagged" }], known);
  t.same(unionCases(layout!.shape as UnionShape, new ApiSchema("", [known])), [7, 9]);
  t.same(unionCases(union("bare"), schema), [0, 1]);
});

t.test("an arm whose case no enumeration has gets a number that no discriminator can be", async (t) => {
  for (const value of unionCases(union("tagged"), schema)) t.ok(value >= 2 ** 32, String(value));
});
