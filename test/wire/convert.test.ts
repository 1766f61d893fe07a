import t from "tap";
import { Ip4Address, Ip6Address, MacAddress, Prefix } from "../../src/address/index.ts";
import { type ConvertRules, convertFields } from "../../src/wire/convert.ts";
import type { Field, FieldType } from "../../src/wire/descriptor.ts";

const strict: ConvertRules = {
  messageName: "m",
  versions: "aaaaaaaa here, bbbbbbbb in VPP",
  target: "VPP's version",
  isStrict: true,
};
const lenient: ConvertRules = { ...strict, isStrict: false };

const COLORS = { RED: 1, GREEN: 2, BLUE: 3 };
const BITS = { A: 1, B: 2, C: 4 };
const u32: Field = ["x", "u32"];
const ip6 = Ip6Address.parse("fc00::1");

const converted: readonly (readonly [what: string, from: FieldType, to: FieldType, value: unknown, result: unknown])[] =
  [
    ["a u8 widened", "u8", "u16", 255, 255],
    ["a u32 widened", "u32", "u64", 0xffffffff, 0xffffffffn],
    ["a u64 narrowed", "u64", "u32", 7n, 7],
    ["a number as a truth value", "u8", "bool", 1, true],
    ["a truth value as a number", "bool", "u8", true, 1],
    ["text", "string", "string", "a", "a"],
    ["an address, as text too", "ip6", "address", "fc00::1", "fc00::1"],
    ["a prefix", "ip4Prefix", "prefix", Prefix.parse("10.0.0.0/8"), Prefix.parse("10.0.0.0/8")],
    ["bytes", { octets: 4 }, "bytes", Uint8Array.of(1, 2, 3, 4), Uint8Array.of(1, 2, 3, 4)],
    ["an item with another number", { enum: COLORS }, { enum: { RED: 7, GREEN: 1 } }, 1, 7],
    ["an item with other names of the same number", { enum: { OLD: 1, NEW: 1 } }, { enum: { NEW: 5 } }, 1, 5],
    ["a number that is no item", { enum: COLORS }, { enum: { RED: 7 } }, 9, 9],
    ["an item as a number", { enum: COLORS }, "u16", 2, 2],
    ["a number as an item", "u8", { enum: COLORS }, 2, 2],
    ["flags with other bits", { flags: BITS }, { flags: { A: 0x80000000, B: 1 } }, 3, 0x80000001],
    ["flags, and a bit without a name", { flags: BITS }, { flags: { A: 2 } }, 0x41, 0x42],
    ["flags that are declared as items", { enum: BITS }, { enum: { A: 8, B: 16, C: 32 } }, 5, 40],
    ["a list", { list: "u8" }, { list: "u64" }, [1, 2], [1n, 2n]],
    [
      "a typedef with its fields in another order",
      {
        fields: [
          ["a_b", "u8"],
          ["c", "u8"],
        ],
      },
      {
        fields: [
          ["c", "u16"],
          ["a_b", "u16"],
        ],
      },
      { aB: 1, c: 2 },
      { c: 2, aB: 1 },
    ],
    [
      "an arm of a union",
      {
        arms: [
          ["ip", "ip4"],
          ["n", "u8"],
        ],
      },
      { arms: [["n", "u64"]] },
      { case: "n", value: 3 },
      { case: "n", value: 3n },
    ],
    [
      "the bytes of a union",
      { arms: [["n", "u8"]] },
      { arms: [["n", "u8"]] },
      { case: "bytes", value: Uint8Array.of(1) },
      { case: "bytes", value: Uint8Array.of(1) },
    ],
  ];

for (const [what, from, to, value, result] of converted) {
  t.test(`converts ${what}`, async (t) => {
    t.same(convertFields([["f", from]], [["f", to]], { f: value }, strict), { f: result });
  });
}

