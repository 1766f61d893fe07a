import { Ip4Address, Ip6Address, Prefix } from "../../src/address/index.ts";
import { pcapSetFilterFunction } from "../../src/binapi/interface.ts";
import { ipRouteAddDelV2, ipRouteLookupV2 } from "../../src/binapi/ip.ts";
import { memclntKeepalive, rpcCall, sockclntDelete, sockInitShm } from "../../src/binapi/memclnt.ts";
import {
  srLocalsidAddDel,
  srLocalsidAddDelV2,
  srPolicyAdd,
  srPolicyAddV2,
  srPolicyMod,
  srPolicyModV2,
  srSteeringAddDel,
} from "../../src/binapi/sr.ts";
import { cli, cliInband, getNodeGraph } from "../../src/binapi/vlib.ts";
import type { VppClient } from "../../src/client/index.ts";
import { parseDocument, plan } from "../../src/desired/index.ts";
import { type EndpointBehaviorInput, type SegmentListInput, Srv6 } from "../../src/srv6/index.ts";

/** The ids of tables of both families: one exists, one was deleted while SRv6 state used it, one never existed. */
export const KEPT = 6001;
export const GONE = 6002;
const MISSING = 6003;

/** The lowest index of an interface for which VPP is not known to have memory, and the one that stands for none. */
const ABOVE_INTERFACES = 2 ** 24 + 1;
const NO_INTERFACE = 0xffffffff;

/** An attempt to send a hazardous request, and the expected error. */
export type Row = readonly [what: string, attempt: (vpp: VppClient) => Promise<unknown>, code: string, message: string];

const via = (sid: string, weight = 1): SegmentListInput => ({ segments: [sid], weight });
const many = (count: number) => Array.from({ length: count }, (_, at) => `fc06::${at + 1}`);
const policyOf = (...segmentLists: SegmentListInput[]) => ({ bsid: "cafe:6::9", segmentLists });
const to = (prefix: string, tableId = 0) => ({ kind: "l3", prefix, tableId }) as const;
const noTable = (family: 4 | 6, tableId: number) =>
  `there is no IPv${family} table ${tableId}, and VPP may crash looking for it`;

/** Returns a row for a method of `Srv6`. */
function srv6(what: string, attempt: (srv6: Srv6) => Promise<unknown>, code: string, message: string): Row {
  return [what, (vpp) => attempt(new Srv6(vpp)), code, message];
}

function behavior(what: string, given: object, code: string, message: string): Row {
  const localSid = { sid: "fc06::9", behavior: given as EndpointBehaviorInput }; // some are no EndpointBehaviorInput
  return srv6(what, (srv6) => srv6.addLocalSid(localSid), code, message);
}

function weights(all: readonly number[], message: string): Row {
  const lists = all.map((weight, at) => via(`fc06::${at + 1}`, weight));
  return srv6(`weights ${all}`, (srv6) => srv6.addPolicy(policyOf(...lists)), "VPP_SRV6", message);
}

/** Returns a row for a document. */
function document(what: string, text: string, code: string, message: string): Row {
  return [what, async (vpp) => plan(vpp, await parseDocument(text)), code, message];
}

