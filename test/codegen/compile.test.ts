/** What the printed codecs do, with the made-up module `sample` that has something of everything. */
import t from "tap";
import { Ip4Address, Ip6Address, MacAddress, Prefix } from "../../src/address/index.ts";
import { compileCodec } from "../../src/codegen/compile.ts";
import { type ApiModule, ApiSchema } from "../../src/schema/index.ts";
import type { Codec, Message } from "../../src/wire/index.ts";
import * as wire from "../../src/wire/index.ts";
import { bytes, decode, encode, sampleSchema } from "../helpers.ts";

const schema = sampleSchema();
const sample = schema.modules.get("sample")!;

/** A message whose codec is compiled now. */
function compiled(name: string, module = sample, of = schema): Message<unknown> {
  const definition = module.messages.find((each) => each.name === name)!;
  return wire.message(name, definition.crc, "bare", compileCodec(definition, module, of, wire) as Codec<unknown>);
}

const set = {
  isAdd: false,
  class: true,
  mode: -3,
  flags: 0x80000001,
  swIfIndex: 7,
  offset: -2n,
  interval: 0.5,
  key: Uint8Array.of(1, 2, 3, 4),
  triple: [1, 2, 3],
  ranges: [
    { first: 1, last: 2 },
    { first: 3, last: 4 },
  ],
  peer: { af: 0, un: { case: "ip4Addr", value: Ip4Address.parse("10.0.0.1") } },
  tag: "héllo",
  labels: [
    { value: 1, text: "" },
    { value: 2, text: "ab" },
  ],
};

/** Messages behind their id, in hex as the definitions want them. */
const messages: readonly (readonly [name: string, fields: unknown, hex: string])[] = [
  [
    "sample_set",
    set,
    `00 01 fffd 80000001 00000007 fffffffffffffffe 000000000000e03f 01020304 0001 0002 0003 0001 0002 0003 0004
     00 0a000001 ${"00".repeat(12)} 68c3a96c6c6f0000 02 00000001 00000000 00000002 00000002 6162`,
  ],
  [
    "sample_guess_set",
    { guess: { either: { case: "ip6Addr", value: Ip6Address.parse("::1") } }, data: Uint8Array.of(0xca, 0xfe) },
    `${"00".repeat(15)}01 00000002 cafe`,
  ],
  [
    "sample_details",
    { mac: MacAddress.parse("02:fe:00:00:00:01"), prefixes: [Prefix.parse("10.0.0.0/8"), Prefix.parse("::1/128")] },
    `02fe00000001 0002 00 0a000000 ${"00".repeat(12)} 08 01 ${"00".repeat(15)}01 80`,
  ],
  ["sample_event", { pid: 0xffffffff, delta: -1 }, "ffffffff ff"],
  ["sample_guess_set_reply", { retval: -7, total: 2n ** 63n }, "fffffff9 8000000000000000"],
  ["sample_bare", { pad: Uint8Array.of(1, 2, 3) }, "010203"],
  ["sample_dump", {}, ""],
];

for (const [name, fields, hex] of messages) {
  t.test(`${name} is written and read as its definition says`, async (t) => {
    const message = compiled(name);
    const encoded = encode(message, fields as never);
    t.equal(encoded.subarray(2).toString("hex"), bytes(hex).toString("hex"));
    t.strictSame(decode(message, encoded), fields);
  });
}

t.test("what has a default may be left out, and is then sent", async (t) => {
  const { isAdd: _, class: __, mode: ___, swIfIndex: ____, offset: _____, interval: ______, ...rest } = set;
  const encoded = encode(compiled("sample_set"), rest as never);
  const defaults = "01 00 0002 80000001 ffffffff ffffffffffffffff 000000000000f03f";
  t.equal(encoded.subarray(2, 30).toString("hex"), bytes(defaults).toString("hex"));
});

t.test("a fixed array takes fewer items, the rest is zero", async (t) => {
  const encoded = encode(compiled("sample_set"), { ...set, triple: [9], ranges: [] } as never);
  t.equal(encoded.subarray(34, 48).toString("hex"), bytes("0009 0000 0000 00000000 00000000").toString("hex"));
});

t.test("a union's discriminator selects the arm; an unknown one gives the bytes", async (t) => {
  const message = compiled("sample_set");
  const unknown = { ...set, peer: { af: 9, un: { case: "bytes", value: new Uint8Array(16).fill(5) } } };
  t.strictSame(decode(message, encode(message, unknown as never)), unknown);
  const wrong = { ...set, peer: { af: 1, un: set.peer.un } };
  t.throws(() => encode(message, wrong as never), { message: "sample_set.peer.un: case ip4Addr is not the arm for 1" });
});

t.test("an error in an item names its array", async (t) => {
  const wrong = {
    ...set,
    labels: [
      { value: 1, text: "" },
      { value: -1, text: "" },
    ],
  };
  t.throws(() => encode(compiled("sample_set"), wrong as never), {
    message: "sample_set.labels.value: -1 is not a u32",
  });
});

t.test("arrays of aliases that are arrays themselves are written and read", async (t) => {
  const rows: ApiModule = {
    ...sample,
    messages: [
      {
        name: "sample_rows",
        crc: "00000008",
        options: {},
        fields: [
          { name: "keys", type: "sample_key", array: { kind: "fixed", length: 2 } },
          { name: "count", type: "u8" },
          { name: "rows", type: "sample_triple", array: { kind: "counted", by: "count" } },
        ],
      },
    ],
  };
  const message = compiled("sample_rows", rows, new ApiSchema("26.06", [rows]));
  const fields = {
    keys: [Uint8Array.of(1, 2, 3, 4), Uint8Array.of(5, 6, 7, 8)],
    rows: [
      [1, 2, 3],
      [4, 5, 6],
    ],
  };
  const encoded = encode(message, fields as never);
  t.equal(encoded.toString("hex"), bytes("0102 01020304 05060708 02 000100020003 000400050006").toString("hex"));
  t.strictSame(decode(message, encoded), fields);
});
