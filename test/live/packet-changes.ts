import type { Srv6 } from "../../src/srv6/index.ts";
import { DESTINATION, DESTINATION_6, RECEIVER, RECEIVER_6, TABLE, TO_RECEIVER } from "./packet-path.ts";
import type { Effect } from "./updates.ts";

/** An IPv4 table with another route to the receiver. */
export const OTHER_TABLE = 11;
/** An IPv6 table; addresses that match none of its routes are looked up in table 0. */
export const FAR_TABLE = 20;
/** The prefix of SIDs that are looked up in FAR_TABLE if they match no longer prefix in table 0. */
export const FAR_SIDS = "fc00:f::/32";

/** The differences of a document from the common one; see `documentOf`. */
interface Way {
  readonly encap?: object;
  /** Properties of the SID that removes the outer header of IPv4 packets. */
  readonly last?: object;
  /** Properties of the policy that carries the packets. */
  readonly policy?: object;
  readonly routes?: readonly object[];
  readonly localSids?: readonly object[];
  readonly policies?: readonly object[];
  readonly steering?: readonly object[];
}

/** A change: VPP is changed from one state to the other, and back. */
export interface Change {
  readonly ways: readonly [Way, Way];
  /** The effect on packets that the plans announce; default none. */
  readonly effect?: Effect;
  /** The destination of the packets; default the IPv4 address of the receiver. */
  readonly address?: string;
}

const DT4 = { sid: "fc00::d4", behavior: { type: "End.DT4", tableId: TABLE } } as const;
const TO_D4 = { segments: ["fc00::d4"] };
const TO_D5 = { segments: ["fc00::d5"] };
const POLICY = { bsid: "cafe::1", segmentLists: [TO_D4] };
const POLICY_2 = { bsid: "cafe::2", segmentLists: [TO_D5] };
/** A local SID with a prefix: every address in it is an End SID. */
const ENDS = { sid: "fc00:e::", behavior: { type: "End" }, prefixLength: 64 };
const FAR = "fc00:f::1";
const MICRO = "fc00:7::";

/** The ranges that all documents own. */
const OWNS = {
  sids: ["fc00::/16"],
  bsids: ["cafe::/112", "cafe::b:0/112"],
  scratch: "cafe:0:0:1::/120",
  steering: ["10.0.0.0/8", "2001:db8::/32"].map((prefix) => ({ prefix })),
  routes: [{ prefix: `${RECEIVER}/32`, tableId: OTHER_TABLE }],
};

/** The changes: every kind of change that a plan can contain. */
export const CHANGES: Readonly<Record<string, Change>> = {
  nothing: { ways: [{}, {}] },
  "another list": { ways: [{}, { policy: { segmentLists: [TO_D5] } }] },
  "a list more, and less": { ways: [{}, weighted(3)] },
  "another weight": { ways: [weighted(3), weighted(1)] },
  // The old and the new lists together are more than a policy can have.
  "20 other ones of 255 lists": { ways: [manyLists(1, 255), manyLists(21, 255)] },
  "another encap source": { ways: [{}, { encap: { source: "fd11::2", hopLimit: 64 } }] },
  "another hop limit": { ways: [{}, { encap: { source: "fd11::1", hopLimit: 9 } }] },
  "another policy": { ways: [{}, { policy: POLICY_2 }] },
  "another policy for 200 prefixes": { ways: [manyTo(POLICY, POLICY_2), manyTo(POLICY_2, POLICY)] },
  "another policy type": { ways: [{}, { policy: { policyType: "spray" } }] },
  "policy type TEF": { ways: [{}, { policy: { policyType: "tef" } }] },
  "another list of a TEF policy": {
    ways: [{ policy: { policyType: "tef" } }, { policy: { policyType: "tef", segmentLists: [TO_D5] } }],
  },
  "another list of a policy that sprays": {
    ways: [{ policy: { policyType: "spray" } }, { policy: { policyType: "spray", segmentLists: [TO_D5] } }],
    effect: "duplicates",
  },
  "another table of the policy": { ways: [{}, { policy: { fibTable: FAR_TABLE } }] },
  "another headend": { ways: [forIp6("encaps", "fc00::d6"), forIp6("insert", "fc00::a6")], address: RECEIVER_6 },
  "another behavior of a SID": {
    ways: [{}, { last: { behavior: { type: "End.DX4", nextHop: RECEIVER, interface: TO_RECEIVER } } }],
  },
  "another table that a SID looks up": {
    ways: [{}, { last: { behavior: { type: "End.DT4", tableId: OTHER_TABLE } } }],
  },
  "another prefix length of a SID": { ways: [{}, { last: { prefixLength: 120 } }] },
  "another flavor of a SID": { ways: [via(FAR), via(FAR, { behavior: { type: "End", psp: true } })] },
  "another table of a SID": { ways: [via(FAR), via(FAR, { fibTable: FAR_TABLE })] },
  "another next hop of a route": { ways: [routed(RECEIVER), routed(RECEIVER_6)] },
  "other SIDs, policies and steering": { ways: [{}, others(10)] },
  "uN in place of End": {
    ways: [via(MICRO, { prefixLength: 48 }), via(MICRO, { behavior: { type: "uN" } })],
    effect: "interrupts",
  },
};

