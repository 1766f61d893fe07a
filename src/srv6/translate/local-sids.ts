import { Ip4Address, Ip6Address, type IpAddress } from "../../address/index.ts";
import type { SrLocalsidAddDel, SrLocalsidsDetails } from "../../binapi/sr.ts";
import { srLocalsidAddDel, srLocalsidAddDelV2 } from "../../binapi/sr.ts";
import { SrBehavior } from "../../binapi/sr_types.ts";
import type { Batch } from "../../client/index.ts";
import type {
  CheckedReplacement,
  EndpointBehavior,
  EndpointBehaviorInput,
  FoundLocalSid,
  LocalSid,
} from "../values/index.ts";
import {
  BEHAVIORS,
  behaviorOfType,
  companionLengthOf,
  isMicroSid,
  NO_INTERFACE,
  ownPrefixLength,
  prefixLengthOf,
  USID_BITS,
} from "../values/index.ts";

const NO_ADDRESS = new Ip4Address(0);

const CODE_OF: Readonly<Record<EndpointBehaviorInput["type"], SrBehavior>> = {
  End: SrBehavior.SR_BEHAVIOR_API_END,
  "End.X": SrBehavior.SR_BEHAVIOR_API_X,
  "End.T": SrBehavior.SR_BEHAVIOR_API_T,
  "End.DX2": SrBehavior.SR_BEHAVIOR_API_DX2,
  "End.DX4": SrBehavior.SR_BEHAVIOR_API_DX4,
  "End.DX6": SrBehavior.SR_BEHAVIOR_API_DX6,
  "End.DT4": SrBehavior.SR_BEHAVIOR_API_DT4,
  "End.DT6": SrBehavior.SR_BEHAVIOR_API_DT6,
  // Not END_UN_PERF, which shifts without looking: where a carrier ends it needs an End SID beside it.
  uN: SrBehavior.SR_BEHAVIOR_API_END_UN,
  uA: SrBehavior.SR_BEHAVIOR_API_UA,
};
const TYPE_OF = new Map(BEHAVIORS.map((type) => [CODE_OF[type], type]));
/** The codes from here on are those of plugins. */
const FIRST_PLUGIN_CODE = 14;
const END: EndpointBehavior = { type: "End", psp: false };
const MICRO_NODE: EndpointBehavior = { type: "uN" };

/** Adds the messages that add a local SID, with the End SID of a uA, which VPP adds only by its command line. */
export function addLocalSid(localSid: LocalSid, all: Batch): void {
  const { behavior } = localSid;
  addMessage(localSid, behavior, prefixLengthOf(localSid) ?? ownPrefixLength(behavior), false, all);
  const companionLength = companionLengthOf(localSid);
  if (companionLength !== undefined) addMessage(localSid, END, companionLength, false, all);
}

/**
 * Adds the messages that delete a local SID. VPP finds a SID by address and prefix length, whatever the behavior; as End it
 * can be deleted even when its interface is gone.
 */
export function deleteLocalSid(localSid: FoundLocalSid, all: Batch): void {
  const { behavior, companionLength } = localSid;
  const own = ownPrefixLength(behavior);
  const length = prefixLengthOf(localSid);
  // VPP before 26.06 has no other way.
  const isPlain = companionLength === undefined && behavior.type === "uA" && length === own;
  if (length === undefined || isPlain) addMessage(localSid, behavior, own, true, all);
  else deleteAt(localSid, length, all);
  if (companionLength !== undefined) deleteAt(localSid, companionLength, all);
}

/** Adds the messages of a replacement. Without a worker VPP handles no packet between two messages that it reads at once. */
export function replaceLocalSid({ from, localSid, by }: CheckedReplacement, all: Batch): void {
  const coverLength = typeof by === "object" ? by.coverLength : undefined;
  if (coverLength !== undefined) addMessage(localSid, localSid.behavior, coverLength, false, all);
  if (by === "addFirst") addLocalSid(localSid, all);
  deleteLocalSid(from, all);
  if (by !== "addFirst") addLocalSid(localSid, all);
  if (coverLength !== undefined) deleteAt(localSid, coverLength, all);
}

