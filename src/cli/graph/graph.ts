import {
  describeBehavior,
  describePolicyKind,
  describeTraffic,
  type LocalSid,
  overheadBytes,
  type SegmentList,
  type SrPolicy,
  type Steering,
} from "../../srv6/index.ts";

/** The SRv6 state of one VPP: policies with the traffic that is steered to them and their paths, and local SIDs. */
export interface SrGraph {
  readonly policies: readonly PolicyNode[];
  /** Traffic that is steered to a BSID without a policy: VPP drops it. */
  readonly astray: readonly { readonly traffic: string; readonly bsid: string }[];
  readonly localSids: readonly { readonly sid: string; readonly behavior: string }[];
}

/** A policy, the traffic that is steered to it, and its paths. */
export interface PolicyNode {
  readonly bsid: string;
  /** `encaps default in table 0` */
  readonly kind: string;
  readonly traffic: readonly string[];
  readonly lists: readonly ListNode[];
}

/** One path of a policy. */
export interface ListNode {
  readonly weight: number;
  /** Of the sum of all weights, 0 to 1. VPP rounds it. */
  readonly share: number;
  /** By how much a packet grows. */
  readonly overheadBytes: number;
  readonly segments: readonly SegmentNode[];
}

/** A SID on a path. */
export interface SegmentNode {
  readonly sid: string;
  /** The behavior of the SID at this node; undefined for the SID of another node. */
  readonly here: string | undefined;
}

/** Returns the graph of the local SIDs, policies and steering that were read from VPP. */
export function graphOf(
  localSids: readonly LocalSid[],
  policies: readonly SrPolicy[],
  steering: readonly Steering[],
): SrGraph {
  const here = new Map([
    ...policies.map(({ bsid }) => [String(bsid), "binding SID"] as const),
    ...localSids.map(({ sid, behavior }) => [String(sid), describeBehavior(behavior)] as const),
  ]);
  const bsids = new Set(policies.map(({ bsid }) => String(bsid)));
  return {
    policies: policies.map((policy) => policyNode(policy, steering, here)),
    astray: steering
      .filter(({ bsid }) => !bsids.has(String(bsid)))
      .map((rule) => ({ traffic: describeTraffic(rule), bsid: String(rule.bsid) })),
    localSids: localSids.map(({ sid, behavior }) => ({ sid: String(sid), behavior: describeBehavior(behavior) })),
  };
}

function policyNode(policy: SrPolicy, steering: readonly Steering[], here: ReadonlyMap<string, string>): PolicyNode {
  const { bsid, segmentLists } = policy;
  const sum = segmentLists.reduce((all, { weight }) => all + weight, 0);
  return {
    bsid: String(bsid),
    kind: describePolicyKind(policy),
    traffic: steering.filter((rule) => rule.bsid.equals(bsid)).map(describeTraffic),
    lists: segmentLists.map((list) => listNode(policy, list, sum, here)),
  };
}

function listNode(policy: SrPolicy, list: SegmentList, sum: number, here: ReadonlyMap<string, string>): ListNode {
  const { segments, weight } = list;
  return {
    weight,
    share: sum === 0 ? 0 : weight / sum,
    overheadBytes: overheadBytes(policy, list),
    segments: segments.map((sid) => ({ sid: String(sid), here: here.get(String(sid)) })),
  };
}

/** `33.3 %` */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1).replace(/\.0$/, "")} %`;
}
