import { Ip4Address, Ip6Address, type IpAddress, Prefix } from "../address/index.ts";
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
  srPolicyAdd,
  srPolicyAddV2,
  srPolicyDel,
  srPolicyMod,
  srPolicyModV2,
  srSetEncapHopLimit,
  srSetEncapSource,
  srSteeringAddDel,
} from "../binapi/sr.ts";
import { SrBehavior, SrPolicyOp, SrSteer } from "../binapi/sr_types.ts";
import type { Batch } from "../client/index.ts";
import type { Input, Request } from "../wire/index.ts";
import type { EndpointBehavior } from "./behavior.ts";
import type { LocalSid } from "./local-sid.ts";
import type { CheckedOperation } from "./operation.ts";
import type { SrPolicy } from "./policy.ts";
import type { SegmentList } from "./segment-list.ts";
import type { Steering, Traffic } from "./steering.ts";

/*
 * The only file that knows how VPP says it: a table's id in place of an interface, one message to add and to delete, two
 * versions of a message. See VPP 26.06 src/vnet/srv6/sr_api.c.
 */

/** Adds one message to a batch. */
export type Send = (batch: Batch) => void;

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
const CODE_OF = new Map(BEHAVIOR_CODES);
const TYPE_OF = new Map(BEHAVIOR_CODES.map(([type, code]) => [code, type]));

/** By VPP's number. */
const POLICY_TYPES: readonly SrPolicy["policyType"][] = ["default", "spray", "tef"];

/** The messages of an operation, in order. */
export function messagesOf(operation: CheckedOperation): Send[] {
  switch (operation.op) {
    case "setEncapSource":
      return [send(srSetEncapSource, { encapsSource: operation.source })];
    case "setEncapHopLimit":
      return [send(srSetEncapHopLimit, { hopLimit: operation.hopLimit })];
    case "addLocalSid":
      return [send(srLocalsidAddDel, localSidFields(operation.localSid))];
    case "deleteLocalSid":
      return [send(srLocalsidAddDel, { ...localSidFields(keyOf(operation.localSid)), isDel: true })];
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
      return [send(srSteeringAddDel, { ...steeringFields(operation.traffic), bsidAddr: operation.bsid })];
    case "unsteer":
      return [send(srSteeringAddDel, { ...steeringFields(operation.traffic), isDel: true })];
  }
}

function send<T, Reply>(message: Request<T, Reply>, fields: Input<T>): Send {
  return (batch) => batch.add(message, fields);
}

function localSidFields({ sid, behavior, fibTable }: LocalSid): Input<SrLocalsidAddDel> {
  return {
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
  return behavior.type === "unknown" ? behavior.code : CODE_OF.get(behavior.type)!;
}

/** The prefix length of SIDs of a behavior, unless they were added with another. With the address it is VPP's key of a SID. */
export function prefixLengthOf(behavior: EndpointBehavior): number {
  switch (codeOf(behavior)) {
    case SrBehavior.SR_BEHAVIOR_API_END_UN:
    case SrBehavior.SR_BEHAVIOR_API_END_UN_PERF:
      return 48;
    case SrBehavior.SR_BEHAVIOR_API_UA:
      return 64;
    default:
      return 128;
  }
}

/** A local SID with the same key. As End it can be deleted even when its interface is gone. */
function keyOf(localSid: LocalSid): LocalSid {
  const isWhole = prefixLengthOf(localSid.behavior) === 128;
  return isWhole ? { ...localSid, behavior: { type: "End", psp: false } } : localSid;
}

function addPolicy(policy: SrPolicy): Send[] {
  const { bsid, policyType, encapSource = Ip6Address.UNSPECIFIED, segmentLists } = policy;
  const [first, ...rest] = segmentLists;
  const fields = {
    bsidAddr: bsid,
    weight: 0, // of no effect: VPP takes that of the list
    isEncap: policy.headend === "encaps",
    fibTable: policy.fibTable,
    sids: listFields(first!),
  };
  const needsV2 = policyType === "tef" || !encapSource.isUnspecified;
  const add = needsV2
    ? send(srPolicyAddV2, { ...fields, type: POLICY_TYPES.indexOf(policyType), encapSrc: encapSource })
    : send(srPolicyAdd, { ...fields, isSpray: policyType === "spray" });
  return [add, ...rest.map((list) => addList(bsid, list, encapSource))];
}

function addList(bsid: Ip6Address, list: SegmentList, encapSource: Ip6Address): Send {
  const fields = modFields(bsid, SrPolicyOp.SR_POLICY_OP_API_ADD, 0, listFields(list));
  return encapSource.isUnspecified
    ? send(srPolicyMod, fields)
    : send(srPolicyModV2, { ...fields, encapSrc: encapSource });
}

function changeList({ bsid, slIndex }: { bsid: Ip6Address; slIndex: number }, op: SrPolicyOp, weight: number): Send {
  return send(srPolicyMod, modFields(bsid, op, slIndex, { numSids: 0, weight, sids: [] }));
}

/** VPP finds the policy by its BSID, and reads neither index nor table nor the weight beside the list's. */
function modFields(bsid: Ip6Address, operation: SrPolicyOp, slIndex: number, sids: Srv6SidList): SrPolicyMod {
  return { bsidAddr: bsid, srPolicyIndex: 0, fibTable: 0, operation, slIndex, weight: 0, sids };
}

function listFields({ segments, weight }: SegmentList): Srv6SidList {
  return { numSids: segments.length, weight, sids: segments };
}

/** The BSID is left out: VPP reads it only where it is added. */
function steeringFields(traffic: Traffic): SrSteeringAddDel {
  const common = { bsidAddr: Ip6Address.UNSPECIFIED, srPolicyIndex: 0 };
  if (traffic.kind === "l2") {
    const { swIfIndex } = traffic;
    return { ...common, tableId: 0, prefix: NO_PREFIX, swIfIndex, trafficType: SrSteer.SR_STEER_API_L2 };
  }
  const { prefix, tableId } = traffic;
  const trafficType = prefix.address.family === 4 ? SrSteer.SR_STEER_API_IPV4 : SrSteer.SR_STEER_API_IPV6;
  return { ...common, tableId, prefix, swIfIndex: NO_INTERFACE, trafficType };
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

/** The local SID in a message of VPP. */
export function localSidOf(details: SrLocalsidsDetails): LocalSid {
  return { sid: details.addr, behavior: behaviorOf(details), fibTable: details.fibTable };
}

/** The local SID in a message of a VPP that has no uN and uA. */
export function oldLocalSidOf(details: SrLocalsidsDetails): LocalSid {
  const localSid = localSidOf(details);
  return isMicroSid(localSid.behavior) ? { ...localSid, behavior: unknownBehavior(details.behavior) } : localSid;
}

function unknownBehavior(code: number): EndpointBehavior {
  return { type: "unknown", code };
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