export const BY_SRV6: readonly Row[] = [
  behavior(
    "a behavior of a plugin",
    { type: "plugin", code: 14 },
    "VPP_SRV6",
    "no endpoint behavior plugin; VPP has End, End.X, End.T, End.DX2, End.DX4, End.DX6, End.DT4, End.DT6, uN, uA",
  ),
  behavior(
    "a behavior that VPP lacks",
    { type: "End.DT46", tableId: 0 },
    "VPP_SRV6",
    "no endpoint behavior End.DT46: use one End.DT4 and one End.DT6; VPP has End, End.X, End.T, End.DX2, End.DX4, End.DX6, End.DT4, End.DT6, uN, uA",
  ),
  behavior(
    "a separator of behaviors",
    { type: "unknown", code: 4 },
    "VPP_SRV6",
    "no endpoint behavior unknown; VPP has End, End.X, End.T, End.DX2, End.DX4, End.DX6, End.DT4, End.DT6, uN, uA",
  ),
  ...(["End.T", "End.DT4", "End.DT6"] as const).flatMap((type) => [
    behavior(
      `${type} in a missing table`,
      { type, tableId: MISSING },
      "VPP_HAZARD",
      `local SID fc06::9: ${type}: ${noTable(type === "End.DT4" ? 4 : 6, MISSING)}`,
    ),
    behavior(
      `${type} in a table that was deleted`,
      { type, tableId: GONE },
      "VPP_HAZARD",
      `local SID fc06::9: ${type}: ${noTable(type === "End.DT4" ? 4 : 6, GONE)}`,
    ),
  ]),
  behavior(
    "an interface that is not there",
    { type: "End.DX2", swIfIndex: 9999 },
    "VPP_SRV6",
    "local SID fc06::9: End.DX2: there is no interface 9999",
  ),
  behavior(
    "psp of a decapsulation",
    { type: "End.DT4", tableId: 0, psp: true },
    "VPP_SRV6",
    "End.DT4 has no flavor psp: only End and End.X have it",
  ),
  srv6(
    "a prefix length",
    (srv6) => srv6.addLocalSid({ sid: "fc06::9", behavior: { type: "End" }, prefixLength: 129 }),
    "VPP_SRV6",
    "local SID fc06::9: a prefix length is a multiple of 8 from 8 to 128, not 129",
  ),
  srv6(
    "a SID in a missing table",
    (srv6) => srv6.addLocalSid({ sid: "fc06::9", behavior: { type: "End" }, fibTable: MISSING }),
    "VPP_HAZARD",
    `local SID fc06::9: ${noTable(6, MISSING)}`,
  ),
  srv6(
    "no SID in a table that was deleted",
    (srv6) => srv6.deleteLocalSid("fc06::2"),
    "VPP_HAZARD",
    `local SID fc06::2: ${noTable(6, GONE)}`,
  ),
  srv6(
    "another SID in a table that was deleted",
    (srv6) => srv6.replaceLocalSid({ sid: "fc06::2", behavior: { type: "End", psp: true } }),
    "VPP_HAZARD",
    `local SID fc06::2: ${noTable(6, GONE)}`,
  ),
  srv6(
    "a SID that is there",
    (srv6) => srv6.addLocalSid({ sid: "fc06::1", behavior: { type: "End" } }),
    "VPP_RETVAL",
    "sr_localsid_add_del: this local SID is there already (-1)",
  ),
  srv6(
    "the unspecified SID",
    (srv6) => srv6.addLocalSid({ sid: "::", behavior: { type: "End" } }),
    "VPP_SRV6",
    ":: cannot be a SID: it is the unspecified address",
  ),
  srv6(
    "an IPv4 address for a SID",
    (srv6) => srv6.addLocalSid({ sid: "::ffff:1.2.3.4", behavior: { type: "End" } }),
    "VPP_SRV6",
    "::ffff:1.2.3.4 cannot be a SID: it is an IPv4-mapped address",
  ),
  srv6(
    "the unspecified segment",
    (srv6) => srv6.addPolicy(policyOf(via("::"))),
    "VPP_SRV6",
    ":: cannot be a SID: it is the unspecified address",
  ),
  srv6("no lists", (srv6) => srv6.addPolicy(policyOf()), "VPP_SRV6", "a policy has 1 to 255 segment lists, not 0"),
  srv6(
    "no segments",
    (srv6) => srv6.addPolicy(policyOf({ segments: [] })),
    "VPP_SRV6",
    "a segment list has 1 to 16 segments, not 0",
  ),
  srv6(
    "17 segments",
    (srv6) => srv6.addPolicy(policyOf({ segments: many(17) })),
    "VPP_SRV6",
    "a segment list has 1 to 16 segments, not 17",
  ),
  srv6(
    "255 segments",
    (srv6) => srv6.addPolicy(policyOf({ segments: many(255) })),
    "VPP_SRV6",
    "a segment list has 1 to 16 segments, not 255",
  ),
  srv6(
    "256 lists",
    (srv6) => srv6.addPolicy(policyOf(...many(256).map((sid) => via(sid)))),
    "VPP_SRV6",
    "a policy has 1 to 255 segment lists, not 256",
  ),
  srv6(
    "no segments to insert",
    (srv6) => srv6.addPolicy({ ...policyOf({ segments: [] }), headend: "insert" }),
    "VPP_SRV6",
    "a segment list has 1 to 16 segments, not 0",
  ),
  srv6(
    "no segments for TEF",
    (srv6) => srv6.addPolicy({ ...policyOf({ segments: [] }), policyType: "tef" }),
    "VPP_SRV6",
    "a segment list has 1 to 16 segments, not 0",
  ),
  srv6(
    "two lists for TEF",
    (srv6) => srv6.addPolicy({ ...policyOf(via("fc06::1"), via("fc06::2")), policyType: "tef" }),
    "VPP_SRV6",
    "a policy of type tef has 1 segment list, not 2",
  ),
  srv6(
    "a list without segments",
    (srv6) => srv6.addSegmentList("cafe:6::1", { segments: [] }),
    "VPP_SRV6",
    "a segment list has 1 to 16 segments, not 0",
  ),
  srv6(
    "a list of 17 segments",
    (srv6) => srv6.addSegmentList("cafe:6::1", { segments: many(17) }),
    "VPP_SRV6",
    "a segment list has 1 to 16 segments, not 17",
  ),
  srv6(
    "a policy in a missing table",
    (srv6) => srv6.addPolicy({ ...policyOf(via("fc06::1")), fibTable: MISSING }),
    "VPP_HAZARD",
    `policy cafe:6::9: ${noTable(6, MISSING)}`,
  ),
  srv6(
    "no policy in a table that was deleted",
    (srv6) => srv6.deletePolicy("cafe:6::2"),
    "VPP_HAZARD",
    `policy cafe:6::2: ${noTable(6, GONE)}`,
  ),
  srv6(
    "no policy that is steered to",
    (srv6) => srv6.deletePolicy("cafe:6::1"),
    "VPP_HAZARD",
    "policy cafe:6::1: 10.61.0.0/16 table 0 is still steered to it; unsteer it first",
  ),
  srv6(
    "a policy at a SID",
    (srv6) => srv6.addPolicy({ ...policyOf(via("fc06::7")), bsid: "fc06::1" }),
    "VPP_RETVAL",
    "sr_policy_add: the BSID fc06::1 is taken: table 0 has a route to it, of source SR (-12)",
  ),
  srv6(
    "a SID at a policy",
    (srv6) => srv6.addLocalSid({ sid: "cafe:6::1", behavior: { type: "End" } }),
    "VPP_RETVAL",
    "sr_localsid_add_del: the table has a route, BSID or SID for the same prefix (-4)",
  ),
  srv6(
    "a policy that leads to itself",
    (srv6) => srv6.addPolicy(policyOf(via("cafe:6::9"))),
    "VPP_HAZARD",
    "forwarding loop: packets of policy cafe:6::9 return to it through cafe:6::9",
  ),
  weights([0], "a weight is 1 to 65535, not 0"),
  weights([2 ** 31, 1], "a weight is 1 to 65535, not 2147483648"),
  weights([0xffffffff], "a weight is 1 to 65535, not 4294967295"),
  weights(
    [1, 20000],
    "weights 1, 20000: the list of weight 1 would get no packets when VPP shares them over 8192 buckets",
  ),
  weights(
    [1, 20000, 20000],
    "weights 1, 20000, 20000: the list of weight 1 would get no packets when VPP shares them over 8192 buckets",
  ),
  weights([0, 1, 1], "a weight is 1 to 65535, not 0"),
  srv6(
    "a list that starves another",
    (srv6) => srv6.addSegmentList("cafe:6::1", via("fc06::7", 65535)),
    "VPP_SRV6",
    "weights 1, 1, 65535: the list of weight 1 would get no packets when VPP shares them over 8192 buckets",
  ),
  srv6(
    "a weight that starves another",
    (srv6) => srv6.setWeight("cafe:6::1", via("fc06::1"), 65535),
    "VPP_SRV6",
    "weights 65535, 1: the list of weight 1 would get no packets when VPP shares them over 8192 buckets",
  ),
  srv6(
    "a list of a TEF policy",
    (srv6) => srv6.addSegmentList("cafe:6::3", via("fc06::7")),
    "VPP_HAZARD",
    "policy cafe:6::3: VPP goes on to forward by the old segment lists of a tef policy; delete and add the policy instead",
  ),
  srv6(
    "no list of a TEF policy",
    (srv6) => srv6.deleteSegmentList("cafe:6::3", via("fc06::1")),
    "VPP_HAZARD",
    "policy cafe:6::3: VPP goes on to forward by the old segment lists of a tef policy; delete and add the policy instead",
  ),
  srv6(
    "a weight of a TEF policy",
    (srv6) => srv6.setWeight("cafe:6::3", via("fc06::1"), 2),
    "VPP_HAZARD",
    "policy cafe:6::3: VPP goes on to forward by the old segment lists of a tef policy; delete and add the policy instead",
  ),
  srv6(
    "a list deleted twice",
    async (srv6) => {
      await srv6.addSegmentList("cafe:6::1", via("fc06::8"));
      await srv6.deleteSegmentList("cafe:6::1", via("fc06::8"));
      await srv6.deleteSegmentList("cafe:6::1", via("fc06::8"));
    },
    "VPP_SRV6",
    "policy cafe:6::1 has no segment list fc06::8 of weight 1",
  ),
  srv6(
    "the weight of a list that was deleted",
    async (srv6) => {
      await srv6.addSegmentList("cafe:6::1", via("fc06::8"));
      await srv6.deleteSegmentList("cafe:6::1", via("fc06::8"));
      await srv6.setWeight("cafe:6::1", via("fc06::8"), 2);
    },
    "VPP_SRV6",
    "policy cafe:6::1 has no segment list fc06::8 of weight 1",
  ),
  srv6(
    "steering in a missing table",
    (srv6) => srv6.steer(to("10.61.0.0/16", MISSING), "cafe:6::1"),
    "VPP_HAZARD",
    `steering of 10.61.0.0/16 table ${MISSING}: ${noTable(4, MISSING)}`,
  ),
  srv6(
    "no steering in a missing table",
    (srv6) => srv6.unsteer(to("fd61::/16", MISSING)),
    "VPP_HAZARD",
    `steering of fd61::/16 table ${MISSING}: ${noTable(6, MISSING)}`,
  ),
  srv6(
    "no steering in a table that was deleted",
    (srv6) => srv6.unsteer(to("10.62.0.0/16", GONE)),
    "VPP_HAZARD",
    `steering of 10.62.0.0/16 table ${GONE}: ${noTable(4, GONE)}`,
  ),
  srv6(
    "an IPv4 prefix of 33 bits",
    (srv6) => srv6.steer({ kind: "l3", prefix: new Prefix(Ip4Address.parse("10.0.0.0"), 33) }, "cafe:6::1"),
    "VPP_HAZARD",
    "sr_steering_add_del.prefix: 10.0.0.0/33 is longer than 32 bits",
  ),
  srv6(
    "an IPv6 prefix of 200 bits",
    (srv6) => srv6.steer({ kind: "l3", prefix: new Prefix(Ip6Address.parse("fd61::"), 200) }, "cafe:6::1"),
    "VPP_HAZARD",
    "sr_steering_add_del.prefix: fd61::/200 is longer than 128 bits",
  ),
  srv6(
    "steering to a policy that is not there",
    (srv6) => srv6.steer(to("10.61.0.0/16"), "cafe:6::9"),
    "VPP_RETVAL",
    "sr_steering_add_del: no policy has this BSID, or no such interface (-2)",
  ),
  srv6(
    "IPv4 to a policy that inserts",
    (srv6) => srv6.steer(to("10.63.0.0/16"), "cafe:6::4"),
    "VPP_HAZARD",
    "steering of 10.63.0.0/16 table 0: policy cafe:6::4 has headend insert, which takes only IPv6 packets: use a policy with headend encaps",
  ),
  srv6(
    "steered IPv4 to a policy that inserts",
    (srv6) => srv6.steer(to("10.61.0.0/16"), "cafe:6::4"),
    "VPP_HAZARD",
    "steering of 10.61.0.0/16 table 0: policy cafe:6::4 has headend insert, which takes only IPv6 packets: use a policy with headend encaps",
  ),
  srv6(
    "frames of an interface that is not there",
    (srv6) => srv6.steer({ kind: "l2", swIfIndex: 9999 }, "cafe:6::1"),
    "VPP_SRV6",
    "steering of frames of interface 9999: there is no interface 9999",
  ),
  srv6(
    "frames to three lists",
    (srv6) => srv6.steer({ kind: "l2", swIfIndex: 0 }, "cafe:6::5"),
    "VPP_SRV6",
    "steering of frames of interface 0: VPP can spread frames only over 1, 2, 4, 8, ... segment lists of equal weight; the weights in policy cafe:6::5 are 1, 1, 1: change its segment lists",
  ),
  srv6(
    "a table under what decapsulates into it",
    (srv6) => srv6.deleteTable(KEPT, 4),
    "VPP_HAZARD",
    "IPv4 table 6001: local SID fc06::4 (End.DT4 table 6001) needs it",
  ),
  srv6(
    "a table under a policy",
    (srv6) => srv6.deleteTable(KEPT, 6),
    "VPP_HAZARD",
    "IPv6 table 6001: policy cafe:6::4 needs it",
  ),
  srv6(
    "a table that takes over the SIDs of one that was deleted",
    (srv6) => srv6.addTable(MISSING, 4),
    "VPP_HAZARD",
    "IPv4 table 6003: local SID fc06::5 (End.DT4 table 6002) still refers to an earlier, deleted table, and would look up in the new one; delete the local SID first",
  ),
  srv6(
    "path tracing of an interface that is not there",
    (srv6) => srv6.addPathTracing({ swIfIndex: 9999, id: 1 }),
    "VPP_SRV6",
    "path tracing: there is no interface 9999",
  ),
  srv6(
    "hop limit 0",
    (srv6) => srv6.setEncapHopLimit(0),
    "VPP_RETVAL",
    "sr_set_encap_hop_limit: a hop limit is 1 to 255 (-7)",
  ),
];

