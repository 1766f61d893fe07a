import t from "tap";
import { Ip4Address, Ip6Address, MacAddress, Prefix } from "../../src/address/index.ts";
import { flowAddV2 } from "../../src/binapi/flow.ts";
import { ipRouteAddDel } from "../../src/binapi/ip.ts";
import { srPolicyAdd } from "../../src/binapi/sr.ts";
import { cliInband } from "../../src/binapi/vlib.ts";
import type { Message } from "../../src/wire/index.ts";
import type { WireWriter } from "../../src/wire/writer.ts";
import { bytes, encode, writerOn } from "../helpers.ts";

type Write = (writer: WireWriter, at: number) => unknown;

/** One byte lies before what is written. */
const AT = 1;
const MEMORY_BYTES = 48;

const ZEROS_12 = "00".repeat(12);
const IP6_1 = `${"00".repeat(15)}01`;

/** What is written over memory that holds only aa. */
const written: readonly (readonly [what: string, write: Write, hex: string])[] = [
  ["u8 0", (w, at) => w.u8(at, 0, "f"), "00"],
  ["u8 255", (w, at) => w.u8(at, 255, "f"), "ff"],
  ["u16 0", (w, at) => w.u16(at, 0, "f"), "0000"],
  ["u16 0x1234", (w, at) => w.u16(at, 0x1234, "f"), "1234"],
  ["u16 65535", (w, at) => w.u16(at, 65535, "f"), "ffff"],
  ["u32 0", (w, at) => w.u32(at, 0, "f"), "00000000"],
  ["u32 0x12345678", (w, at) => w.u32(at, 0x12345678, "f"), "12345678"],
  ["u32 4294967295", (w, at) => w.u32(at, 4294967295, "f"), "ffffffff"],
  ["u64 0", (w, at) => w.u64(at, 0n, "f"), "0000000000000000"],
  ["u64 0x123456789abcdef0", (w, at) => w.u64(at, 0x123456789abcdef0n, "f"), "123456789abcdef0"],
  ["u64 2^64-1", (w, at) => w.u64(at, 2n ** 64n - 1n, "f"), "ffffffffffffffff"],
  ["i8 -128", (w, at) => w.i8(at, -128, "f"), "80"],
  ["i8 127", (w, at) => w.i8(at, 127, "f"), "7f"],
  ["i16 -32768", (w, at) => w.i16(at, -32768, "f"), "8000"],
  ["i16 32767", (w, at) => w.i16(at, 32767, "f"), "7fff"],
  ["i32 -2147483648", (w, at) => w.i32(at, -2147483648, "f"), "80000000"],
  ["i32 -7", (w, at) => w.i32(at, -7, "f"), "fffffff9"],
  ["i32 2147483647", (w, at) => w.i32(at, 2147483647, "f"), "7fffffff"],
  ["i64 -2^63", (w, at) => w.i64(at, -(2n ** 63n), "f"), "8000000000000000"],
  ["i64 2^63-1", (w, at) => w.i64(at, 2n ** 63n - 1n, "f"), "7fffffffffffffff"],
  ["f64 1, little-endian", (w, at) => w.f64(at, 1, "f"), "000000000000f03f"],
  ["f64 -0.5", (w, at) => w.f64(at, -0.5, "f"), "000000000000e0bf"],
  ["f64 infinity", (w, at) => w.f64(at, Number.POSITIVE_INFINITY, "f"), "000000000000f07f"],
  ["true", (w, at) => w.bool(at, true, "f"), "01"],
  ["false", (w, at) => w.bool(at, false, "f"), "00"],
  ["a short text in a fixed string", (w, at) => w.string(at, "tap0", 8, "f"), "7461703000000000"],
  ["an empty text in a fixed string", (w, at) => w.string(at, "", 4, "f"), "00000000"],
  ["a text that fills its fixed string", (w, at) => w.string(at, "memif0/0", 8, "f"), "6d656d6966302f30"],
  ["UTF-8 in a fixed string", (w, at) => w.string(at, "é€", 6, "f"), "c3a9e282ac00"],
  ["U+DC80 to U+DCFF as bytes of a fixed string", (w, at) => w.string(at, "a\udcff\udc80b", 5, "f"), "61ff806200"],
  ["U+DC80 to U+DCFF as bytes beside UTF-8", (w, at) => w.string(at, "é\udcff€\udc80", 7, "f"), "c3a9ffe282ac80"],
  ["U+DC80 to U+DCFF as bytes of a variable text", (w, at) => w.text(at, "\udcffé", "f"), "00000003ffc3a9"],
  ["any other lone surrogate as U+FFFD", (w, at) => w.string(at, "\ud800", 4, "f"), "efbfbd00"],
  ["a variable text", (w, at) => w.text(at, "é", "f"), "00000002c3a9"],
  ["an empty variable text", (w, at) => w.text(at, "", "f"), "00000000"],
  ["octets", (w, at) => w.octets(at, Uint8Array.of(1, 2, 3), 3, "f"), "010203"],
  ["a blob", (w, at) => w.blob(at, Uint8Array.of(1, 2), "f"), "0102"],
  ["zeros behind the items of a fixed array", (w, at) => w.upTo(at + 2, [1], 3, 2, "f"), "aaaaaaaa00000000"],
  ["nothing behind a full fixed array", (w, at) => w.upTo(at, [1, 2], 2, 2, "f"), "aaaa"],
  ["an IPv4 text", (w, at) => w.ip4(at, "10.0.0.1", "f"), "0a000001"],
  ["an IPv4 value", (w, at) => w.ip4(at, Ip4Address.parse("192.0.2.255"), "f"), "c00002ff"],
  ["an IPv6 text", (w, at) => w.ip6(at, "::1", "f"), IP6_1],
  ["an IPv6 value", (w, at) => w.ip6(at, Ip6Address.parse("fc00::ff"), "f"), `fc00${"00".repeat(13)}ff`],
  ["an IPv4 address of any family", (w, at) => w.address(at, "10.0.0.1", "f"), `000a000001${ZEROS_12}`],
  ["an IPv6 address of any family", (w, at) => w.address(at, "::1", "f"), `01${IP6_1}`],
  ["an IPv4 prefix of any family", (w, at) => w.prefix(at, "10.1.2.3/8", "f"), `000a010203${ZEROS_12}08`],
  ["an IPv6 prefix of any family", (w, at) => w.prefix(at, Prefix.parse("::1/64"), "f"), `01${IP6_1}40`],
  [
    "a length that no address has",
    (w, at) => w.prefix(at, new Prefix(Ip6Address.UNSPECIFIED, 200), "f"),
    `01${"00".repeat(16)}c8`,
  ],
  ["an IPv4 prefix", (w, at) => w.ip4Prefix(at, "10.0.0.0/8", "f"), "0a00000008"],
  ["an IPv6 prefix", (w, at) => w.ip6Prefix(at, "::1/128", "f"), `${IP6_1}80`],
  ["a MAC address", (w, at) => w.mac(at, "02:fe:00:00:00:0a", "f"), "02fe0000000a"],
  ["a MAC address as value", (w, at) => w.mac(at, MacAddress.parse("ff:ff:ff:ff:ff:ff"), "f"), "ffffffffffff"],
];

