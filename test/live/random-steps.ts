import fc from "fast-check";
import {
  createLoopback,
  createLoopbackInstance,
  deleteLoopback,
  swInterfaceAddDelAddress,
  swInterfaceSetFlags,
  swInterfaceSetTable,
} from "../../src/binapi/interface.ts";
import { ipRouteAddDelV2, ipTableAddDel } from "../../src/binapi/ip.ts";
import { ipNeighborAddDel } from "../../src/binapi/ip_neighbor.ts";
import {
  srLocalsidAddDel,
  srLocalsidAddDelV2,
  srPolicyAdd,
  srPolicyAddV2,
  srPolicyDel,
  srPolicyMod,
  srPolicyModV2,
  srSetEncapHopLimit,
  srSetEncapSource,
  srSteeringAddDel,
} from "../../src/binapi/sr.ts";
import { srPtIfaceAdd, srPtIfaceDel } from "../../src/binapi/sr_pt.ts";
import type { Input, Request } from "../../src/wire/index.ts";

/** A request and its fields. */
export interface Step {
  readonly message: Request<unknown, { readonly retval: number }>;
  readonly fields: Input<unknown>;
}

/** Few values of each kind, so that the same address is used as SID, BSID, next hop, steered prefix and interface address. */
const sid = fc.constantFrom(
  "fcbb:bb00:1::",
  "fcbb:bb00:1::5",
  "fcbb:bb00:2::",
  "fcbb:bb00:2:1::",
  "cafe::1",
  "cafe::2",
  "2001:db8::1",
  "::",
  "::1.2.3.4",
  "ff02::1",
);
const bsid = fc.oneof(
  fc.constantFrom("cafe::1", "cafe::2", "cafe::4", "fcbb:bb00:1::", "2001:db8::1", "::"),
  // These are used only as BSIDs.
  fc.constantFrom("cafe:1::1", "cafe:1::2", "cafe:1::3", "cafe:1::4"),
);
const address = fc.constantFrom("::", "10.0.0.9", "fe80::9", "2001:db8::1", "::1.2.3.4");
const tableId = fc.constantFrom(0, 0, 0, 10, 10, 20, 30);
const tableIdOrNone = fc.oneof({ weight: 8, arbitrary: tableId }, { weight: 1, arbitrary: fc.constant(0xffffffff) });
const swIfIndex = fc.constantFrom(0, 1, 1, 2, 2, 3, 4, 9, 0xffffffff);
/**
 * Interfaces that may be up and have routes (`routed`), and interfaces that may be steered and deleted (`steered`). They differ,
 * because an interface that is up sends packets by itself, which must not enter random forwarding, and because VPP assumes that
 * the interface of a route still exists whenever the route changes.
 */
const routed = fc.constantFrom(0, 1, 2);
const noInterface = fc.constantFrom(9999, 0xffffffff);
const steered = fc.constantFrom(0, 3, 4, 5, 9, 0xffffffff);
const isDel = fc.oneof({ weight: 2, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) });
const weight = fc.constantFrom(1, 1, 0, 2, 100, 0xffffffff);
const noise = fc.constantFrom(0, 7, 0xffffffff);

/** Longer lists do not fit into VPP's buffers before a packet, and VPP sometimes sends packets by itself. */
const MAX_SEGMENTS = 5;

const sids = fc
  .record({ weight, sids: fc.array(sid, { maxLength: MAX_SEGMENTS }) })
  .map(({ weight, sids }) => ({ numSids: sids.length, weight, sids }));

const localSid = {
  isDel,
  localsid: sid,
  endPsp: fc.boolean(),
  behavior: fc.nat(13),
  swIfIndex: fc.oneof({ weight: 3, arbitrary: swIfIndex }, { weight: 1, arbitrary: tableId }),
  vlanIndex: noise,
  fibTable: tableId,
  nhAddr: address,
};

/** The bits of block, node and function, often those of a uSID. */
const usualLengths = fc.constantFrom(
  [0, 0, 0],
  [32, 16, 0],
  [32, 16, 16],
  [32, 0, 16],
  [40, 24, 0],
  [32, 64, 32],
  [32, 12, 4],
);
const lengths = fc.oneof(
  { weight: 4, arbitrary: usualLengths },
  { weight: 1, arbitrary: fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)) },
);

const policy = { bsidAddr: bsid, weight: noise, isEncap: fc.boolean(), fibTable: tableIdOrNone, sids };

const policyChange = {
  bsidAddr: bsid,
  srPolicyIndex: noise,
  fibTable: noise,
  operation: fc.constantFrom(0, 1, 1, 1, 2, 2, 2, 3, 3, 4),
  slIndex: fc.nat(),
  weight: noise,
  sids,
};

