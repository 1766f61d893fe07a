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
import type { Input, Request } from "../wire/index.ts";
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

/** A message and its fields, which fit. */
export interface Sent {
  readonly message: Request<unknown, unknown>;
  readonly fields: Input<unknown>;
}

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

/** The messages of an operation, in order. */
export function messagesOf(operation: CheckedOperation): Sent[] {
  switch (operation.op) {
    case "setEncapSource":
      return [send(srSetEncapSource, { encapsSource: operation.source })];
    case "setEncapHopLimit":
      return [send(srSetEncapHopLimit, { hopLimit: operation.hopLimit })];
    case "addLocalSid":
      return addLocalSid(operation.localSid);
    case "deleteLocalSid":
      return deleteLocalSid(operation.localSid);
    case "replaceLocalSid":
      return replaceLocalSid(operation);
    case "addPolicy":
      return addPolicy(operation.policy);
    case "deletePolicy":
      return [send(srPolicyDel, { bsidAddr: operation.bsid, srPolicyIndex: 0 })];
    case "addSegmentList":
      return [addList(operation.bsid, operation.segmentList, operation.encapSource)];
    case "deleteSegmentList":
      return [changeList(operation, SrPolicyOp.SR_POLICY_OP_API_DEL, 0)];
    case "setWeight":
      return [changeList(operation, SrPolicyOp.SR_POLICY_OP_API_MOD, operation.weight)];
    case "steer":
      return [send(srSteeringAddDel, steeringFields(operation.traffic, operation.bsid))];
    case "unsteer":
      return [send(srSteeringAddDel, steeringFields(operation.traffic))];
    case "addTable":
      return [send(ipTableAddDel, tableFields(operation, true, operation.name))];
    case "deleteTable":
      return [send(ipTableAddDel, tableFields(operation, false))];
    case "setRoute":
      return [send(ipRouteAddDel, routeFields(operation.route))];
    case "deleteRoute":
      return [send(ipRouteAddDel, noRouteFields(operation.route))];
    case "setNeighbor":
      return [send(ipNeighborAddDel, neighborFields(operation.neighbor))];
    case "deleteNeighbor":
      return [send(ipNeighborAddDel, noNeighborFields(operation.neighbor))];
    case "addPathTracing":
      return [send(srPtIfaceAdd, operation.pathTracing)];
    case "deletePathTracing":
      return [send(srPtIfaceDel, { swIfIndex: operation.swIfIndex })];
  }
}

function send<T, Reply>(message: Request<T, Reply>, fields: Input<T>): Sent {
  // They fit each other, of whatever type they are; that is forgotten from here on.
  return { message: message as Request<unknown, unknown>, fields: fields as Input<unknown> };
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
function addLocalSid(localSid: LocalSid): Sent[] {
  const { behavior } = localSid;
  const length = prefixLengthOf(localSid);
  const add =
    length === ownPrefixLength(behavior)
      ? send(srLocalsidAddDel, localSidFields(localSid, behavior, false))
      : addAt(localSid);
  const companionLength = companionLengthOf(localSid);
  if (companionLength === undefined) return [add];
  return [add, addAt({ ...localSid, behavior: END, prefixLength: companionLength })];
}

/** With another prefix length than that of the behavior. */
function addAt(localSid: LocalSid): Sent {
  return send(srLocalsidAddDelV2, { ...localSidFields(localSid, localSid.behavior, false), ...lengthFields(localSid) });
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
function deleteLocalSid(localSid: FoundLocalSid): Sent[] {
  const { behavior, companionLength } = localSid;
  const length = prefixLengthOf(localSid);
  if (companionLength !== undefined) return [deleteAt(localSid, length!), deleteAt(localSid, companionLength)];
  // VPP before 26.06 has no other way.
  const isPlain = behavior.type === "uA" && length === ownPrefixLength(behavior);
  return [length === undefined || isPlain ? deleteAs(localSid, behavior) : deleteAt(localSid, length)];
}

/** In one write: without a worker VPP handles no packet between two messages that it reads at once. */
function replaceLocalSid({ from, localSid, by }: CheckedReplacement): Sent[] {
  const deletions = deleteLocalSid(from);
  const additions = addLocalSid(localSid);
  if (by === "addFirst") return [...additions, ...deletions];
  if (by === "deleteFirst") return [...deletions, ...additions];
  const cover = addAt({ ...localSid, prefixLength: by.coverLength });
  return [cover, ...deletions, ...additions, deleteAt(localSid, by.coverLength)];
}

function deleteAt(localSid: LocalSid, length: number): Sent {
  if (length === ownPrefixLength(END)) return deleteAs(localSid, END);
  if (length === ownPrefixLength(MICRO_NODE)) return deleteAs(localSid, MICRO_NODE);
  const lengths = { locatorBlockLen: length, locatorNodeLen: 0, functionLen: 0 };
  return send(srLocalsidAddDelV2, { ...localSidFields(localSid, END, true), ...lengths });
}

/** VPP takes the prefix length from the behavior. */
function deleteAs(localSid: LocalSid, behavior: EndpointBehavior): Sent {
  return send(srLocalsidAddDel, localSidFields(localSid, behavior, true));
}

function addPolicy(policy: SrPolicy): Sent[] {
  const { bsid: bsidAddr, policyType, fibTable, encapSource: encapSrc = Ip6Address.UNSPECIFIED, segmentLists } = policy;
  const isEncap = policy.headend === "encaps";
  const sids = listFields(segmentLists[0]!);
  const weight = 0; // of no effect: VPP takes that of the list
  const type = POLICY_TYPES.indexOf(policyType);
  const needsV2 = policyType === "tef" || !encapSrc.isUnspecified;
  const sent = needsV2
    ? [send(srPolicyAddV2, { bsidAddr, weight, isEncap, type, fibTable, sids, encapSrc })]
    : [send(srPolicyAdd, { bsidAddr, weight, isEncap, isSpray: policyType === "spray", fibTable, sids })];
  for (let at = 1; at < segmentLists.length; at++) sent.push(addList(bsidAddr, segmentLists[at]!, encapSrc));
  return sent;
}

function addList(bsid: Ip6Address, list: SegmentList, encapSource: Ip6Address): Sent {
  const fields = modFields(bsid, SrPolicyOp.SR_POLICY_OP_API_ADD, 0, listFields(list));
  return encapSource.isUnspecified
    ? send(srPolicyMod, fields)
    : send(srPolicyModV2, { ...fields, encapSrc: encapSource });
}

function changeList({ bsid, slIndex }: { bsid: Ip6Address; slIndex: number }, op: SrPolicyOp, weight: number): Sent {
  return send(srPolicyMod, modFields(bsid, op, slIndex, { numSids: 0, weight, sids: [] }));
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