for (const [what, write, hex] of written) {
  t.test(`writes ${what}`, async (t) => {
    const memory = Buffer.alloc(MEMORY_BYTES, 0xaa);
    write(writerOn(memory), AT);
    t.equal(memory.toString("hex"), `aa${hex}`.padEnd(MEMORY_BYTES * 2, "a"));
  });
}

/** Stands for callers that the types do not stop. */
const any = (value: unknown): never => value as never;

const refused: readonly (readonly [write: Write, text: string])[] = [
  ...[256, -1, 0.5, Number.NaN, any("1"), any(true), any(undefined)].map(
    (value) => [(w: WireWriter) => w.u8(0, value, "f"), `${value} is not a u8`] as const,
  ),
  [(w) => w.u16(0, 65536, "f"), "65536 is not a u16"],
  [(w) => w.u16(0, -1, "f"), "-1 is not a u16"],
  [(w) => w.u32(0, 4294967296, "f"), "4294967296 is not a u32"],
  [(w) => w.u32(0, -1, "f"), "-1 is not a u32"],
  [(w) => w.u32(0, Number.POSITIVE_INFINITY, "f"), "Infinity is not a u32"],
  [(w) => w.u64(0, 2n ** 64n, "f"), "18446744073709551616 is not a u64"],
  [(w) => w.u64(0, -1n, "f"), "-1 is not a u64"],
  [(w) => w.u64(0, any(1), "f"), "1 is not a u64"],
  [(w) => w.i8(0, 128, "f"), "128 is not an i8"],
  [(w) => w.i8(0, -129, "f"), "-129 is not an i8"],
  [(w) => w.i16(0, 32768, "f"), "32768 is not an i16"],
  [(w) => w.i16(0, -32769, "f"), "-32769 is not an i16"],
  [(w) => w.i32(0, 2147483648, "f"), "2147483648 is not an i32"],
  [(w) => w.i32(0, -2147483649, "f"), "-2147483649 is not an i32"],
  [(w) => w.i64(0, 2n ** 63n, "f"), "9223372036854775808 is not an i64"],
  [(w) => w.i64(0, -(2n ** 63n) - 1n, "f"), "-9223372036854775809 is not an i64"],
  [(w) => w.f64(0, any("1"), "f"), "1 is not a number"],
  [(w) => w.bool(0, any(1), "f"), "1 is not true or false"],
  [(w) => w.string(0, "memif0/00", 8, "f"), "memif0/00 is not text of at most 8 bytes: it has 9"],
  [(w) => w.string(0, "€€€", 8, "f"), "€€€ is not text of at most 8 bytes: it has 9"],
  [(w) => w.string(0, any(8), 8, "f"), "8 is not text"],
  [(w) => w.string(0, "a\0b", 8, "f"), "a text with a NUL is not read to its end by VPP"],
  [(w) => w.text(0, "a\0", "f"), "a text with a NUL is not read to its end by VPP"],
  [(w) => w.octets(0, Uint8Array.of(1), 2, "f"), "1 bytes is not an array of 2 bytes"],
  [(w) => w.octets(0, any([1, 2]), 2, "f"), "object is not a Uint8Array"],
  [(w) => w.blob(0, any("0102"), "f"), "0102 is not a Uint8Array"],
  [(w) => w.upTo(0, [1, 2, 3], 2, 1, "f"), "3 items is not an array of at most 2"],
  [(w) => w.count(any({ length: 1 }), "f"), "object is not an array"],
  [(w) => w.count(any(undefined), "f"), "undefined is not an array"],
  [(w) => w.enter("f", any(undefined)), "undefined is not an object"],
  [(w) => w.enter("f", any(null)), "null is not an object"],
  [(w) => w.ip4(0, "10.0.0.256", "f"), "10.0.0.256 is not an IPv4 address"],
  [(w) => w.ip4(0, any(Ip6Address.UNSPECIFIED), "f"), ":: is not an IPv4 address"],
  [(w) => w.ip4(0, any(undefined), "f"), "undefined is not an IPv4 address"],
  [(w) => w.ip6(0, "fc00::g", "f"), "fc00::g is not an IPv6 address"],
  [(w) => w.ip6(0, any(Ip4Address.parse("10.0.0.1")), "f"), "10.0.0.1 is not an IPv6 address"],
  [(w) => w.address(0, "fc00:::1", "f"), "fc00:::1 is not an IPv6 address"],
  [(w) => w.address(0, "10.0.0", "f"), "10.0.0 is not an IPv4 address"],
  [(w) => w.address(0, any(undefined), "f"), "undefined is not an IPv4 address"],
  [(w) => w.prefix(0, "10.0.0.0/33", "f"), '"10.0.0.0/33" is not a prefix: the length of an IPv4 prefix is 0 to 32'],
  [(w) => w.ip4Prefix(0, "fc00::/16", "f"), "fc00::/16 is not an IPv4 prefix"],
  [(w) => w.ip6Prefix(0, any(Prefix.parse("10.0.0.0/8")), "f"), "10.0.0.0/8 is not an IPv6 prefix"],
  [(w) => w.mac(0, "02:fe", "f"), '"02:fe" is not a MAC address: write it as 02:fe:00:00:00:01'],
  [(w) => w.selects("f", "ip6", 0, { ip4: 0, ip6: 1 }), "case ip6 is not the arm for 0, which is ip4"],
  [(w) => w.selects("f", "ip6", 2, { ip4: 0, ip6: 1 }), "case ip6 is not the arm for 2, which is bytes"],
  [(w) => w.selectsNoOther("f", "ip6", 0, { ip4: 0, ip6: 1 }), "case ip6 is not the arm for 0, which is ip4"],
];

