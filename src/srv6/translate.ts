import { Ip4Address, Ip6Address, type IpAddress, Prefix } from "../address/index.ts";
import { ipRouteAddDel, ipTableAddDel } from "../binapi/ip.ts";
import { ipNeighborAddDel } from "../binapi/ip_neighbor.ts";
import {
  type SrLocalsidAddDel,
  type SrLocalsidsDetails,
  type SrPoliciesDetails,
  type SrPoliciesV2Details,
  type SrPolicyMod,
  type SrSteeringAddDel,
  type SrSteeringPolDetails,
  type Srv6SidList,
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
} from "../binapi/sr.ts";
import { srPtIfaceAdd, srPtIfaceDel } from "../binapi/sr_pt.ts";
import { SrBehavior, SrPolicyOp, SrSteer } from "../binapi/sr_types.ts";
import type { Batch } from "../client/index.ts";
import type { Input } from "../wire/index.ts";
import type { EndpointBehavior } from "./behavior.ts";
import {
  companionLengthOf,
  type FoundLocalSid,
  type LocalSid,
  ownPrefixLength,
  prefixLengthOf,
  USID_BITS,
} from "./local-sid.ts";
import type { CheckedOperation, CheckedReplacement } from "./operation.ts";
import type { SrPolicy } from "./policy.ts";
import type { SegmentList } from "./segment-list.ts";
import type { Steering, Traffic } from "./steering.ts";
import { neighborFields, noNeighborFields, noRouteFields, routeFields, tableFields } from "./translate-routes.ts";

/*
 * The only file that knows how VPP says it: a table's id in place of an interface, one message to add and to delete, two
 * versions of a message. See VPP 26.06 src/vnet/srv6/sr_api.c.
 */

const NO_INTERFACE = 0xffffffff;
const NO_ADDRESS = new Ip4Address(0);
const NO_PREFIX = new Prefix<IpAddress>(NO_ADDRESS, 0);

const BEHAVIOR_CODES: readonly (readonly [type: EndpointBehavior["type"], code: SrBehavior])[] = [
  ["End", SrBehavior.SR_BEHAVIOR_API_END],
  ["End.X", SrBehavior.SR_BEHAVIOR_API_X],
  ["End.T", SrBehavior.SR_BEHAVIOR_API_T],
  ["End.DX2", SrBehavior.SR_BEHAVIOR_API_DX2],
  ["End.DX4", SrBehavior.SR_BEHAVIOR_API_DX4],
  ["End.DX6", SrBehavior.SR_BEHAVIOR_API_DX6],
  ["End.DT4", SrBehavior.SR_BEHAVIOR_API_DT4],
  ["End.DT6", SrBehavior.SR_BEHAVIOR_API_DT6],
  // Not END_UN_PERF, which shifts without looking: where a carrier ends it needs an End SID beside it.
  ["uN", SrBehavior.SR_BEHAVIOR_API_END_UN],
  ["uA", SrBehavior.SR_BEHAVIOR_API_UA],
];
/** The codes from here on are those of plugins. */
const FIRST_PLUGIN_CODE = 14;
const END: EndpointBehavior = { type: "End", psp: false };
const MICRO_NODE: EndpointBehavior = { type: "uN" };
const CODE_OF = new Map(BEHAVIOR_CODES);
const TYPE_OF = new Map(BEHAVIOR_CODES.map(([type, code]) => [code, type]));

/** By VPP's number. */
const POLICY_TYPES: readonly SrPolicy["policyType"][] = ["default", "spray", "tef"];

/** How the messages of operations of a kind are added. */
type Add<Op extends CheckedOperation["op"]> = (operation: Extract<CheckedOperation, { op: Op }>, all: Batch) => void;

