import type { Ip6Address, Ip6Prefix } from "../../address/index.ts";
import type { CandidatePath, PathSegmentList, SrPolicyKey } from "../../bgp/index.ts";
import { errorText } from "../../errors.ts";
import { policyFrom, type SegmentListInput } from "../../srv6/index.ts";
import type { PathPolicy, TrafficFamily } from "../model/index.ts";

/** End.DT6 and End.DT4 among IANA's "SRv6 Endpoint Behaviors" (RFC 8986 section 10.2). */
export const BEHAVIOR_OF: Readonly<Record<TrafficFamily, number>> = { IPv6: 18, IPv4: 19 };

/** The colors by which a path without behavior says its family; nodes announce their own paths with them. */
export const COLOR_OF: Readonly<Record<TrafficFamily, number>> = { IPv4: 4, IPv6: 6 };

/** The most segments that VPP takes in a list. */
const MAX_SEGMENTS = 16;

/** A path that can be installed, or the reason why not. */
export type ReadPath = { readonly family: TrafficFamily; readonly policy: PathPolicy } | { readonly refusal: string };

/** Reads what VPP needs of a candidate path from BGP: family, BSID, weighted lists. */
export function readPath({ color }: SrPolicyKey, path: CandidatePath | undefined, bsids: Ip6Prefix): ReadPath {
  if (path === undefined) return { refusal: "it has no candidate path (RFC 9830)" };
  const { bindingSid, segmentLists } = path;
  const bsid = bsidRefusal(bindingSid, bsids);
  if (bindingSid === undefined || bsid !== undefined) return { refusal: bsid ?? "" };
  const family = familyOf(segmentLists, color);
  if (typeof family !== "object") return { refusal: family };
  const lists: SegmentListInput[] = [];
  for (const { weight, segments } of segmentLists) {
    if (segments.length > MAX_SEGMENTS)
      return { refusal: `a list has ${segments.length} segments: ${MAX_SEGMENTS} at most` };
    const sids: Ip6Address[] = [];
    for (const segment of segments) {
      if (!("sid" in segment)) return { refusal: "a segment is no SRv6 SID (type B of RFC 9830)" };
      sids.push(segment.sid);
    }
    lists.push({ weight, segments: sids });
  }
  if (hasSamePaths(lists))
    return { refusal: "two of its lists have the same segments: one list with both weights is needed" };
  try {
    const policy = policyFrom({ bsid: bindingSid, segmentLists: lists });
    return { family: family.family, policy: { bsid: policy.bsid, segmentLists: policy.segmentLists } };
  } catch (reason) {
    return { refusal: errorText(reason) };
  }
}

/** VPP's numbers of lists are found by their segments, so that two lists with the same cannot be installed. */
function hasSamePaths(lists: readonly SegmentListInput[]): boolean {
  return lists.length > 1 && new Set(lists.map(({ segments }) => segments.join())).size < lists.length;
}

function bsidRefusal(bsid: Ip6Address | undefined, bsids: Ip6Prefix): string | undefined {
  if (bsid === undefined) return "it has no IPv6 binding SID";
  return bsids.contains(bsid) ? undefined : `BSID ${bsid} is outside of sids.bsids.cluster`;
}

/** Returns the family of the packets that leave the last SIDs, or why it is not known. */
function familyOf(lists: readonly PathSegmentList[], color: number): { readonly family: TrafficFamily } | string {
  if (lists.length === 0) return "it has no segment list";
  const behavior = behaviorOf(lists[0]!);
  if (lists.some((each) => behaviorOf(each) !== behavior)) return "its lists end in different behaviors";
  const known =
    behavior ?? (color === COLOR_OF.IPv4 ? BEHAVIOR_OF.IPv4 : color === COLOR_OF.IPv6 ? BEHAVIOR_OF.IPv6 : 0);
  if (known === BEHAVIOR_OF.IPv4) return { family: "IPv4" };
  if (known === BEHAVIOR_OF.IPv6) return { family: "IPv6" };
  if (behavior !== undefined) return `its last SID has behavior ${behavior}, neither End.DT4 (19) nor End.DT6 (18)`;
  return "its last SID has no behavior, and its color is neither 4 nor 6";
}

function behaviorOf({ segments }: PathSegmentList): number | undefined {
  const last = segments.at(-1);
  return last !== undefined && "sid" in last ? last.behavior : undefined;
}