for (const [write, text] of refused) {
  t.test(`refuses: ${text}`, async (t) => {
    const writer = writerOn(Buffer.alloc(MEMORY_BYTES));
    writer.begin("some_message");
    const error = { code: "VPP_FIELD_RANGE", message: `some_message.f: ${text}`, messageName: "some_message" };
    t.throws(() => write(writer, 0), error);
  });
}

t.test("an arm that nothing or its own number selects is taken, and bytes always", async (t) => {
  const writer = writerOn(Buffer.alloc(MEMORY_BYTES));
  const cases = { ip4: 0, ip6: 1 };
  t.doesNotThrow(() => writer.selectsNoOther("f", "ip6", 2, cases));
  t.doesNotThrow(() => writer.selectsNoOther("f", "ip6", 1, cases));
  t.doesNotThrow(() => writer.selectsNoOther("f", "bytes", 1, cases));
});

const policy = {
  bsidAddr: "cafe::1",
  weight: 0,
  isEncap: true,
  isSpray: false,
  fibTable: 0,
  sids: { numSids: 1, weight: 1, sids: ["fc00::1"] },
};
const path = {
  swIfIndex: 1,
  tableId: 0,
  rpfId: 0,
  weight: 1,
  preference: 0,
  type: 0,
  flags: 0,
  proto: 0,
  nh: { address: { case: "ip4", value: "10.0.0.1" }, viaLabel: 0, objId: 0, classifyTableIndex: 0 },
  nLabels: 0,
  labelStack: [],
} as const;
const route = (paths: readonly unknown[]) => ({
  isMultipath: false,
  route: { tableId: 0, statsIndex: 0, prefix: "10.0.0.0/8", paths },
});
const flow = (type: number, arm: string) => ({
  flow: {
    type,
    index: 0,
    actions: 0,
    markFlowId: 0,
    redirectNodeIndex: 0,
    redirectDeviceInputNextIndex: 0,
    redirectQueue: 0,
    queueIndex: 0,
    queueNum: 0,
    bufferAdvance: 0,
    rssTypes: 0n,
    rssFun: 0,
    flow: { case: arm, value: { foo: 0, srcAddr: "02:fe:00:00:00:01", dstAddr: "02:fe:00:00:00:02", type: 0 } },
  },
});

