import t from "tap";
import { Ip4Address, Ip6Address, MacAddress, Prefix } from "../../src/address/index.ts";
import type { FieldType } from "../../src/wire/index.ts";
import { isUnset, own, unsetValue } from "../../src/wire/unset.ts";

const RANGE: FieldType = {
  fields: [
    ["first_id", "u16"],
    ["last_id", "u16", 65535],
  ],
};

/** Types, and the value whose bytes are all zero. */
const zeros: readonly (readonly [type: FieldType, value: unknown])[] = [
  ["u8", 0],
  ["i64", 0n],
  ["u64", 0n],
  ["f64", 0],
  ["bool", false],
  ["string", ""],
  ["bytes", new Uint8Array(0)],
  ["ip4", Ip4Address.parse("0.0.0.0")],
  ["ip6", Ip6Address.parse("::")],
  ["address", Ip4Address.parse("0.0.0.0")],
  ["prefix", Prefix.parse("0.0.0.0/0")],
  ["ip6Prefix", Prefix.parse("::/0")],
  ["mac", MacAddress.parse("00:00:00:00:00:00")],
  [{ octets: 2 }, Uint8Array.of(0, 0)],
  [{ list: "u8" }, []],
  [{ enum: { ONE: 1 } }, 0],
  [{ flags: { ONE: 1 } }, 0],
  [RANGE, { firstId: 0, lastId: 65535 }],
  [
    {
      arms: [
        ["ip4_addr", "ip4"],
        ["ip6_addr", "ip6"],
      ],
    },
    { case: "ip4Addr", value: Ip4Address.parse("0.0.0.0") },
  ],
];

for (const [type, value] of zeros) {
  t.test(
    `${JSON.stringify(type)} that is not set is ${JSON.stringify(value, (_, part) => (typeof part === "bigint" ? `${part}n` : part))}`,
    async (t) => {
      t.strictSame(unsetValue(type), value);
      t.ok(isUnset(type, value));
      t.ok(isUnset(type, undefined));
    },
  );
}

t.test("a default stands for a field that is not set", async (t) => {
  t.equal(unsetValue("u32", 0xffffffff), 0xffffffff);
  t.ok(isUnset("u32", 0xffffffff, 0xffffffff));
  t.notOk(isUnset("u32", 0, 0xffffffff));
});

/** Values in another form, or part of one, that have the same bytes. */
const same: readonly (readonly [type: FieldType, value: unknown])[] = [
  ["ip6", "::"],
  ["ip6", "0:0::0"],
  ["prefix", "0.0.0.0/0"],
  ["mac", "00:00:00:00:00:00"],
  [RANGE, { firstId: 0 }],
  [RANGE, {}],
];

for (const [type, value] of same) {
  t.test(`${JSON.stringify(value)} is the value of a field that is not set`, async (t) => t.ok(isUnset(type, value)));
}

const set: readonly (readonly [type: FieldType, value: unknown])[] = [
  ["u8", 1],
  ["ip6", "::1"],
  ["ip6", "no address"],
  ["string", "a"],
  [{ octets: 2 }, Uint8Array.of(0, 1)],
  [{ list: "u8" }, [0]],
  [{ list: "u8" }, "no list"],
  [RANGE, { firstId: 1 }],
  [RANGE, { lastId: 0 }],
  [RANGE, null],
  [{ arms: [["ip4_addr", "ip4"]] }, { case: "ip6Addr", value: "::" }],
];

for (const [type, value] of set) {
  t.test(`${JSON.stringify(value)} of ${JSON.stringify(type)} is set`, async (t) => t.notOk(isUnset(type, value)));
}

t.test("an inherited property is none of an object's own", async (t) => {
  t.equal(own({ constructor: 1 }, "constructor"), 1);
  t.equal(own({}, "constructor"), undefined);
});
