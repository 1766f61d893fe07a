/** What is written is read back, for messages that have something of everything. */
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import t from "tap";
import { Ip4Address, Ip6Address, type IpAddress, MacAddress, Prefix } from "../../src/address/index.ts";
import { aclAddReplace } from "../../src/binapi/acl.ts";
import type { AclRule } from "../../src/binapi/acl_types.ts";
import type { FibPath } from "../../src/binapi/fib_types.ts";
import { flowAddV2 } from "../../src/binapi/flow.ts";
import type { FlowV2 } from "../../src/binapi/flow_types.ts";
import { swInterfaceDump } from "../../src/binapi/interface.ts";
import { ipRouteAddDel } from "../../src/binapi/ip.ts";
import { srLocalsidsWithPacketStatsDetails, srPoliciesV2Details } from "../../src/binapi/sr.ts";
import { getF64EndianValue } from "../../src/binapi/vlib.ts";
import { fromJson, type Message, toJson } from "../../src/wire/index.ts";
import { decode, encode } from "../helpers.ts";

const u8 = fc.nat(0xff);
const u16 = fc.nat(0xffff);
const u32 = fc.nat(0xffffffff);
const u64 = fc.bigInt(0n, 2n ** 64n - 1n);
const i32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const ip4: fc.Arbitrary<Ip4Address> = u32.map((word) => new Ip4Address(word));
const ip6: fc.Arbitrary<Ip6Address> = fc.tuple(u32, u32, u32, u32).map((words) => new Ip6Address(...words));
const prefix: fc.Arbitrary<Prefix> = fc
  .tuple(fc.oneof<fc.Arbitrary<IpAddress>[]>(ip4, ip6), u8)
  .map(([address, length]) => new Prefix(address, length % (address.family === 4 ? 33 : 129)));
const mac: fc.Arbitrary<MacAddress> = fc.tuple(u16, u32).map(([high, low]) => new MacAddress(high, low));

/** UTF-8 without NUL. */
function text(mostBytes: number): fc.Arbitrary<string> {
  const isFitting = (chosen: string) => !chosen.includes("\0") && Buffer.byteLength(chosen) <= mostBytes;
  return fc.string({ unit: "binary", maxLength: mostBytes }).filter(isFitting);
}

function octets(byteLength: number): fc.Arbitrary<Uint8Array> {
  return fc.uint8Array({ minLength: byteLength, maxLength: byteLength });
}

/** An object with a prototype, as decoded ones have. */
function record<T extends object>(model: { readonly [Key in keyof T]: fc.Arbitrary<T[Key]> }): fc.Arbitrary<T> {
  return fc.record(model, { noNullPrototype: true }) as fc.Arbitrary<T>;
}

function exactly<T>(count: number, item: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.array(item, { minLength: count, maxLength: count });
}

/** A protocol, and the arm that it selects: all bytes for those that have no address. @see VPP src/vnet/fib/fib_api.c */
const nextHops = fc.oneof<fc.Arbitrary<Pick<FibPath, "proto"> & Pick<FibPath["nh"], "address">>[]>(
  record({ proto: fc.constant(0), address: record({ case: fc.constant("ip4"), value: ip4 }) }),
  record({ proto: fc.constant(1), address: record({ case: fc.constant("ip6"), value: ip6 }) }),
  record({
    proto: fc.integer({ min: 2, max: 0xffffffff }),
    address: record({ case: fc.constant("bytes"), value: octets(16) }),
  }),
);

const pathWithout = record({
  swIfIndex: u32,
  tableId: u32,
  rpfId: u32,
  weight: u8,
  preference: u8,
  type: u32,
  flags: u32,
  nh: record({ viaLabel: u32, objId: u32, classifyTableIndex: u32 }),
  nLabels: u8,
  labelStack: exactly(16, record({ isUniform: u8, label: u32, ttl: u8, exp: u8 })),
});

const fibPath: fc.Arbitrary<FibPath> = fc
  .tuple(pathWithout, nextHops)
  .map(([path, { proto, address }]) => ({ ...path, proto, nh: { ...path.nh, address } }) as FibPath);

