import t from "tap";
import { Ip6Address, MacAddress, Prefix } from "../../src/address/index.ts";
import type { Codec, Field, JsonValue, Message } from "../../src/wire/index.ts";
import { fromJson, toJson } from "../../src/wire/json.ts";

const Mode = { MODE_API_OFF: 0, MODE_API_ON: 1, MODE_API_DEFAULT: 1, MODE_API_AUTO: 7 };
const Flags = { FLAG_API_NONE: 0, FLAG_API_A: 1, FLAG_API_C: 4, FLAG_API_BOTH: 5, FLAG_API_TOP: 0x80000000 };

/** A message with these fields, which nobody sends. */
function messageOf(...fields: readonly Field[]): Message<unknown> {
  return { kind: "message", name: "made_up", crc: "00000000", header: "reply", codec: { fields } as Codec<unknown> };
}

const point: Field = [
  "point",
  {
    fields: [
      ["x_pos", "i32"],
      ["y_pos", "i32", 7],
    ],
  },
];
const union: Field = [
  "address_un",
  {
    arms: [
      ["ip4_addr", "ip4"],
      ["raw_value", { fields: [["x", "u8"]] }],
    ],
  },
];

/** Values as codecs give them, and their JSON form, which reads back to what codecs take. */
const forms: readonly (readonly [type: Field, value: unknown, json: JsonValue, input?: unknown])[] = [
  [["f", "u32"], 4294967295, 4294967295],
  [["f", "i8"], -128, -128],
  [["f", "f64"], 0.1, 0.1],
  [["f", "bool"], true, true],
  [["f", "u64"], 2n ** 64n - 1n, "18446744073709551615"],
  [["f", "i64"], -(2n ** 63n), "-9223372036854775808"],
  [["f", "string"], 'a"é\u0001', 'a"é\u0001'],
  [["f", "bytes"], Uint8Array.of(0, 1, 0xab), "0001ab"],
  [["f", "bytes"], new Uint8Array(0), ""],
  [["f", { octets: 2 }], Uint8Array.of(0xab, 0xcd), "abcd"],
  [["f", "ip6"], Ip6Address.parse("fc00::1"), "fc00::1", "fc00::1"],
  [["f", "prefix"], Prefix.parse("10.0.0.1/8"), "10.0.0.1/8", "10.0.0.1/8"],
  [["f", "mac"], MacAddress.parse("02:fe:00:00:00:01"), "02:fe:00:00:00:01", "02:fe:00:00:00:01"],
  [["f", { enum: Mode }], 0, "MODE_API_OFF"],
  [["f", { enum: Mode }], 1, "MODE_API_ON"],
  [["f", { enum: Mode }], 9, 9],
  [["f", { flags: Flags }], 0, []],
  [["f", { flags: Flags }], 5, ["FLAG_API_A", "FLAG_API_C"]],
  [["f", { flags: Flags }], 0x80000004, ["FLAG_API_C", "FLAG_API_TOP"]],
  [["f", { flags: Flags }], 0xb, ["FLAG_API_A", 10]],
  [
    ["f", { list: "u16" }],
    [1, 2],
    [1, 2],
  ],
  [
    ["f", { list: { enum: Mode } }],
    [7, 8],
    ["MODE_API_AUTO", 8],
  ],
  [["f", { list: "ip6" }], [Ip6Address.UNSPECIFIED], ["::"], ["::"]],
];

for (const [field, value, json, input = value] of forms) {
  t.test(`${JSON.stringify(field[1])} is ${JSON.stringify(json)} in JSON, and back`, async (t) => {
    const message = messageOf(field);
    t.same(toJson(message, { f: value }), { f: json });
    t.strictSame(fromJson(message, JSON.parse(JSON.stringify({ f: json }))), { f: input });
  });
}

t.test("a field is named in camelCase, a typedef is an object", async (t) => {
  const message = messageOf(point, ["n_2_paths", "u8"]);
  const fields = { point: { xPos: -1, yPos: 2 }, n2Paths: 3 };
  t.same(toJson(message, fields), fields);
  t.same(fromJson(message, fields), fields);
});

t.test("a union tells its arm", async (t) => {
  const message = messageOf(union);
  const given = { addressUn: { case: "rawValue", value: { x: 1 } } };
  t.same(toJson(message, given), given);
  t.same(fromJson(message, given), given);
});