const ADD: { readonly [Op in CheckedOperation["op"]]: Add<Op> } = {
  setEncapSource: ({ source }, all) => all.add(srSetEncapSource, { encapsSource: source }),
  setEncapHopLimit: ({ hopLimit }, all) => all.add(srSetEncapHopLimit, { hopLimit }),
  addLocalSid: ({ localSid }, all) => addLocalSid(localSid, all),
  deleteLocalSid: ({ localSid }, all) => deleteLocalSid(localSid, all),
  replaceLocalSid,
  addPolicy: ({ policy }, all) => addPolicy(policy, all),
  deletePolicy: ({ bsid }, all) => all.add(srPolicyDel, { bsidAddr: bsid, srPolicyIndex: 0 }),
  addSegmentList: ({ bsid, segmentList, encapSource }, all) => addList(bsid, segmentList, encapSource, all),
  deleteSegmentList: (operation, all) => changeList(operation, SrPolicyOp.SR_POLICY_OP_API_DEL, 0, all),
  setWeight: (operation, all) => changeList(operation, SrPolicyOp.SR_POLICY_OP_API_MOD, operation.weight, all),
  steer: ({ traffic, bsid }, all) => all.add(srSteeringAddDel, steeringFields(traffic, bsid)),
  unsteer: ({ traffic }, all) => all.add(srSteeringAddDel, steeringFields(traffic)),
  addTable: (table, all) => all.add(ipTableAddDel, tableFields(table, true, table.name)),
  deleteTable: (table, all) => all.add(ipTableAddDel, tableFields(table, false)),
  setRoute: ({ route }, all) => all.add(ipRouteAddDel, routeFields(route)),
  deleteRoute: ({ route }, all) => all.add(ipRouteAddDel, noRouteFields(route)),
  setNeighbor: ({ neighbor }, all) => all.add(ipNeighborAddDel, neighborFields(neighbor)),
  deleteNeighbor: ({ neighbor }, all) => all.add(ipNeighborAddDel, noNeighborFields(neighbor)),
  addPathTracing: ({ pathTracing }, all) => all.add(srPtIfaceAdd, pathTracing),
  deletePathTracing: ({ swIfIndex }, all) => all.add(srPtIfaceDel, { swIfIndex }),
};

/** Adds the messages of an operation, in order. */
export function addMessages(operation: CheckedOperation, all: Batch): void {
  // The key is that of the operation, which the compiler cannot tell from the union of all keys.
  ADD[operation.op](operation as never, all);
}

function localSidFields(
  { sid, fibTable }: LocalSid,
  behavior: EndpointBehavior,
  isDel: boolean,
): Input<SrLocalsidAddDel> {
  return {
    isDel,
    localsid: sid,
    endPsp: "psp" in behavior && behavior.psp,
    behavior: codeOf(behavior),
    swIfIndex: "tableId" in behavior ? behavior.tableId : "swIfIndex" in behavior ? behavior.swIfIndex : NO_INTERFACE,
    vlanIndex: 0,
    fibTable,
    nhAddr: "nextHop" in behavior ? behavior.nextHop : NO_ADDRESS,
  };
}

function codeOf(behavior: EndpointBehavior): SrBehavior {
  return "code" in behavior ? behavior.code : CODE_OF.get(behavior.type)!;
}

/** With the End SID behind a uA. VPP adds that only by its command line. */
function addLocalSid(localSid: LocalSid, all: Batch): void {
  const { behavior } = localSid;
  if (prefixLengthOf(localSid) !== ownPrefixLength(behavior)) addAt(localSid, all);
  else all.add(srLocalsidAddDel, localSidFields(localSid, behavior, false));
  const companionLength = companionLengthOf(localSid);
  if (companionLength !== undefined) addAt({ ...localSid, behavior: END, prefixLength: companionLength }, all);
}

/** With another prefix length than that of the behavior. */
function addAt(localSid: LocalSid, all: Batch): void {
  const fields = localSidFields(localSid, localSid.behavior, false);
  all.add(srLocalsidAddDelV2, { ...fields, ...lengthFields(localSid) });
}

/** VPP adds the three up; of uN and uA, node and function are what they shift by. */
function lengthFields(localSid: LocalSid) {
  const length = prefixLengthOf(localSid) ?? 0;
  const locatorNodeLen = isMicroSid(localSid.behavior) ? USID_BITS : 0;
  return { locatorBlockLen: length - locatorNodeLen, locatorNodeLen, functionLen: 0 };
}

/**
 * VPP finds a SID by address and prefix length, whatever the behavior. As End it can be deleted even when its interface is
 * gone.
 */
function deleteLocalSid(localSid: FoundLocalSid, all: Batch): void {
  const { behavior, companionLength } = localSid;
  const length = prefixLengthOf(localSid);
  // VPP before 26.06 has no other way.
  const isPlain = companionLength === undefined && behavior.type === "uA" && length === ownPrefixLength(behavior);
  if (length === undefined || isPlain) deleteAs(localSid, behavior, all);
  else deleteAt(localSid, length, all);
  if (companionLength !== undefined) deleteAt(localSid, companionLength, all);
}

