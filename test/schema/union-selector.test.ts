/** @see VPP 26.06 src/vnet/fib/fib_types.api, src/plugins/npol/npol.api, src/tools/vppapigen/vppapigen.py */
import t from "tap";
import {
  type ApiModule,
  ApiSchema,
  type FieldDefinition,
  type FieldLayout,
  Layouts,
  loadCatalogue,
} from "../../src/schema/index.ts";
import { discriminatorOf, outerSelection, selectedBy, unselectedUnions } from "../../src/schema/union-selector.ts";

const SHAPES = [
  ["NONE", 5],
  ["SMALL", 7],
  ["WIDE", 9],
] as const;
const MODULE: ApiModule = {
  name: "made_up",
  folder: "plugins",
  version: "1.0.0",
  fileCrc: "0x1",
  imports: [],
  messages: [],
  types: [
    { kind: "enum", name: "shape", type: "u8", items: SHAPES.map(([name, value]) => [name, value]) },
    {
      kind: "union",
      name: "tagged",
      fields: [
        { name: "small_arm", type: "u8", case: "SMALL" },
        { name: "wide_arm", type: "u32", case: "WIDE" },
      ],
    },
  ],
};
const madeUp = (...fields: FieldDefinition[]) =>
  new Layouts(new ApiSchema("", [MODULE])).fields(fields, MODULE) as FieldLayout[];

t.test("the discriminator is the field that the union names", async (t) => {
  const block = madeUp(
    { name: "x", type: "shape" },
    { name: "y", type: "shape" },
    { name: "u", type: "tagged", discriminator: "y" },
  );
  t.equal(discriminatorOf(block[2]!, block)?.field.name, "y");
  t.equal(discriminatorOf(block[0]!, block), undefined);
});

t.test("without a name, it is an earlier field whose enumeration has the cases", async (t) => {
  const block = madeUp({ name: "n", type: "u8" }, { name: "x", type: "shape" }, { name: "u", type: "tagged" });
  t.equal(discriminatorOf(block[2]!, block)?.field.name, "x");
  const behind = madeUp({ name: "u", type: "tagged" }, { name: "x", type: "shape" });
  t.equal(discriminatorOf(behind[0]!, behind), undefined);
});

t.test("the unions that nothing selects are those without a discriminator, in lists too", async (t) => {
  const list = { kind: "fixed", length: 2 } as const;
  const block = madeUp({ name: "u", type: "tagged" }, { name: "l", type: "tagged", array: list });
  t.same(
    unselectedUnions(block).map(({ field }) => field.name),
    ["u", "l"],
  );
  t.same(unselectedUnions(madeUp({ name: "x", type: "shape" }, { name: "u", type: "tagged" })), []);
});

t.test("proto of a path selects the address of its next hop, and says so", async (t) => {
  const schema = loadCatalogue();
  const module = schema.modules.get("fib_types")!;
  const path = module.types.find(({ name }) => name === "fib_path")!;
  const block = new Layouts(schema).fields("fields" in path ? path.fields : [], module);
  const nh = block.find(({ field }) => field.name === "nh")!;
  const found = outerSelection(nh, block, schema)!;
  t.same([found.selector.field.name, found.union.field.name], ["proto", "address"]);
  // Behind three u32, two u8, and three enumerations of u32.
  t.same([found.selector.offset, found.union.offset, nh.offset], [22, 26, 26]);
  t.equal(outerSelection(found.selector, block, schema), undefined);
  t.equal(selectedBy("fib_path_nh", "address"), "proto, which stands beside each fib_path_nh");
  t.equal(selectedBy("npol_ipset_member", "val"), "the type of the set, given to npol_ipset_create");
  t.equal(selectedBy("tagged", "u"), undefined);
});

t.test("of VPP's own unions, two are not selected in their typedef", async (t) => {
  const schema = loadCatalogue();
  const layouts = new Layouts(schema);
  const found = [...schema.modules.values()].flatMap((module) =>
    module.types.flatMap((type) => {
      if (type.kind !== "typedef") return [];
      return unselectedUnions(layouts.fields(type.fields, module)).map(({ field }) => `${type.name}.${field.name}`);
    }),
  );
  t.same(found.sort(), ["fib_path_nh.address", "npol_ipset_member.val"]);
});