const refused: readonly (readonly [what: string, from: FieldType, to: FieldType, value: unknown, text: string])[] = [
  ["an item that is not there", { enum: COLORS }, { enum: { RED: 1 } }, 3, "f cannot be BLUE in VPP's version"],
  ["a flag that is not there", { flags: BITS }, { flags: { A: 1 } }, 3, "f cannot be B in VPP's version"],
  [
    "an arm that is not there",
    { arms: [["a", "u8"]] },
    { arms: [["b", "u8"]] },
    { case: "a", value: 1 },
    "f has no case a in VPP's version",
  ],
  ["2 as a truth value", "u8", "bool", 2, "f cannot be 2 in VPP's version"],
  ["an address as bytes", "ip6", { octets: 16 }, ip6, "field f has another type in VPP's version"],
  ["an address of any family as one of IPv6", "address", "ip6", ip6, "field f has another type in VPP's version"],
  ["a list as a number", { list: "u8" }, "u8", [1], "field f has another type in VPP's version"],
  [
    "a field of a typedef that is lost",
    { fields: [["a_b", "u8"]] },
    { fields: [] },
    { aB: 1 },
    "field f.a_b does not exist in VPP's version: leave it out, or give its default",
  ],
];

for (const [what, from, to, value, text] of refused) {
  t.test(`refuses ${what}`, async (t) => {
    t.throws(() => convertFields([["f", from]], [["f", to]], { f: value }, strict), {
      code: "VPP_FIELD_MISSING",
      messageName: "m",
      message: `m (aaaaaaaa here, bbbbbbbb in VPP): ${text}`,
    });
  });
}

t.test("what has no place is dropped when not strict", async (t) => {
  t.same(convertFields([["f", "u32"]], [u32], { f: 5 }, lenient), { x: 0 });
  t.same(convertFields([["f", { enum: COLORS }]], [["f", { enum: { RED: 1 } }]], { f: 3 }, lenient), { f: 3 });
  t.same(convertFields([["f", { flags: BITS }]], [["f", { flags: { A: 1 } }]], { f: 6 }, lenient), { f: 6 });
});

