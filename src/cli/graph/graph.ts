import { type LocalSid, overheadBytes, type SrPolicy, type Steering, sharesOf } from "../../srv6/index.ts";
import type { InterfaceNames } from "../interface-names.ts";
import type { Here } from "../words.ts";

/** The SRv6 state of one VPP: policies with the traffic that is steered to them and their paths, and local SIDs. */
export interface SrGraph {
  readonly policies: readonly PolicyNode[];
  /** Traffic that is steered to a BSID without a policy: VPP drops it. */
  readonly astray: readonly Steering[];
  readonly localSids: readonly LocalSid[];
  readonly interfaces: InterfaceNames;
}

/** A policy, which may have a label that says to whom it leads. */
export type Labelled = SrPolicy & { readonly label?: string };

/** A policy, the traffic that is steered to it, and its paths. */
export interface PolicyNode extends Omit<Labelled, "segmentLists"> {
  readonly traffic: readonly Steering[];
  readonly lists: readonly ListNode[];
}

/** One path of a policy. */
export interface ListNode {
  readonly weight: number;
  /** The share of the policy's packets that take the list, 0 to 1. Undefined for an unknown type of policy. */
  readonly share: number | undefined;
  /** By how much a packet grows. */
  readonly overheadBytes: number;
  readonly segments: readonly SegmentNode[];
}

/** A SID on a path. */
export interface SegmentNode {
  readonly sid: SrPolicy["bsid"];
  /** What this node does with packets to the SID; undefined for the SID of another node. */
  readonly here: Here | undefined;
}

/** Returns the graph of the local SIDs, policies and steering that were read from VPP. */
export function graphOf(
  localSids: readonly LocalSid[],
  policies: readonly Labelled[],
  steering: readonly Steering[],
  interfaces: InterfaceNames,
): SrGraph {
  const here = new Map<string, Here>(policies.map(({ bsid }) => [bsid.toKey(), { type: "BSID" }]));
  for (const { sid, behavior } of localSids) here.set(sid.toKey(), behavior);
  const traffic = byBsid(steering);
  const nodes = policies.map((policy) => policyNode(policy, traffic.get(policy.bsid.toKey()) ?? [], here));
  for (const { bsid } of policies) traffic.delete(bsid.toKey());
  return { policies: nodes, astray: [...traffic.values()].flat(), localSids, interfaces };
}

/** Returns the rules of each BSID, by its key. */
export function byBsid(steering: readonly Steering[]): Map<string, Steering[]> {
  const found = new Map<string, Steering[]>();
  for (const rule of steering) {
    const key = rule.bsid.toKey();
    const rules = found.get(key);
    if (rules === undefined) found.set(key, [rule]);
    else rules.push(rule);
  }
  return found;
}

function policyNode(policy: Labelled, traffic: readonly Steering[], here: ReadonlyMap<string, Here>): PolicyNode {
  const { segmentLists, ...properties } = policy;
  const shares = sharesOf(policy);
  const lists = segmentLists.map((list, at): ListNode => {
    const segments = list.segments.map((sid) => ({ sid, here: here.get(sid.toKey()) }));
    return { weight: list.weight, share: shares?.[at], overheadBytes: overheadBytes(policy, list), segments };
  });
  return { ...properties, traffic, lists };
}