/** Calls of methods of `Srv6` that change VPP and restore its state. */
export const METHODS: Readonly<Record<string, (srv6: Srv6) => Promise<void>>> = {
  "addSegmentList, setWeight and deleteSegmentList": async (srv6) => {
    await srv6.addSegmentList("cafe::1", TO_D5);
    await srv6.setWeight("cafe::1", TO_D5, 3);
    await srv6.deleteSegmentList("cafe::1", TO_D4);
    await srv6.addSegmentList("cafe::1", TO_D4);
    await srv6.deleteSegmentList("cafe::1", { ...TO_D5, weight: 3 });
  },
  "addPolicy, steer and deletePolicy": async (srv6) => {
    await srv6.addPolicy(POLICY_2);
    await srv6.steer({ kind: "l3", prefix: DESTINATION }, "cafe::2");
    await srv6.deletePolicy("cafe::1");
    await srv6.addPolicy(POLICY);
    await srv6.steer({ kind: "l3", prefix: DESTINATION }, "cafe::1");
    await srv6.deletePolicy("cafe::2");
  },
  replaceLocalSid: async (srv6) => {
    await srv6.replaceLocalSid({ ...DT4, behavior: { ...DT4.behavior, tableId: OTHER_TABLE } });
    await srv6.replaceLocalSid(DT4);
  },
  "addLocalSid and deleteLocalSid": async (srv6) => {
    await srv6.addLocalSid({ ...DT4, sid: "fc00::d7" });
    await srv6.deleteLocalSid("fc00::d7");
  },
  "steer and unsteer": async (srv6) => {
    await srv6.steer({ kind: "l3", prefix: "10.9.0.0/16" }, "cafe::1");
    await srv6.unsteer({ kind: "l3", prefix: "10.9.0.0/16" });
  },
  "addTable and deleteTable": async (srv6) => {
    await srv6.addTable(99, 6);
    await srv6.deleteTable(99, 6);
  },
  "setEncapSource and setEncapHopLimit": async (srv6) => {
    await srv6.setEncapSource("fd11::3");
    await srv6.setEncapHopLimit(3);
  },
  "addPathTracing and deletePathTracing": async (srv6) => {
    await srv6.addPathTracing({ swIfIndex: 0, id: 1 });
    await srv6.deletePathTracing(0);
  },
};

/** Deletes the last SID and adds it again: packets in between are lost. */
export async function breakBeforeMake(srv6: Srv6): Promise<void> {
  await srv6.deleteLocalSid(DT4.sid);
  await srv6.addLocalSid(DT4);
}

/** Returns a document in which DESTINATION is steered to a policy that leads to the receiver. */
export function documentOf({
  encap,
  last,
  policy,
  routes = [],
  localSids = [],
  policies = [],
  steering = [],
}: Way): string {
  const carrier = { ...POLICY, ...policy };
  return JSON.stringify({
    encap: encap ?? { source: "fd11::1", hopLimit: 64 },
    routes,
    localSids: [{ ...DT4, ...last }, { ...DT4, sid: "fc00::d5" }, ...localSids],
    policies: [carrier, ...policies],
    steering: [{ prefix: DESTINATION, bsid: carrier.bsid }, ...steering],
    owns: OWNS,
  });
}

/** A document that removes all owned objects. */
export const NOTHING: string = JSON.stringify({ owns: OWNS });

function weighted(weight: number): Way {
  return { policy: { segmentLists: [{ ...TO_D4, weight }, TO_D5] } };
}

function manyLists(first: number, length: number): Way {
  const segmentLists = Array.from({ length }, (_, at) => ({
    segments: [`fc00:e::${first + at}`, DT4.sid],
  }));
  return { policy: { segmentLists }, localSids: [ENDS] };
}

function manyTo(policy: typeof POLICY, other: typeof POLICY): Way {
  const steering = Array.from({ length: 199 }, (_, at) => ({ prefix: `10.8.${at}.0/24`, bsid: policy.bsid }));
  return { policy, policies: [other], steering };
}

function forIp6(headend: string, sid: string): Way {
  const localSids = [
    { sid: "fc00::d6", behavior: { type: "End.DT6", tableId: TABLE } },
    { sid: "fc00::a6", behavior: { type: "End.X", nextHop: RECEIVER_6, interface: TO_RECEIVER, psp: true } },
  ];
  const policies = [{ bsid: "cafe::6", headend, segments: [sid] }];
  return { localSids, policies, steering: [{ prefix: DESTINATION_6, bsid: "cafe::6" }] };
}

/** Returns a state with a route that VPP prefers to the one added by the CLI; `nextHop` is an address of the receiver. */
function routed(nextHop: string): Way {
  const last = { behavior: { type: "End.DT4", tableId: OTHER_TABLE } };
  return { last, routes: [{ prefix: `${RECEIVER}/32`, tableId: OTHER_TABLE, nextHop, interface: TO_RECEIVER }] };
}

/** Returns a state in which the path has one more SID. */
function via(sid: string, localSid: object = {}): Way {
  const localSids = [{ sid, behavior: { type: "End" }, ...localSid }];
  return { policy: { segmentLists: [{ segments: [sid, DT4.sid] }] }, localSids };
}

/** Returns a state with `count` more local SIDs, policies and steering rules, which carry no packets. */
function others(count: number): Way {
  const each = <T>(make: (at: number) => T) => Array.from({ length: count }, (_, at) => make(at));
  return {
    localSids: each((at) => ({ ...DT4, sid: `fc00::b:${at}` })),
    policies: each((at) => ({ ...POLICY, bsid: `cafe::b:${at}` })),
    steering: each((at) => ({ prefix: `10.9.${at}.0/24`, bsid: `cafe::b:${at}` })),
  };
}