const LIST = { numSids: 1, weight: 1, sids: ["fc06::1"] };
const NO_LIST = { numSids: 0, weight: 1, sids: [] };
const LONG_LIST = { numSids: 17, weight: 1, sids: many(16) };
const SID = { localsid: "fc06::9", endPsp: false, vlanIndex: 0, fibTable: 0, nhAddr: "::" };
const LENGTHS = { locatorBlockLen: 0, locatorNodeLen: 0, functionLen: 0 };
const POLICY = { bsidAddr: "cafe:6::9", weight: 0, isEncap: true, fibTable: 0 };
const CHANGE = { bsidAddr: "cafe:6::1", srPolicyIndex: 0, fibTable: 0, operation: 1, slIndex: 0, weight: 0 };
const STEERING = { bsidAddr: "cafe:6::1", srPolicyIndex: 0, tableId: 0, swIfIndex: 0xffffffff };

export const BY_CLIENT: readonly Row[] = [
  ...["ping 10.0.0.1", "mon int local0", "show version\nping 10.0.0.1"].map((text) =>
    client(
      text,
      (vpp) => vpp.cli(text),
      `not sent: it would swallow other clients' requests; use: vppctl ${text.replace("\n", " ")}`,
    ),
  ),
  client(
    "the end of another session",
    (vpp) => vpp.request(cliInband, { cmd: "qui" }),
    "not sent: it would end the session of a vppctl of another user; use: vppctl qui",
  ),
  client(
    "the terminal of another session",
    (vpp) => vpp.cli("set term pager off"),
    "not sent: it would change the terminal of a vppctl of another user; use: vppctl set term pager off",
  ),
  ...[0, 4, 10, 14, 200].flatMap((behavior) => [
    client(
      `behavior ${behavior}`,
      (vpp) => vpp.request(srLocalsidAddDel, { ...SID, behavior }),
      `sr_localsid_add_del.behavior: ${behavior} is not a behavior that VPP can run`,
    ),
    client(
      `behavior ${behavior} with lengths`,
      (vpp) => vpp.request(srLocalsidAddDelV2, { ...SID, ...LENGTHS, behavior }),
      `sr_localsid_add_del_v2.behavior: ${behavior} is not a behavior that VPP can run`,
    ),
  ]),
  client(
    "no segments",
    (vpp) => vpp.request(srPolicyAdd, { ...POLICY, isSpray: false, sids: NO_LIST }),
    "sr_policy_add.sids: there are 0 segments; VPP needs at least 1",
  ),
  client(
    "17 segments",
    (vpp) => vpp.request(srPolicyAdd, { ...POLICY, isSpray: false, sids: LONG_LIST }),
    "sr_policy_add.sids: there are 17 segments; VPP takes at most 16",
  ),
  client(
    "no segments for TEF",
    (vpp) => vpp.request(srPolicyAddV2, { ...POLICY, type: 2, encapSrc: "::", sids: NO_LIST }),
    "sr_policy_add_v2.sids: there are 0 segments; VPP needs at least 1",
  ),
  client(
    "policy type 3",
    (vpp) => vpp.request(srPolicyAddV2, { ...POLICY, type: 3, encapSrc: "::", sids: LIST }),
    "sr_policy_add_v2.type: VPP installs no forwarding for policy type 3; use SR_API_POLICY_TYPE_DEFAULT, SR_API_POLICY_TYPE_SPRAY, SR_API_POLICY_TYPE_TEF",
  ),
  client(
    "a list without segments",
    (vpp) => vpp.request(srPolicyMod, { ...CHANGE, sids: NO_LIST }),
    "sr_policy_mod.sids: there are 0 segments; VPP needs at least 1",
  ),
  client(
    "a list of 17 segments",
    (vpp) => vpp.request(srPolicyModV2, { ...CHANGE, encapSrc: "::", sids: LONG_LIST }),
    "sr_policy_mod_v2.sids: there are 17 segments; VPP takes at most 16",
  ),
  client(
    "17 segments in a batch",
    (vpp) => firstFailure(vpp),
    "sr_policy_add.sids: there are 17 segments; VPP takes at most 16",
  ),
  client(
    "an IPv4 prefix of 33 bits",
    (vpp) =>
      vpp.request(srSteeringAddDel, {
        ...STEERING,
        trafficType: 4,
        prefix: new Prefix(Ip4Address.parse("10.0.0.0"), 33),
      }),
    "sr_steering_add_del.prefix: 10.0.0.0/33 is longer than 32 bits",
  ),
  client(
    "IPv6 as IPv4",
    (vpp) => vpp.request(srSteeringAddDel, { ...STEERING, trafficType: 4, prefix: "fd61::/16" }),
    "sr_steering_add_del.prefix: fd61::/16 does not fit IPv4 traffic",
  ),
  client(
    "traffic type 5",
    (vpp) => vpp.request(srSteeringAddDel, { ...STEERING, trafficType: 5, prefix: "10.0.0.0/8" }),
    "sr_steering_add_del.traffic_type: 5 is not 2, 4 or 6",
  ),
  client(
    "an address to call",
    (vpp) =>
      vpp.request(rpcCall, { function: 1n, multicast: 0, needBarrierSync: 0, sendReply: 0, data: new Uint8Array() }),
    "rpc_call: not sent: VPP would call a function at an address that the message contains",
  ),
  client(
    "the graph by an address",
    (vpp) => vpp.request(getNodeGraph, {}),
    "get_node_graph: not sent: VPP crashes, since it answers with an address in shared memory; use graph_node_get",
  ),
  client(
    "a filter function without a name",
    (vpp) => vpp.request(pcapSetFilterFunction, { filterFunctionName: "" }),
    "pcap_set_filter_function.filter_function_name: VPP crashes when it is empty",
  ),
  ...(
    [
      ["DVR", 8],
      ["interface-rx", 9],
    ] as const
  ).flatMap(([what, type]) =>
    [ABOVE_INTERFACES, NO_INTERFACE].map((swIfIndex) =>
      client(
        `a path of type ${what} by interface ${swIfIndex}`,
        (vpp) => vpp.request(ipRouteAddDelV2, { isAdd: true, isMultipath: false, route: routeOf(type, swIfIndex) }),
        `ip_route_add_del_v2.route.paths[0]: a path of type ${what} needs an interface, not ${swIfIndex}`,
      ),
    ),
  ),
  client(
    "a route of 41 bits",
    (vpp) =>
      vpp.request(ipRouteLookupV2, { tableId: 0, exact: 0, prefix: new Prefix(Ip4Address.parse("10.0.0.1"), 41) }),
    "ip_route_lookup_v2.prefix: 10.0.0.1/41 is longer than 32 bits",
  ),
  client(
    "an address to read",
    (vpp) => vpp.request(cli, { cmdInShmem: 1n }),
    "cli: not sent: VPP would read memory at an address that the message contains, and not free its output; use cli_inband",
  ),
  client(
    "the keepalive of another transport",
    (vpp) => vpp.request(memclntKeepalive, {}),
    "memclnt_keepalive: not sent: it is for shared-memory clients, and VPP trusts the pointers in it",
  ),
  client(
    "shared memory",
    (vpp) => vpp.request(sockInitShm, { requestedSize: 1, configs: [1n] }),
    "sock_init_shm: not sent: VPP trusts the sizes in it and may crash; it is for the shared-memory transport",
  ),
  client(
    "the leave of another client",
    (vpp) => vpp.request(sockclntDelete, { index: 1 }),
    "sockclnt_delete: not sent: the client sends this message itself, when it connects or closes",
  ),
];