const aclRule: fc.Arbitrary<AclRule> = record({
  isPermit: u8,
  srcPrefix: prefix,
  dstPrefix: prefix,
  proto: u8,
  srcportOrIcmptypeFirst: u16,
  srcportOrIcmptypeLast: u16,
  dstportOrIcmpcodeFirst: u16,
  dstportOrIcmpcodeLast: u16,
  tcpFlagsMask: u8,
  tcpFlagsValue: u8,
});

const arm: fc.Arbitrary<{ type: number; flow: FlowV2 }> = fc.oneof(
  record({ foo: i32, srcAddr: mac, dstAddr: mac, type: u16 }).map((value) => {
    return { type: 1, flow: { case: "ethernet" as const, value } };
  }),
  record({
    foo: i32,
    srcAddr: record({ addr: ip4, mask: ip4 }),
    dstAddr: record({ addr: ip4, mask: ip4 }),
    protocol: record({ prot: u8, mask: u8 }),
  }).map((value) => ({ type: 2, flow: { case: "ip4" as const, value } })),
  record({ foo: i32, pattern: record({ spec: octets(1024), mask: octets(1024) }) }).map((value) => ({
    type: 15,
    flow: { case: "generic" as const, value },
  })),
  octets(2052).map((value) => ({ type: 99, flow: { case: "bytes" as const, value } })),
);

const counters = { goodTrafficBytes: u64, goodTrafficPktCount: u64, badTrafficBytes: u64, badTrafficPktCount: u64 };

const messages: readonly (readonly [message: Message<unknown>, fields: fc.Arbitrary<unknown>])[] = [
  [
    ipRouteAddDel,
    record({
      isAdd: fc.boolean(),
      isMultipath: fc.boolean(),
      route: record({ tableId: u32, statsIndex: u32, prefix, paths: fc.array(fibPath, { maxLength: 4 }) }),
    }),
  ],
  [aclAddReplace, record({ aclIndex: u32, tag: text(64), r: fc.array(aclRule, { maxLength: 5 }) })],
  [
    flowAddV2,
    record({
      index: u32,
      actions: u32,
      markFlowId: u32,
      redirectNodeIndex: u32,
      redirectDeviceInputNextIndex: u32,
      redirectQueue: u32,
      queueIndex: u32,
      queueNum: u32,
      bufferAdvance: i32,
      rssTypes: u64,
      rssFun: u32,
    }).chain((rest) => arm.map((chosen) => ({ flow: { ...rest, ...chosen } }))),
  ],
  [swInterfaceDump, record({ swIfIndex: u32, nameFilterValid: fc.boolean(), nameFilter: text(200) })],
  [
    srLocalsidsWithPacketStatsDetails,
    record({
      addr: ip6,
      endPsp: fc.boolean(),
      behavior: u8,
      fibTable: u32,
      vlanIndex: u32,
      xconnectNhAddr: fc.oneof<fc.Arbitrary<IpAddress>[]>(ip4, ip6),
      xconnectIfaceOrVrfTable: u32,
      ...counters,
    }),
  ],
  [
    srPoliciesV2Details,
    record({
      bsid: ip6,
      encapSrc: ip6,
      type: u8,
      isEncap: fc.boolean(),
      fibTable: u32,
      sidLists: fc.array(record({ numSids: u8, weight: u32, sids: exactly(16, ip6) }), { maxLength: 3 }),
    }),
  ],
];

for (const [message, fields] of messages) {
  t.test(`${message.name} is read as it was written`, async (t) => {
    const survives = fc.property(fields, (given) => {
      return isDeepStrictEqual(decode(message, encode(message, given as never)), given);
    });
    t.doesNotThrow(() => fc.assert(survives));
  });

  t.test(`${message.name} is the same message after print and parse`, async (t) => {
    const survives = fc.property(fields, (given) => {
      const printed = JSON.stringify(toJson(message, given));
      const parsed = fromJson(message, JSON.parse(printed)) as never;
      return encode(message, parsed).equals(encode(message, given as never));
    });
    t.doesNotThrow(() => fc.assert(survives));
  });
}

t.test("every f64 is read as it was written", async (t) => {
  const survives = fc.property(fc.double(), (f64One) =>
    Object.is(decode(getF64EndianValue, encode(getF64EndianValue, { f64One })).f64One, f64One),
  );
  t.doesNotThrow(() => fc.assert(survives));
});
