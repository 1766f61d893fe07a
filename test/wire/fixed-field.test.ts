import t from "tap";
import { Ip6Address, MacAddress } from "../../src/address/index.ts";
import type { Codec, FieldType } from "../../src/wire/index.ts";
import { fixedFields } from "../../src/wire/index.ts";
import { bytes, writerOn } from "../helpers.ts";

const ITEMS = { ONE: 1 };

/** Types, a value of each, and its bytes by the wire format of VPP's API. */
const values: readonly (readonly [type: FieldType, value: unknown, hex: string])[] = [
  ["u8", 0xfe, "fe"],
  ["u16", 0xfedc, "fedc"],
  ["u32", 0xfedcba98, "fedcba98"],
  ["u64", 0xfedcba9876543210n, "fedcba9876543210"],
  ["i8", -2, "fe"],
  ["i16", -2, "fffe"],
  ["i32", -2, "fffffffe"],
  ["i64", -2n, "fffffffffffffffe"],
  ["f64", 1, "000000000000f03f"],
  ["bool", true, "01"],
  ["string", "ab", "6162000000"],
  [{ octets: 3 }, Uint8Array.of(1, 2, 3), "010203"],
  [{ enum: ITEMS }, 0xff, "ff"],
  [{ enum: ITEMS }, 0xffff, "ffff"],
  [{ flags: ITEMS }, 0xffffffff, "ffffffff"],
  [{ enum: ITEMS, isSigned: true }, -1, "ff"],
  [{ enum: ITEMS, isSigned: true }, -1, "ffff"],
  [{ enum: ITEMS, isSigned: true }, -1, "ffffffff"],
  ["ip4", "10.0.0.1", "0a000001"],
  ["ip6", Ip6Address.parse("fc00::1"), "fc000000000000000000000000000001"],
  ["address", "10.0.0.1", `00 0a000001 ${"00".repeat(12)}`],
  ["prefix", "fc00::/16", `01 fc00${"00".repeat(14)} 10`],
  ["ip4Prefix", "10.0.0.0/8", "0a000000 08"],
  ["ip6Prefix", "fc00::/16", `fc00${"00".repeat(14)} 10`],
  ["mac", MacAddress.parse("02:fe:00:00:00:01"), "02fe00000001"],
];

t.test("each type is written at its offset in its bytes, and nothing around it", async (t) => {
  for (const [type, value, hex] of values) {
    const expected = bytes(hex);
    const codec = layout(
      [
        ["before", "u8"],
        ["its_value", type],
        ["behind", "u8"],
      ],
      [0, 1, 1 + expected.length],
    );
    const field = fixedFields({ ...codec, leastBytes: expected.length + 2 })!.get("itsValue")!;
    const memory = Buffer.alloc(expected.length + 4, 0xaa);
    field.write(writerOn(memory), 1 + field.offset, value as never, field.name, field.byteLength);
    t.equal(memory.toString("hex"), `aaaa${expected.toString("hex")}aaaa`, JSON.stringify(type));
  }
});

t.test("an item of an enumeration must fit the integer that it is on the wire", async (t) => {
  const codec = layout(
    [
      ["signed", { enum: ITEMS, isSigned: true }],
      ["plain", { enum: ITEMS }],
    ],
    [0, 2],
  );
  const fields = fixedFields({ ...codec, leastBytes: 4 })!;
  const write = (name: string, value: number) => {
    const field = fields.get(name)!;
    field.write(writerOn(Buffer.alloc(4)), field.offset, value as never, field.name, field.byteLength);
  };
  t.throws(() => write("signed", 0x8000), { code: "VPP_FIELD_RANGE", message: /signed: 32768 is not an i16$/ });
  t.throws(() => write("plain", -1), { code: "VPP_FIELD_RANGE", message: /plain: -1 is not a u16$/ });
});

t.test("lists, typedefs and unions are no fields of one value", async (t) => {
  const types: FieldType[] = [{ list: "u8" }, { fields: [["a", "u8"]] }, { arms: [["a", "u8"]] }, "bytes"];
  for (const type of types) {
    t.same(
      [
        ...fixedFields({
          ...layout(
            [
              ["a", type],
              ["b", "u8"],
            ],
            [0, 1],
          ),
          leastBytes: 2,
        })!.keys(),
      ],
      ["b"],
    );
  }
});

t.test("a codec without offsets has no such fields", async (t) => {
  t.equal(fixedFields({ fields: [["a", "u8"]], leastBytes: 1 }), undefined);
});

function layout(
  fields: Codec<unknown>["fields"],
  offsets: readonly number[],
): Pick<Codec<unknown>, "fields" | "offsets"> {
  return { fields, offsets };
}
