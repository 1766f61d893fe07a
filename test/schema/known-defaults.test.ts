import t from "tap";
import { fibPathCodec } from "../../src/binapi/fib_types.ts";
import { withKnownDefaults } from "../../src/schema/known-defaults.ts";

t.test("a path has no interface and the weight 1, unless its definition says something else", async (t) => {
  const fields = [
    { name: "sw_if_index", type: "u32" },
    { name: "table_id", type: "u32" },
    { name: "weight", type: "u8", default: 7 },
  ];
  t.same(withKnownDefaults({ kind: "typedef", name: "fib_path", fields }).fields, [
    { name: "sw_if_index", type: "u32", default: 0xffffffff },
    { name: "table_id", type: "u32" },
    { name: "weight", type: "u8", default: 7 },
  ]);
  const other = { kind: "typedef", name: "constructor", fields } as const;
  t.equal(withKnownDefaults(other), other);
});

t.test("the bindings have the defaults", async (t) => {
  const presets = fibPathCodec.fields.filter(([, , preset]) => preset !== undefined);
  t.same(
    presets.map(([name, , preset]) => [name, preset]),
    [
      ["sw_if_index", 0xffffffff],
      ["weight", 1],
    ],
  );
});
