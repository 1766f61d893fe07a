/** The expressions are run by the tests of compiled codecs; here is their text, as somebody would write it. */
import t from "tap";
import { fieldReader, readField, readsScalar, readValue } from "../../../src/codegen/emit/emit-read.ts";
import { GeneratedFile } from "../../../src/codegen/generated-file.ts";
import { ApiSchema, type FieldDefinition, Layouts, loadCatalogue } from "../../../src/schema/index.ts";
import { layoutsOf, sampleScope } from "../printed.ts";

const COUNT: FieldDefinition = { name: "n_x", type: "u16" };
const counted = (type: string): FieldDefinition => ({ name: "x", type, array: { kind: "counted", by: "n_x" } });

/** The last of these fields, the expression that reads it, and whether that needs the message's DataView. */
const read: readonly (readonly [fields: readonly FieldDefinition[], expression: string, needsView: boolean])[] = [
  [[{ name: "x", type: "u8" }], "d.getUint8(at)", true],
  [[COUNT, { name: "x", type: "u32" }], "d.getUint32(at + 2)", true],
  [[{ name: "x", type: "i64" }], "d.getBigInt64(at)", true],
  [[{ name: "x", type: "f64" }], "d.getFloat64(at, true)", true],
  [[{ name: "x", type: "bool" }], "d.getUint8(at) !== 0", true],
  [[{ name: "x", type: "sample_mode" }], "d.getInt16(at)", true],
  [[{ name: "x", type: "mac_address" }], "r.mac(at)", false],
  [[{ name: "x", type: "sample_range" }], "sampleRangeCodec.read(r, at)", false],
  [[{ name: "x", type: "string", array: { kind: "fixed", length: 8 } }], "r.string(at, 8)", false],
  [[{ name: "x", type: "string", array: { kind: "variable" } }], "r.text(at)", false],
  [[{ name: "x", type: "u8", array: { kind: "fixed", length: 6 } }], "r.octets(at, 6)", false],
  [[{ name: "x", type: "u16", array: { kind: "fixed", length: 3 } }], "r.list(at, 3, 2, scalars.u16)", false],
  [[COUNT, counted("u8")], "r.blob(at + 2, d.getUint16(at))", true],
  [[COUNT, counted("ip6_address")], "r.list(at + 2, d.getUint16(at), 16, scalars.ip6)", true],
  [[COUNT, counted("sample_range")], "r.list(at + 2, d.getUint16(at), 4, sampleRangeCodec.read)", true],
  [[COUNT, counted("sample_label")], "r.sequence(at + 2, d.getUint16(at), 8, sampleLabelCodec.read)", true],
  [[COUNT, counted("sample_key")], "r.list(at + 2, d.getUint16(at), 4, (r, at) => r.octets(at, 4))", true],
  [
    [
      { name: "af", type: "address_family" },
      { name: "un", type: "sample_address", discriminator: "af" },
    ],
    "sampleAddressCodec.read(r, at + 1, d.getUint8(at))",
    true,
  ],
];

for (const [fields, expression, needsView] of read) {
  t.test(`${expression} reads ${fields.at(-1)!.type}`, async (t) => {
    const block = layoutsOf(...fields);
    const layout = block.at(-1)!;
    t.equal(readField(layout, block, sampleScope()), expression);
    t.equal(readsScalar(layout, block, sampleScope()), needsView);
    t.equal(fieldReader(layout, block, sampleScope()), `(r, at${needsView ? ", d = r.view" : ""}) => ${expression}`);
  });
}

t.test("a union that nothing selects is read as all of its bytes", async (t) => {
  const [layout] = layoutsOf({ name: "x", type: "sample_address" });
  t.equal(readValue(layout!.shape, "at + 4", sampleScope()), '{ case: "bytes", value: r.octets(at + 4, 16) }');
});

t.test("a typedef whose union a field beside it selects is read in place", async (t) => {
  const fib = loadCatalogue().modules.get("fib_types")!;
  const schema = new ApiSchema("", [...loadCatalogue().modules.values()]);
  const layouts = new Layouts(schema).fields(
    [
      { name: "proto", type: "fib_path_nh_proto" },
      { name: "nh", type: "fib_path_nh" },
    ],
    fib,
  );
  const scope = { schema, file: new GeneratedFile(fib) };
  t.equal(
    readField(layouts[1]!, layouts, scope),
    "{ address: addressUnionCodec.read(r, at + 4, d.getUint32(at)), viaLabel: d.getUint32(at + 20), " +
      "objId: d.getUint32(at + 24), classifyTableIndex: d.getUint32(at + 28) }",
  );
  t.equal(readsScalar(layouts[1]!, layouts, scope), true);
});