function deleteAt(localSid: LocalSid, length: number, all: Batch): void {
  addMessage(localSid, length === ownPrefixLength(MICRO_NODE) ? MICRO_NODE : END, length, true, all);
}

/** Adds a message. In its first version VPP takes the prefix length from the behavior. */
function addMessage(
  { sid, fibTable }: LocalSid,
  behavior: EndpointBehavior,
  length: number,
  isDel: boolean,
  all: Batch,
): void {
  const fields: SrLocalsidAddDel = {
    isDel,
    localsid: sid,
    endPsp: "psp" in behavior && behavior.psp,
    behavior: "code" in behavior ? behavior.code : CODE_OF[behavior.type],
    swIfIndex: "tableId" in behavior ? behavior.tableId : "swIfIndex" in behavior ? behavior.swIfIndex : NO_INTERFACE,
    vlanIndex: 0,
    fibTable,
    nhAddr: "nextHop" in behavior ? behavior.nextHop : NO_ADDRESS,
  };
  // VPP adds the three lengths up; of uN and uA, node and function are what they shift by.
  const locatorNodeLen = isMicroSid(behavior) ? USID_BITS : 0;
  const locatorBlockLen = length - locatorNodeLen;
  if (length === ownPrefixLength(behavior)) all.add(srLocalsidAddDel, fields);
  else all.add(srLocalsidAddDelV2, { ...fields, locatorBlockLen, locatorNodeLen, functionLen: 0 });
}

/**
 * Returns whether VPP means uN and uA by their numbers. VPP before 25.02 takes the numbers for those of plugins, and crashes
 * when it has no such plugin.
 *
 * @param version of the reply to `show_version`.
 */
export function hasMicroSids(version: string): boolean {
  const [, release = ""] = /^v?(\d\d\.\d\d)/.exec(version) ?? [];
  return release >= "25.02";
}

/** Returns whether a behavior is a uN that shifts without checking that there is a next SID. `Srv6` adds none of them. */
export function isShiftingMicroNode(behavior: EndpointBehavior): boolean {
  return behavior.type === "unknown" && behavior.code === SrBehavior.SR_BEHAVIOR_API_END_UN_PERF;
}

/** Returns the local SID of a message of VPP. */
export function localSidOf(details: SrLocalsidsDetails): LocalSid {
  const localSid = { sid: details.addr, behavior: behaviorOf(details), fibTable: details.fibTable };
  return isShiftingMicroNode(localSid.behavior) ? { ...localSid, prefixLength: ownPrefixLength(MICRO_NODE) } : localSid;
}

/** Returns the local SID of a message of a VPP that has no uN and uA. */
export function oldLocalSidOf(details: SrLocalsidsDetails): LocalSid {
  const localSid = localSidOf(details);
  return isMicroSid(localSid.behavior)
    ? { ...localSid, behavior: { type: "plugin", code: details.behavior } }
    : localSid;
}

function behaviorOf(details: SrLocalsidsDetails): EndpointBehavior {
  const { behavior: code, endPsp: psp, xconnectNhAddr, xconnectIfaceOrVrfTable: index } = details;
  const type = TYPE_OF.get(code);
  if (type === undefined) return { type: code >= FIRST_PLUGIN_CODE ? "plugin" : "unknown", code };
  const nextHop = type === "End.DX4" ? asIp4(xconnectNhAddr) : asIp6(xconnectNhAddr);
  // It has the properties of all types.
  return behaviorOfType({ type, psp, nextHop, swIfIndex: index, tableId: index } as EndpointBehaviorInput);
}

/** Returns the address as IPv6: VPP shows its 16 bytes as IPv4 when the first 12 are zero, as in `::1`. */
export function asIp6(address: IpAddress): Ip6Address {
  return address.family === 6 ? address : new Ip6Address(0, 0, 0, address.word);
}

/** Returns the address as IPv4, from the last four bytes of an IPv6 address. */
export function asIp4(address: IpAddress): Ip4Address {
  return address.family === 4 ? address : new Ip4Address(address.word3);
}