/** Where in a message a value is wrong. */
const wrong: readonly (readonly [message: Message<unknown>, fields: unknown, text: string])[] = [
  [srPolicyAdd, { ...policy, fibTable: -1 }, "sr_policy_add.fib_table: -1 is not a u32"],
  [srPolicyAdd, { ...policy, sids: undefined }, "sr_policy_add.sids: undefined is not an object"],
  [srPolicyAdd, { ...policy, sids: { ...policy.sids, numSids: 300 } }, "sr_policy_add.sids.num_sids: 300 is not a u8"],
  [
    srPolicyAdd,
    { ...policy, sids: { ...policy.sids, sids: new Array(17).fill("fc00::1") } },
    "sr_policy_add.sids.sids: 17 items is not an array of at most 16",
  ],
  [
    srPolicyAdd,
    { ...policy, sids: { ...policy.sids, sids: ["fc00::1", "fc00::x"] } },
    "sr_policy_add.sids.sids: fc00::x is not an IPv6 address",
  ],
  [ipRouteAddDel, route(new Array(256).fill(path)), "ip_route_add_del.route.n_paths: 256 is not a u8"],
  [
    ipRouteAddDel,
    route([path, { ...path, nh: { ...path.nh, address: { case: "ip5", value: 1 } } }]),
    "ip_route_add_del.route.paths.nh.address.case: ip5 is not an arm of the union",
  ],
  [flowAddV2, flow(1, "ip4L2"), "flow_add_v2.flow.flow.case: ip4L2 is not an arm of the union"],
  [flowAddV2, flow(2, "ethernet"), "flow_add_v2.flow.flow: case ethernet is not the arm for 2, which is ip4"],
];

for (const [message, fields, text] of wrong) {
  t.test(`names the field: ${text}`, async (t) => {
    t.throws(() => encode(message, fields as never), { code: "VPP_FIELD_RANGE", message: text });
  });
}

t.test("a writer that refused a message names the next one's fields without the last one's", async (t) => {
  const writer = writerOn(Buffer.alloc(512));
  writer.begin("sr_policy_add");
  t.throws(() => srPolicyAdd.codec.write(writer, 0, { ...policy, sids: { ...policy.sids, numSids: -1 } }));
  writer.begin("cli_inband");
  t.throws(() => cliInband.codec.write(writer, 0, { cmd: "\0" }), { message: /^cli_inband\.cmd: / });
});

t.test("what an arm of a union leaves over is zero", async (t) => {
  const encoded = encode(flowAddV2, flow(1, "ethernet") as never);
  const arm = "00000000 02fe00000001 02fe00000002 0000";
  t.equal(
    encoded.subarray(-2052).toString("hex"),
    bytes(arm)
      .toString("hex")
      .padEnd(2 * 2052, "0"),
  );
});

t.test("a union given as bytes is sent whatever the discriminator says", async (t) => {
  const value = Buffer.alloc(2052, 0x5a);
  const fields = { flow: { ...flow(99, "").flow, flow: { case: "bytes", value } } };
  t.ok(
    encode(flowAddV2, fields as never)
      .subarray(-2052)
      .equals(value),
  );
});

t.test("a writer goes over to other memory, also to the middle of some", async (t) => {
  const memory = Buffer.alloc(6, 0xaa);
  const writer = writerOn(Buffer.alloc(1));
  t.equal(writer.over(memory.subarray(2)), writer);
  writer.u16(0, 0x0102, "f");
  writer.string(2, "a", 1, "f");
  t.equal(memory.toString("hex"), "aaaa010261aa");
  const view = new DataView(memory.buffer, memory.byteOffset, memory.length);
  t.equal(writer.over(memory, view).view, view);
});