t.test("a union of which no arm is valid is given as bytes", async (t) => {
  const message = messageOf(union);
  const fields = { addressUn: { case: "bytes", value: Uint8Array.of(1, 2, 3, 4) } };
  t.same(toJson(message, fields), { addressUn: { case: "bytes", value: "01020304" } });
  t.strictSame(fromJson(message, { addressUn: { case: "bytes", value: "01020304" } }), fields);
});

const alsoTaken: readonly (readonly [type: Field, json: JsonValue, input: unknown])[] = [
  [["f", "u64"], 9007199254740991, 9007199254740991n],
  [["f", "i64"], -1, -1n],
  [["f", "bytes"], "ABcd", Uint8Array.of(0xab, 0xcd)],
  [["f", { enum: Mode }], "MODE_API_DEFAULT", 1],
  [["f", { enum: Mode }], 1, 1],
  [["f", { flags: Flags }], 5, 5],
  [["f", { flags: Flags }], "FLAG_API_C", 4],
  [["f", { flags: Flags }], ["FLAG_API_C", "FLAG_API_C", "FLAG_API_BOTH", 8], 13],
];

for (const [field, json, input] of alsoTaken) {
  t.test(`${JSON.stringify(json)} is taken as ${JSON.stringify(field[1])}`, async (t) => {
    t.strictSame(fromJson(messageOf(field), { f: json }), { f: input });
  });
}

t.test("a field with a default may be left out, and stays out", async (t) => {
  t.same(fromJson(messageOf(["f", "u32", 0], point), { point: { xPos: 1 } }), { point: { xPos: 1 } });
});

const refused: readonly (readonly [type: Field, json: JsonValue, text: string])[] = [
  [["f", "u32"], "1", "made_up.f: a number is expected"],
  [["f", "u32"], null, "made_up.f: a number is expected"],
  [["f", "f64"], "1", "made_up.f: a number is expected"],
  [["f", "bool"], 1, "made_up.f: true or false is expected"],
  [["f", "u64"], 9007199254740992, "made_up.f: a 64-bit integer is expected"],
  [["f", "u64"], 0.5, "made_up.f: a 64-bit integer is expected"],
  [["f", "u64"], "0x10", "made_up.f: a 64-bit integer is expected"],
  [["f", "u64"], "", "made_up.f: a 64-bit integer is expected"],
  [["f", "string"], 1, "made_up.f: text is expected"],
  [["f", "ip6"], ["fc00::1"], "made_up.f: text is expected"],
  [["f", "bytes"], "abc", "made_up.f: hex digits are expected"],
  [["f", { octets: 2 }], "abc", "made_up.f: hex digits are expected"],
  [["f", "bytes"], "0x00", "made_up.f: hex digits are expected"],
  [["f", "bytes"], [1, 2], "made_up.f: hex digits are expected"],
  [["f", { enum: Mode }], "MODE_API_BAD", 'made_up.f: "MODE_API_BAD" is not one of MODE_API_OFF'],
  [["f", { enum: Mode }], "constructor", 'made_up.f: "constructor" is not one of'],
  [["f", { enum: Mode }], null, "made_up.f: null is not one of"],
  [["f", { flags: Flags }], ["FLAG_API_X"], 'made_up.f: "FLAG_API_X" is not one of'],
  [["f", { flags: Flags }], [4294967296], "made_up.f: 4294967296 "],
  [["f", { flags: Flags }], [-1], "made_up.f: -1 "],
  [["f", { flags: Flags }], [0.5], "made_up.f: 0.5 "],
  [["f", { list: "u8" }], { length: 1 }, "made_up.f: an array is expected"],
  [["f", { list: "bool" }], [true, 1], "made_up.f[1]: true or false is expected"],
  [["f", { fields: [["x", "u8"]] }], [1], "made_up.f: an object is expected"],
  [["f", { fields: [["x", "u8"]] }], {}, "made_up: field f.x (u8) is missing"],
  [["f", { fields: [["x", "u8"]] }], { x: 1, y: 2 }, "made_up.f: no field y: the fields are x"],
  [["f", { arms: [["ip4", "ip4"]] }], { case: "ip6", value: "::" }, "made_up.f: no case ip6: the cases are ip4"],
  [["f", { arms: [["ip4", "ip4"]] }], { case: "ip4", value: 1 }, "made_up.f.ip4: text is expected"],
  [["f", { arms: [["ip4", "ip4"]] }], "10.0.0.1", "made_up.f: an object is expected"],
];

