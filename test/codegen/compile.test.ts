/** What the printed codecs do, with the made-up module `sample` that has something of everything. */
import t from "tap";
import { compileCodec } from "../../src/codegen/compile.ts";
import { type ApiModule, ApiSchema, loadCatalogue } from "../../src/schema/index.ts";
import type { Codec, Message } from "../../src/wire/index.ts";
import * as wire from "../../src/wire/index.ts";
import { bytes, decode, encode, sampleSchema } from "../helpers.ts";
import { sampleMessages, sampleSet as set } from "./sample-messages.ts";

const schema = sampleSchema();
const sample = schema.modules.get("sample")!;

/** A message whose codec is compiled now. */
function compiled(name: string, module = sample, of = schema): Message<unknown> {
  const definition = module.messages.find((each) => each.name === name)!;
  return wire.message(name, definition.crc, "bare", compileCodec(definition, module, of, wire) as Codec<unknown>);
}

for (const [name, fields, hex] of sampleMessages) {
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
  t.throws(() => encode(message, wrong as never), {
    message: "sample_set.peer.un: case ip4Addr is not the arm for 1, which is ip6Addr",
  });
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

t.test("only a request of fixed length without a union has the offsets of its fields", async (t) => {
  const { offsets: ofWant } = compiled("want_sample_events").codec;
  t.same(ofWant, [0, 1]);
  const without = ["sample_set", "sample_guess_set", "want_sample_events_reply", "sample_event", "sample_get"];
  for (const name of without) t.equal(compiled(name).codec.offsets, undefined, name);
  const vpp = loadCatalogue("26.06");
  // bool, ip6_address, bool, u8, u32, u32, u32, address: one behind the other.
  const localSid = compiled("sr_localsid_add_del", vpp.modules.get("sr"), vpp);
  t.same(localSid.codec.offsets, [0, 1, 17, 18, 19, 23, 27, 31]);
});