/** In one write: without a worker VPP handles no packet between two messages that it reads at once. */
function replaceLocalSid({ from, localSid, by }: CheckedReplacement, all: Batch): void {
  if (by === "addFirst") {
    addLocalSid(localSid, all);
    deleteLocalSid(from, all);
    return;
  }
  if (by !== "deleteFirst") addAt({ ...localSid, prefixLength: by.coverLength }, all);
  deleteLocalSid(from, all);
  addLocalSid(localSid, all);
  if (by !== "deleteFirst") deleteAt(localSid, by.coverLength, all);
}

function deleteAt(localSid: LocalSid, length: number, all: Batch): void {
  if (length === ownPrefixLength(END)) deleteAs(localSid, END, all);
  else if (length === ownPrefixLength(MICRO_NODE)) deleteAs(localSid, MICRO_NODE, all);
  else {
    const lengths = { locatorBlockLen: length, locatorNodeLen: 0, functionLen: 0 };
    all.add(srLocalsidAddDelV2, { ...localSidFields(localSid, END, true), ...lengths });
  }
}

/** VPP takes the prefix length from the behavior. */
function deleteAs(localSid: LocalSid, behavior: EndpointBehavior, all: Batch): void {
  all.add(srLocalsidAddDel, localSidFields(localSid, behavior, true));
}

function addPolicy(policy: SrPolicy, all: Batch): void {
  const { bsid: bsidAddr, policyType, fibTable, encapSource: encapSrc = Ip6Address.UNSPECIFIED, segmentLists } = policy;
  const isEncap = policy.headend === "encaps";
  const sids = listFields(segmentLists[0]!);
  const weight = 0; // of no effect: VPP takes that of the list
  if (policyType === "tef" || !encapSrc.isUnspecified) {
    const type = POLICY_TYPES.indexOf(policyType);
    all.add(srPolicyAddV2, { bsidAddr, weight, isEncap, type, fibTable, sids, encapSrc });
  } else all.add(srPolicyAdd, { bsidAddr, weight, isEncap, isSpray: policyType === "spray", fibTable, sids });
  for (let at = 1; at < segmentLists.length; at++) addList(bsidAddr, segmentLists[at]!, encapSrc, all);
}

function addList(bsid: Ip6Address, list: SegmentList, encapSource: Ip6Address, all: Batch): void {
  const fields = modFields(bsid, SrPolicyOp.SR_POLICY_OP_API_ADD, 0, listFields(list));
  if (encapSource.isUnspecified) all.add(srPolicyMod, fields);
  else all.add(srPolicyModV2, { ...fields, encapSrc: encapSource });
}

function changeList(
  { bsid, slIndex }: { bsid: Ip6Address; slIndex: number },
  op: SrPolicyOp,
  weight: number,
  all: Batch,
): void {
  all.add(srPolicyMod, modFields(bsid, op, slIndex, { numSids: 0, weight, sids: [] }));
}

/** VPP finds the policy by its BSID, and reads neither index nor table nor the weight beside the list's. */
function modFields(bsid: Ip6Address, operation: SrPolicyOp, slIndex: number, sids: Srv6SidList): SrPolicyMod {
  return { bsidAddr: bsid, srPolicyIndex: 0, fibTable: 0, operation, slIndex, weight: 0, sids };
}

function listFields({ segments, weight }: SegmentList): Srv6SidList {
  return { numSids: segments.length, weight, sids: segments };
}

/** @param bsid none where steering ends: VPP reads it only where it is added. */
function steeringFields(traffic: Traffic, bsid?: Ip6Address): SrSteeringAddDel {
  const isL2 = traffic.kind === "l2";
  return {
    isDel: bsid === undefined,
    bsidAddr: bsid ?? Ip6Address.UNSPECIFIED,
    srPolicyIndex: 0,
    tableId: isL2 ? 0 : traffic.tableId,
    prefix: isL2 ? NO_PREFIX : traffic.prefix,
    swIfIndex: isL2 ? traffic.swIfIndex : NO_INTERFACE,
    trafficType: trafficTypeOf(traffic),
  };
}

function trafficTypeOf(traffic: Traffic): SrSteer {
  if (traffic.kind === "l2") return SrSteer.SR_STEER_API_L2;
  return traffic.prefix.address.family === 4 ? SrSteer.SR_STEER_API_IPV4 : SrSteer.SR_STEER_API_IPV6;
}

/**
 * Whether VPP means uN and uA by the numbers that the messages have for them: VPP before 25.02 takes them for those of its
 * plugins, and crashes when it has none.
 *
 * @param version as `show_version` tells it.
 */