t.test("nothing is ever taken for something else", async (t) => {
  const item = (to: Record<string, number>) => () =>
    convertFields([["f", { enum: COLORS }]], [["f", { enum: to }]], { f: 3 }, lenient);
  t.throws(item({ OTHER: 3 }), { code: "VPP_FIELD_MISSING", message: /f cannot be BLUE in VPP's version$/ });
  const flag = () => convertFields([["f", { flags: BITS }]], [["f", { flags: { X: 4 } }]], { f: 4 }, lenient);
  t.throws(flag, { code: "VPP_FIELD_MISSING" });
  t.throws(() => convertFields([["f", "ip4"]], [["f", "ip6"]], { f: "10.0.0.1" }, lenient));
});

/** Values in each form in which they may be given, with the type that holds them when nobody sets it. */
const unset: readonly (readonly [type: FieldType, values: readonly unknown[]])[] = [
  ["u8", [0]],
  ["i64", [0n]],
  ["bool", [false]],
  ["string", [""]],
  ["bytes", [new Uint8Array(0), Buffer.alloc(0)]],
  [{ octets: 3 }, [new Uint8Array(3), Buffer.alloc(3)]],
  ["ip4", ["0.0.0.0", new Ip4Address(0)]],
  ["ip6", ["::", "0:0:0:0:0:0:0:0", "::0.0.0.0", Ip6Address.UNSPECIFIED]],
  ["address", ["0.0.0.0", new Ip4Address(0)]],
  ["prefix", ["0.0.0.0/0", new Prefix(new Ip4Address(0), 0)]],
  ["ip6Prefix", ["::/0", "0::0/0"]],
  ["mac", ["00:00:00:00:00:00", new MacAddress(0, 0)]],
  [{ enum: COLORS }, [0]],
  [{ list: "u8" }, [[]]],
  [
    {
      fields: [
        ["a", "u8"],
        ["b", "ip6"],
      ],
    },
    [{ a: 0, b: "0::" }],
  ],
  [{ arms: [["a", "u8"]] }, [{ case: "a", value: 0 }]],
];

for (const [type, values] of unset) {
  for (const value of [...values, undefined]) {
    t.test(`${JSON.stringify(type)} may be lost as ${String(value)}`, async (t) => {
      t.same(convertFields([["f", type]], [u32], { f: value }, strict), { x: 0 });
    });
  }
}

const set: readonly (readonly [type: FieldType, value: unknown])[] = [
  ["u8", 1],
  ["u64", 1n],
  ["bool", true],
  ["string", "::"],
  ["bytes", new Uint8Array(1)],
  [{ octets: 3 }, Uint8Array.of(0, 0, 1)],
  ["ip6", "::1"],
  ["ip6", "no address"],
  ["address", "::"],
  ["prefix", "::/0"],
  [{ enum: COLORS }, 1],
  [{ list: "u8" }, [0]],
  [
    {
      fields: [
        ["a", "u8"],
        ["b", "ip6"],
      ],
    },
    { a: 0, b: "::1" },
  ],
  [{ arms: [["a", "u8"]] }, { case: "a", value: 1 }],
  ["u8", null],
];

for (const [type, value] of set) {
  t.test(`${JSON.stringify(type)} may not be lost as ${JSON.stringify(String(value))}`, async (t) => {
    t.throws(() => convertFields([["f", type]], [u32], { f: value }, strict), { code: "VPP_FIELD_MISSING" });
  });
}

t.test("a default may be lost, and zero is not it", async (t) => {
  const from: Field[] = [["f", "u32", 0xffffffff]];
  for (const value of [undefined, 0xffffffff]) t.same(convertFields(from, [u32], { f: value }, strict), { x: 0 });
  t.throws(() => convertFields(from, [u32], { f: 0 }, strict), { code: "VPP_FIELD_MISSING" });
});

t.test("a default is sent where the other version has none or another", async (t) => {
  t.same(convertFields([["f", "u8", 7]], [["f", "u8"]], {}, strict), { f: 7 });
  t.same(convertFields([["f", "u8", 7]], [["f", "u8", 9]], {}, strict), { f: 7 });
});

t.test("a field that only the target has holds its default, or zero", async (t) => {
  const to: Field[] = [
    ["a", "u8", 7],
    ["b", "ip6"],
    [
      "c",
      {
        fields: [
          ["d", "u8", 3],
          ["e", { list: "u8" }],
        ],
      },
    ],
    ["f", { arms: [["g_h", "u64"]] }],
    ["i", { octets: 2 }],
  ];
  t.same(convertFields([], to, {}, strict), {
    a: 7,
    b: Ip6Address.UNSPECIFIED,
    c: { d: 3, e: [] },
    f: { case: "gH", value: 0n },
    i: new Uint8Array(2),
  });
});

t.test("that a field is not given at all is left to the codec to tell", async (t) => {
  t.same(convertFields([["f", "u8"]], [["f", "u16"]], {}, strict), { f: undefined });
});

// What every object has, and what would be its prototype.
const names = ["constructor", "to_string", "has_own_property", "value_of", "__proto__", "__define_getter__"];

for (const name of names) {
  t.test(`a field ${name} is one like any other`, async (t) => {
    const [key] = Object.keys(convertFields([], [[name, "u8"]], {}, strict));
    const given = Object.fromEntries([[key!, 5]]);
    t.same(Object.entries(convertFields([[name, "u8"]], [[name, "u16"]], given, strict)), [[key, 5]]);
    t.same(Object.entries(convertFields([[name, "u8", 3]], [[name, "u16"]], {}, strict)), [[key, 3]]);
    t.same(convertFields([[name, "u8"]], [u32], {}, strict), { x: 0 });
    t.throws(() => convertFields([[name, "u8"]], [u32], given, strict), { code: "VPP_FIELD_MISSING" });
    const items = Object.fromEntries([[name, 1]]);
    t.same(convertFields([["f", { enum: items }]], [["f", { enum: items }]], { f: 1 }, strict), { f: 1 });
    t.throws(() => convertFields([["f", { enum: items }]], [["f", { enum: {} }]], { f: 1 }, strict));
  });
}