for (const [field, json, text] of refused) {
  t.test(`refuses ${JSON.stringify(json)} as ${JSON.stringify(field[1])}`, async (t) => {
    t.throws(() => fromJson(messageOf(field), { f: json }), { code: "VPP_JSON", message: text });
  });
}

for (const json of [null, [], "text", 1, undefined]) {
  t.test(`refuses ${JSON.stringify(json)} as a message`, async (t) => {
    t.throws(() => fromJson(messageOf(), json), { code: "VPP_JSON", message: "made_up: an object is expected" });
  });
}

t.test("unknown fields are refused by name, whatever objects have by nature", async (t) => {
  for (const name of ["__proto__", "constructor", "toString", "x"]) {
    const json = JSON.parse(`{ "${name}": 1 }`);
    t.throws(() => fromJson(messageOf(), json), { message: `made_up: no field ${name}: the fields are none` });
  }
});

t.test("fields may have the names that objects have by nature", async (t) => {
  const message = messageOf(["constructor", "u8"], ["to_string", "u8"], ["has_own_property", "u8"]);
  t.throws(() => fromJson(message, {}), {
    message: "made_up: fields are missing: constructor (u8), to_string (u8), has_own_property (u8)",
  });
  const fields = { constructor: 1, toString: 2, hasOwnProperty: 3 };
  t.same(JSON.parse(JSON.stringify(toJson(message, fields))), fields);
  t.same({ ...(fromJson(message, fields) as object) }, fields);
});

t.test("nothing given changes what other objects have", async (t) => {
  const message = messageOf(["f", { arms: [["ip4", "ip4"]] }]);
  const json = JSON.parse('{ "f": { "case": "__proto__", "value": { "polluted": 1 } } }');
  t.throws(() => fromJson(message, json), { code: "VPP_JSON" });
  t.notOk("polluted" in {});
});

t.test("VPP's own names of fields and cases say the same as those of TypeScript", async (t) => {
  const message = messageOf(["fib_table", "u32"], ["next_hop", { arms: [["via_ip4", "ip4"]] }]);
  const read = fromJson(message, { fib_table: 7, next_hop: { case: "via_ip4", value: "10.0.0.1" } });
  t.same(read, { fibTable: 7, nextHop: { case: "viaIp4", value: "10.0.0.1" } });
  t.same(fromJson(message, { fibTable: 7, nextHop: { case: "viaIp4", value: "10.0.0.1" } }), read);
  t.throws(() => fromJson(message, { fib_table: 7, fibTable: 7, next_hop: {} }), {
    message: "made_up: field fib_table is there twice, also as fibTable",
  });
});

t.test("errors have VPP's names, whichever are used", async (t) => {
  const message = messageOf(["fib_table", "u32"]);
  for (const name of ["fib_table", "fibTable"]) {
    t.throws(() => fromJson(message, { [name]: "7" }), { message: "made_up.fib_table: a number is expected" });
  }
});

t.test("all missing fields are listed with their types", async (t) => {
  const message = messageOf(
    ["sid", "ip6"],
    ["mode", { enum: Mode }],
    ["optional", "u8", 3],
    [
      "table",
      {
        fields: [
          ["id", "u32"],
          ["is_ip6", "bool", false],
          ["tags", { list: "string" }],
        ],
      },
    ],
  );
  t.throws(() => fromJson(message, {}), {
    message:
      "made_up: fields are missing: sid (IPv6 address), mode (one of MODE_API_OFF | MODE_API_ON | MODE_API_DEFAULT | MODE_API_AUTO), table.id (u32), table.tags (list of text)",
  });
});

t.test("fields that are left out are zero when they may be, at any depth", async (t) => {
  const message = messageOf(
    ["a", "u32"],
    ["b", "u8", 3],
    [
      "c",
      {
        fields: [
          ["d", "u64"],
          ["e", "bool"],
        ],
      },
    ],
  );
  t.same(fromJson(message, { c: { e: true } }, { fillsZeros: true }), { a: 0, c: { d: 0n, e: true } });
  t.throws(() => fromJson(message, { f: 1 }, { fillsZeros: true }), { message: "made_up: no field f" });
});