export function hasMicroSids(version: string): boolean {
  const [, release = ""] = /^v?(\d\d\.\d\d)/.exec(version) ?? [];
  return release >= "25.02";
}

/** Whether a behavior is one of those that not every VPP knows. */
export function isMicroSid({ type }: EndpointBehavior): boolean {
  return type === "uN" || type === "uA";
}

/** Whether a behavior is a uN that shifts without a look whether there is a next SID, which we do not add. */
export function isShiftingMicroNode(behavior: EndpointBehavior): boolean {
  return behavior.type === "unknown" && behavior.code === SrBehavior.SR_BEHAVIOR_API_END_UN_PERF;
}

/** The local SID in a message of VPP. */
export function localSidOf(details: SrLocalsidsDetails): LocalSid {
  const localSid = { sid: details.addr, behavior: behaviorOf(details), fibTable: details.fibTable };
  return isShiftingMicroNode(localSid.behavior) ? { ...localSid, prefixLength: ownPrefixLength(MICRO_NODE) } : localSid;
}

/** The local SID in a message of a VPP that has no uN and uA. */
export function oldLocalSidOf(details: SrLocalsidsDetails): LocalSid {
  const localSid = localSidOf(details);
  return isMicroSid(localSid.behavior)
    ? { ...localSid, behavior: { type: "plugin", code: details.behavior } }
    : localSid;
}

function unknownBehavior(code: number): EndpointBehavior {
  return { type: code >= FIRST_PLUGIN_CODE ? "plugin" : "unknown", code };
}

function behaviorOf(details: SrLocalsidsDetails): EndpointBehavior {
  const { behavior: code, endPsp: psp, xconnectNhAddr, xconnectIfaceOrVrfTable: index } = details;
  const type = TYPE_OF.get(code);
  switch (type) {
    case "End":
      return { type, psp };
    case "End.X":
      return { type, nextHop: asIp6(xconnectNhAddr), swIfIndex: index, psp };
    case "End.DX6":
    case "uA":
      return { type, nextHop: asIp6(xconnectNhAddr), swIfIndex: index };
    case "End.DX4":
      return { type, nextHop: asIp4(xconnectNhAddr), swIfIndex: index };
    case "End.DX2":
      return { type, swIfIndex: index };
    case "End.T":
    case "End.DT4":
    case "End.DT6":
      return { type, tableId: index };
    case "uN":
      return { type };
    default:
      return unknownBehavior(code);
  }
}

/** The policy in a message of VPP. */
export function policyOf(details: SrPoliciesV2Details): SrPolicy {
  const policyType = POLICY_TYPES[details.type] ?? "unknown";
  return { ...commonOf(details), policyType, encapSource: details.encapSrc };
}

/** The policy in a message of VPP before 23.06, which knew two types and told no source. */
export function oldPolicyOf(details: SrPoliciesDetails): SrPolicy {
  return { ...commonOf(details), policyType: details.isSpray ? "spray" : "default", encapSource: undefined };
}

function commonOf({ bsid, isEncap, fibTable, sidLists }: SrPoliciesDetails | SrPoliciesV2Details) {
  const headend = isEncap ? ("encaps" as const) : ("insert" as const);
  return { bsid, headend, fibTable, segmentLists: sidLists.map(segmentListOf) };
}

/** The segment list in a message of VPP; the slots behind its last segment are empty. */
export function segmentListOf({ sids, numSids, weight }: Srv6SidList): SegmentList {
  return { segments: sids.slice(0, numSids), weight };
}

/** The steering rule in a message of VPP, in which the fields that are not for its kind of traffic hold anything. */
export function steeringOf(details: SrSteeringPolDetails): Steering {
  const { trafficType, swIfIndex, bsid, fibTable: tableId } = details;
  if (trafficType === SrSteer.SR_STEER_API_L2) return { kind: "l2", swIfIndex, bsid };
  const { address, length } = details.prefix;
  const inFamily = trafficType === SrSteer.SR_STEER_API_IPV4 ? asIp4(address) : asIp6(address);
  return { kind: "l3", prefix: new Prefix<IpAddress>(inFamily, length), tableId, bsid };
}

/** VPP keeps 16 bytes, and gives them back as IPv4 when the first 12 are zero: `::` and `::1` too. */
function asIp6(address: IpAddress): Ip6Address {
  return address.family === 6 ? address : new Ip6Address(0, 0, 0, address.word);
}

function asIp4(address: IpAddress): Ip4Address {
  return address.family === 4 ? address : new Ip4Address(address.word3);
}