const steeredPrefix = fc.constantFrom(
  "10.0.0.0/8",
  "10.1.2.3/8",
  "10.0.0.1/32",
  "0.0.0.0/0",
  "2001:db8::/32",
  "2001:db8::5/32",
  "2001:db8::1/128",
  "fcbb:bb00:1::/48",
  "fcbb:bb00:1::/128",
  "cafe::1/128",
  "cafe::4/128",
  "::/0",
  "::/128",
  "::1.2.3.4/128",
);

/** Each address has only one length: VPP deletes an address also if the length is wrong, but then keeps its prefix. */
const interfaceAddress = fc.constantFrom(
  "10.0.0.1/24",
  "10.0.0.2/24",
  "10.0.0.129/25",
  "10.9.0.0/31",
  "10.0.0.255/32",
  "2001:db8::1/64",
  "2001:db8::2/64",
  "2001:db8::3/128",
  "fcbb:bb00:1::/48",
  "cafe::2/128",
  "fe80::7/128",
);

const routePrefix = fc.constantFrom(
  "10.0.0.0/8",
  "10.0.0.1/32",
  "10.0.0.255/32",
  "2001:db8::/32",
  "2001:db8::1/128",
  "fcbb:bb00:1::/48",
  "fcbb:bb00:2:1::/64",
  "fcbb:bb00:1::5/128",
  "cafe::3/128",
  "cafe::5/128",
);

/** Next hops that only the default route covers, and such that routes, connected prefixes and neighbors may cover. */
const hops = {
  4: ["192.0.2.1", "192.0.2.2", "10.0.0.77", "10.9.0.1", "10.0.0.5"],
  6: ["fcbb:bb00:2::", "cafe::1", "cafe::2", "2001:db8::77", "2001:db8::5"],
};

/** The types of paths without a next hop. @see VPP src/vnet/fib/fib_types.api */
const LOCAL = 1;
const DROP = 2;
const UNREACHABLE = 5;
const PROHIBITED = 6;
const DVR = 8;
const INTERFACE_RX = 9;

/** Paths that differ in the fields by which VPP compares paths: the order of equal paths depends on its sort algorithm. */
function routePaths(proto: number, hop: fc.Arbitrary<string>): fc.Arbitrary<object[]> {
  const arm = proto === 1 ? "ip6" : "ip4";
  const plain = { rpfId: 0, flags: 0, proto, nLabels: 0, labelStack: [] };
  const nextHop = (value: string): object => {
    return { address: { case: arm, value }, viaLabel: 0, objId: 0, classifyTableIndex: 0 };
  };
  const noHop = proto === 1 ? "::" : "0.0.0.0";
  const path = (fields: {
    type: number | fc.Arbitrary<number>;
    hop?: fc.Arbitrary<string>;
    swIfIndex?: fc.Arbitrary<number>;
    tableId?: fc.Arbitrary<number>;
  }) => {
    const { type, hop = fc.constant(noHop), swIfIndex = fc.constant(0xffffffff), tableId = fc.constant(0) } = fields;
    const types = typeof type === "number" ? fc.constant(type) : type;
    return fc
      .record({ type: types, hop, swIfIndex, tableId, weight: fc.nat(3), preference: fc.nat(1) })
      .map(({ hop, ...path }) => ({ ...path, ...plain, nh: nextHop(hop) }));
  };
  const paths = fc.oneof(
    { weight: 6, arbitrary: path({ type: 0, hop, swIfIndex: fc.oneof(fc.constant(0xffffffff), routed), tableId }) },
    { weight: 2, arbitrary: path({ type: 0, swIfIndex: routed }) },
    { weight: 1, arbitrary: path({ type: 0, tableId }) },
    { weight: 1, arbitrary: path({ type: LOCAL, swIfIndex: fc.oneof(fc.constant(0xffffffff), routed) }) },
    { weight: 1, arbitrary: path({ type: fc.constantFrom(DROP, DROP, UNREACHABLE, PROHIBITED) }) },
    { weight: 1, arbitrary: path({ type: fc.constantFrom(DVR, INTERFACE_RX), swIfIndex: routed }) },
  );
  const identity = ({
    type,
    swIfIndex,
    tableId,
    nh,
  }: {
    type: number;
    swIfIndex: number;
    tableId: number;
    nh: object;
  }) => (type === 0 ? JSON.stringify([swIfIndex, tableId, nh]) : "");
  return fc.uniqueArray(paths, { maxLength: 3, selector: identity });
}

const route = routePrefix.chain((prefix) => {
  const family = prefix.includes(":") ? 6 : 4;
  const paths = routePaths(family === 6 ? 1 : 0, fc.constantFrom(...hops[family]));
  return fc.record({ tableId, statsIndex: noise, prefix: fc.constant(prefix), src: fc.constant(0), paths });
});