export const BY_DOCUMENT: readonly Row[] = [
  document(
    "End.DT4 in a missing table",
    `localSids: [{ sid: fc06::9, behavior: { type: End.DT4, tableId: ${MISSING} } }]`,
    "VPP_DOCUMENT",
    `document:1: localSids[0].behavior.tableId: VPP has no IPv4 table ${MISSING}`,
  ),
  document(
    "a SID in a missing table",
    `localSids: [{ sid: fc06::9, behavior: { type: End }, fibTable: ${MISSING} }]`,
    "VPP_DOCUMENT",
    `document:1: localSids[0].fibTable: VPP has no IPv6 table ${MISSING}`,
  ),
  document(
    "another SID in a table that was deleted",
    "{ adopt: true, localSids: [{ sid: fc06::2, behavior: { type: End, psp: true } }] }",
    "VPP_HAZARD",
    `local SID fc06::2: ${noTable(6, GONE)}`,
  ),
  document(
    "a policy in a missing table",
    `policies: [{ bsid: cafe:6::9, segments: [fc06::1], fibTable: ${MISSING} }]`,
    "VPP_DOCUMENT",
    `document:1: policies[0].fibTable: VPP has no IPv6 table ${MISSING}`,
  ),
  document(
    "steering in a missing table",
    `steering: [{ prefix: 10.61.0.0/16, tableId: ${MISSING}, bsid: cafe:6::1 }]`,
    "VPP_DOCUMENT",
    `document:1: steering[0].tableId: VPP has no IPv4 table ${MISSING}`,
  ),
  document(
    "no policy in a table that was deleted",
    "owns: { bsids: [cafe:6::2/128] }",
    "VPP_HAZARD",
    `policy cafe:6::2: ${noTable(6, GONE)}`,
  ),
  document(
    "IPv4 to a policy that inserts",
    "steering: [{ prefix: 10.61.0.0/16, bsid: cafe:6::4 }]",
    "VPP_DOCUMENT",
    "document:1: steering[0].bsid: policy cafe:6::4 has headend insert, which takes only IPv6 packets: use a policy with headend encaps",
  ),
  document(
    "no segments",
    "policies: [{ bsid: cafe:6::9, segments: [] }]",
    "VPP_DOCUMENT",
    "document:1: policies[0].segments: a segment list has 1 to 16 segments, not 0",
  ),
  document(
    "17 segments",
    `policies: [{ bsid: cafe:6::9, segments: [${many(17)}] }]`,
    "VPP_DOCUMENT",
    "document:1: policies[0].segments: a segment list has 1 to 16 segments, not 17",
  ),
  document(
    "a heavy weight",
    "policies: [{ bsid: cafe:6::9, segmentLists: [{ segments: [fc06::1], weight: 65536 }] }]",
    "VPP_DOCUMENT",
    "document:1: policies[0].segmentLists[0].weight: a weight is 1 to 65535, not 65536",
  ),
  document(
    "a light list",
    "policies: [{ bsid: cafe:6::9, segmentLists: [{ segments: [fc06::1] }, { segments: [fc06::2], weight: 20000 }] }]",
    "VPP_DOCUMENT",
    "document:1: policies[0]: weights 1, 20000: the list of weight 1 would get no packets when VPP shares them over 8192 buckets",
  ),
  document(
    "an IPv4 prefix of 33 bits",
    "steering: [{ prefix: 10.61.0.0/33, bsid: cafe:6::1 }]",
    "VPP_DOCUMENT",
    'document:1: steering[0].prefix: "10.61.0.0/33" is not a prefix: the length of an IPv4 prefix is 0 to 32',
  ),
  document(
    "a behavior that VPP lacks",
    "localSids: [{ sid: fc06::9, behavior: { type: End.DT46, tableId: 0 } }]",
    "VPP_DOCUMENT",
    "document:1: localSids[0].behavior.type: no endpoint behavior End.DT46: use one End.DT4 and one End.DT6; VPP has End, End.X, End.T, End.DX2, End.DX4, End.DX6, End.DT4, End.DT6, uN, uA",
  ),
  document(
    "a behavior by its number",
    "localSids: [{ sid: fc06::9, behavior: { type: plugin, code: 14 } }]",
    "VPP_DOCUMENT",
    "document:1: localSids[0].behavior.type: no endpoint behavior plugin; VPP has End, End.X, End.T, End.DX2, End.DX4, End.DX6, End.DT4, End.DT6, uN, uA",
  ),
  document(
    "psp of a decapsulation",
    "localSids: [{ sid: fc06::9, behavior: { type: End.DT4, tableId: 0, psp: true } }]",
    "VPP_DOCUMENT",
    "document:1: localSids[0].behavior.psp: unknown key (known: type, tableId)",
  ),
  document(
    "hop limit 0",
    "encap: { hopLimit: 0 }",
    "VPP_DOCUMENT",
    "document:1: encap.hopLimit: expected a whole number from 1 to 255, found 0",
  ),
];

function routeOf(type: number, swIfIndex: number) {
  const nh = { address: { case: "ip4", value: "0.0.0.0" }, viaLabel: 0, objId: 0, classifyTableIndex: 0 } as const;
  const plain = { tableId: 0, rpfId: 0, weight: 1, preference: 0, flags: 0, proto: 0, nLabels: 0, labelStack: [] };
  return { tableId: 0, statsIndex: 0, prefix: "10.61.0.0/16", src: 0, paths: [{ ...plain, type, swIfIndex, nh }] };
}

function client(what: string, attempt: (vpp: VppClient) => Promise<unknown>, message: string): Row {
  return [what, attempt, "VPP_HAZARD", message];
}

async function firstFailure(vpp: VppClient): Promise<void> {
  const outcomes = await vpp.batch((batch) => batch.add(srPolicyAdd, { ...POLICY, isSpray: false, sids: LONG_LIST }));
  for (const outcome of outcomes) if (!outcome.ok) throw outcome.error;
}
