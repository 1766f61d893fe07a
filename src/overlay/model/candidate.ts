import type { Ip6Address } from "../../address/index.ts";
import type { Originator } from "../../bgp/index.ts";
import { isSameSegmentList, type SegmentList } from "../../srv6/index.ts";

/** The packets of pods that a tunnel takes. */
export type TrafficFamily = "IPv4" | "IPv6";

/** Where candidate paths come from: one of both is followed. */
export type PathSource = "bgp" | "configmap";

/** The policy that a path becomes in VPP; its outer source is that of the node. */
export interface PathPolicy {
  readonly bsid: Ip6Address;
  /** 1 to 255 weighted lists of 1 to 16 SIDs. */
  readonly segmentLists: readonly SegmentList[];
}

/** A path to a node for one family: a candidate path (RFC 9256 section 2) as this node would install it. */
export interface Candidate {
  /** The infrastructure address of the node at its end. */
  readonly endpoint: Ip6Address;
  readonly family: TrafficFamily;
  /** The higher one is used. */
  readonly preference: number;
  readonly policy: PathPolicy;
  readonly origin: CandidateOrigin;
}

/** The sender of a candidate path, and the time at which it came. */
export interface CandidateOrigin {
  readonly source: PathSource;
  /** The address of the BGP peer, or the name of the document. */
  readonly from: string;
  /** Whether the node at the end of the path has announced it, for itself. */
  readonly isBestEffort: boolean;
  /** The speaker that has announced it first; undefined in a document. */
  readonly originator?: Originator | undefined;
  /** Of a path from BGP (RFC 9830 section 2.1). */
  readonly color?: number;
  readonly distinguisher?: number;
  /** The name of the policy, as its originator has written it. */
  readonly name?: string | undefined;
  /** When it was received, in milliseconds since 1970. */
  readonly since: number;
}

/** Returns whether both are the same path to the same traffic, whenever they came. */
export function isSameCandidate(a: Candidate, b: Candidate): boolean {
  return (
    a.preference === b.preference &&
    a.family === b.family &&
    a.origin.isBestEffort === b.origin.isBestEffort &&
    a.origin.name === b.origin.name &&
    compareOriginators(a.origin.originator, b.origin.originator) === 0 &&
    a.endpoint.equals(b.endpoint) &&
    isSamePolicy(a.policy, b.policy)
  );
}

/** Returns whether both have one BSID and the same lists, in any order. */
export function isSamePolicy(a: PathPolicy, b: PathPolicy): boolean {
  const { segmentLists: lists } = a;
  if (!a.bsid.equals(b.bsid) || lists.length !== b.segmentLists.length) return false;
  return lists.every((list) => b.segmentLists.some((other) => isSameSegmentList(list, other)));
}

/**
 * Compares candidate paths of one tunnel by RFC 9256 section 2.9: less than 0 if the first one is used. Does not depend on the order
 * in which they came: after preference, originator and discriminator the color and the sender decide.
 */
export function compareCandidates(a: Candidate, b: Candidate): number {
  return (
    b.preference - a.preference ||
    compareOriginators(a.origin.originator, b.origin.originator) ||
    (b.origin.distinguisher ?? 0) - (a.origin.distinguisher ?? 0) ||
    (a.origin.color ?? 0) - (b.origin.color ?? 0) ||
    (a.origin.from < b.origin.from ? -1 : a.origin.from === b.origin.from ? 0 : 1)
  );
}

/** The lower one comes first: the AS, then the router ID. */
function compareOriginators(a: Originator | undefined, b: Originator | undefined): number {
  if (a === undefined || b === undefined) return 0;
  return a.as - b.as || a.routerId.compare(b.routerId);
}