/** Static neighbors, since VPP forgets others after a while. */
const neighbor = fc.record({
  swIfIndex: fc.oneof({ weight: 6, arbitrary: routed }, { weight: 1, arbitrary: fc.constantFrom(3, 9, 0xffffffff) }),
  flags: fc.constantFrom(1, 1, 1, 3),
  macAddress: fc.constantFrom("02:00:00:00:00:01", "02:00:00:00:00:02"),
  ipAddress: fc.constantFrom("10.0.0.5", "10.0.0.77", "10.9.0.1", "2001:db8::5", "2001:db8::77", "cafe::2", "fe80::5"),
});

/** Weighs a message with random fields. */
export function step<T>(
  message: Request<T, { readonly retval: number }>,
  fields: fc.Arbitrary<Input<T>>,
  weight: number,
): fc.WeightedArbitrary<Step> {
  const erased = message as unknown as Step["message"]; // the fields have the type of this message
  return { weight, arbitrary: fields.map((given) => ({ message: erased, fields: given as Input<unknown> })) };
}

/** One random message that changes SRv6, interfaces, tables or routes. */
export const randomStep: fc.Arbitrary<Step> = fc.oneof(
  step(srLocalsidAddDel, fc.record(localSid), 12),
  step(
    srLocalsidAddDelV2,
    fc.record({ ...localSid, lengths }).map(({ lengths: [block = 0, node = 0, length = 0], ...fields }) => {
      return { ...fields, locatorBlockLen: block, locatorNodeLen: node, functionLen: length };
    }),
    8,
  ),
  step(srPolicyAdd, fc.record({ ...policy, isSpray: fc.boolean() }), 6),
  step(srPolicyAddV2, fc.record({ ...policy, type: fc.constantFrom(0, 1, 2, 3, 200), encapSrc: sid }), 6),
  step(srPolicyMod, fc.record(policyChange), 10),
  step(srPolicyModV2, fc.record({ ...policyChange, encapSrc: sid }), 10),
  step(srPolicyDel, fc.record({ bsidAddr: bsid, srPolicyIndex: noise }), 6),
  step(srSetEncapSource, fc.record({ encapsSource: sid }), 2),
  step(srSetEncapHopLimit, fc.record({ hopLimit: fc.constantFrom(0, 1, 64, 255) }), 2),
  step(
    srSteeringAddDel,
    fc.record({
      isDel,
      bsidAddr: bsid,
      srPolicyIndex: noise,
      tableId: tableIdOrNone,
      prefix: steeredPrefix,
      swIfIndex: steered,
      trafficType: fc.constantFrom(2, 4, 4, 6, 6, 6, 0, 5, 7),
    }),
    20,
  ),
  step(
    srPtIfaceAdd,
    fc.record({
      swIfIndex,
      id: fc.constantFrom(0, 1, 4095, 4096),
      ingressLoad: fc.constantFrom(0, 15, 16),
      egressLoad: fc.constantFrom(0, 15, 16),
      ttsTemplate: fc.constantFrom(0, 3, 4),
    }),
    3,
  ),
  step(srPtIfaceDel, fc.record({ swIfIndex }), 2),
  step(
    ipTableAddDel,
    fc.record({
      isAdd: fc.boolean(),
      table: fc.record({ tableId, isIp6: fc.boolean(), name: fc.constantFrom("", "red") }),
    }),
    8,
  ),
  step(ipRouteAddDelV2, fc.record({ isAdd: fc.boolean(), isMultipath: fc.boolean(), route }) as never, 16),
  step(ipNeighborAddDel as never, fc.record({ isAdd: fc.boolean(), neighbor }) as never, 8),
  step(
    createLoopback as never,
    fc.record({ macAddress: fc.constantFrom("00:00:00:00:00:00", "02:fe:00:00:00:01") }),
    2,
  ),
  step(
    createLoopbackInstance as never,
    fc.record({ macAddress: fc.constant("00:00:00:00:00:00"), isSpecified: fc.boolean(), userInstance: fc.nat(5) }),
    1,
  ),
  step(deleteLoopback, fc.record({ swIfIndex: steered }), 2),
  step(swInterfaceSetFlags, fc.record({ swIfIndex: fc.oneof(routed, noInterface), flags: fc.nat(1) }), 4),
  step(
    swInterfaceAddDelAddress,
    fc.record({ swIfIndex, isAdd: fc.boolean(), delAll: fc.nat(19).map((n) => n === 0), prefix: interfaceAddress }),
    6,
  ),
  step(swInterfaceSetTable, fc.record({ swIfIndex, isIpv6: fc.boolean(), vrfId: tableId }), 4),
);
