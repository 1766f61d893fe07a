/** The statements are run by the tests of compiled codecs; here is their text, as somebody would write it. */
import t from "tap";
import { byteLengthText, writeField, writeValue } from "../../../src/codegen/emit/emit-write.ts";
import type { FieldDefinition } from "../../../src/schema/index.ts";
import { layoutsOf, sampleScope } from "../printed.ts";

const COUNT: FieldDefinition = { name: "n_x", type: "u16" };
const counted = (type: string): FieldDefinition => ({ name: "x", type, array: { kind: "counted", by: "n_x" } });

/** The last of these fields, and the lines that write it. */
const written: readonly (readonly [fields: readonly FieldDefinition[], lines: readonly string[]])[] = [
  [[{ name: "is_add", type: "bool" }], ['w.bool(at, v.isAdd, "is_add");']],
  [
    [
      { name: "a", type: "u64" },
      { name: "b", type: "u8" },
    ],
    ['w.u8(at + 8, v.b, "b");'],
  ],
  [[{ name: "a", type: "u8", default: 255 }], ['w.u8(at, v.a ?? 255, "a");']],
  [
    [{ name: "to_string", type: "u8", default: 1 }],
    ['w.u8(at, (Object.hasOwn(v, "toString") ? v.toString : undefined) ?? 1, "to_string");'],
  ],
  [[{ name: "m", type: "sample_mode" }], ['w.i16(at, v.m, "m");']],
  [[{ name: "p", type: "ip4_address" }], ['w.ip4(at, v.p, "p");']],
  [[{ name: "t", type: "string", array: { kind: "fixed", length: 8 } }], ['w.string(at, v.t, 8, "t");']],
  [[{ name: "k", type: "sample_key" }], ['w.octets(at, v.k, 4, "k");']],
  [[{ name: "t", type: "string", array: { kind: "variable" } }], ['const end = w.text(at, v.t, "t");']],
  [[COUNT, counted("u8")], ['const end = w.blob(at + 2, v.x, "x");']],
  [[{ name: "r", type: "sample_range" }], ['w.enter("r", v.r);', "sampleRangeCodec.write(w, at, v.r);", "w.leave();"]],
  [
    [{ name: "r", type: "u16", array: { kind: "fixed", length: 3 } }],
    [
      'w.upTo(at, v.r, 3, 2, "r");',
      "let rAt = at;",
      "for (const item of v.r) {",
      '  w.u16(rAt, item, "r");',
      "  rAt += 2;",
      "}",
    ],
  ],
  [
    [COUNT, counted("sample_label")],
    [
      "let end = at + 2;",
      "for (const item of v.x) {",
      '  w.enter("x", item);',
      "  end = sampleLabelCodec.write(w, end, item);",
      "  w.leave();",
      "}",
    ],
  ],
];

for (const [fields, lines] of written) {
  t.test(`${lines.at(0)} writes ${fields.at(-1)!.type}`, async (t) => {
    const block = layoutsOf(...fields);
    t.same(writeField(block.at(-1)!, block, sampleScope()), lines);
  });
}

t.test("the field that counts an array is written as the number of its items", async (t) => {
  const block = layoutsOf(COUNT, counted("u32"));
  t.same(writeField(block[0]!, block, sampleScope()), ['w.u16(at, w.count(v.x, "x"), "n_x");']);
});

t.test("an arm is compared with its discriminator", async (t) => {
  const un: FieldDefinition = { name: "un", type: "sample_address", discriminator: "af" };
  const block = layoutsOf({ name: "af", type: "address_family" }, un);
  t.equal(
    writeField(block[1]!, block, sampleScope()).at(-1),
    'w.selects("un", v.un.case, v.af, sampleAddressCodec.cases);',
  );
});

t.test("an array within an array has variables of its own", async (t) => {
  const [layout] = layoutsOf({ name: "rows", type: "sample_triple", array: { kind: "fixed", length: 2 } });
  const text = writeValue(layout!.shape, "at", "v.rows", "rows", sampleScope()).join("\n");
  t.match(
    text,
    /for \(const item of v\.rows\) \{[\s\S]*for \(const item1 of item\) \{[\s\S]*rowsAt1 \+= 2;[\s\S]*rowsAt \+= 6;/,
  );
});

const lengths: readonly (readonly [type: string, text: string])[] = [
  ["u8", "2 + v.x.length"],
  ["u32", "2 + v.x.length * 4"],
  ["sample_range", "2 + v.x.length * 4"],
  ["sample_label", "2 + v.x.reduce((sum, item) => sum + sampleLabelCodec.byteLength(item), 0)"],
];

for (const [type, text] of lengths) {
  t.test(`a message with any number of ${type} is ${text} bytes long`, async (t) => {
    t.equal(byteLengthText(layoutsOf(COUNT, counted(type)).at(-1)!, sampleScope()), text);
  });
}

t.test("text has its u32 length before it", async (t) => {
  const [layout] = layoutsOf({ name: "x", type: "string", array: { kind: "variable" } });
  t.equal(byteLengthText(layout!, sampleScope()), "4 + textBytes(v.x)");
});
