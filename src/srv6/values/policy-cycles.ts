import type { Ip6Address } from "../../address/index.ts";
import type { SrPolicy } from "./policy.ts";

/** Policies whose segments name each other: their packets never leave, and get one more outer header in each round. */
export interface PolicyCycle {
  /** Each leads to the next one, and the last to the first. */
  readonly policies: readonly SrPolicy[];
  /** The place of the list in which the last one names the first. */
  readonly list: number;
  /** The place of the segment in that list. */
  readonly segment: number;
}

/** A segment of a policy, and its place. */
interface Lead {
  readonly sid: Ip6Address;
  readonly list: number;
  readonly segment: number;
}

/** A policy on the path from another policy, with its segments that are not followed yet. */
interface Visit {
  readonly policy: SrPolicy;
  readonly leads: Iterator<Lead, undefined>;
}

type PolicyOf = (bsid: Ip6Address) => SrPolicy | undefined;

/** How many policies of a cycle an error names. */
const MAX_NAMED = 6;

/**
 * Yields the cycles that packets of these policies enter.
 *
 * @param policyOf gives the policy with a BSID, of these or of others.
 */
export function* findPolicyCycles(
  policies: readonly SrPolicy[],
  policyOf: PolicyOf,
): Generator<PolicyCycle, undefined> {
  const visited = new Set<string>();
  for (const policy of policies) {
    if (!leadsOn(policy, policyOf) || visited.has(policy.bsid.toKey())) continue;
    yield* findFrom(policy, policyOf, visited);
  }
}

/** Whether a segment of a policy is a BSID. Few policies have one, and only those can be part of a cycle. */
function leadsOn({ segmentLists }: SrPolicy, policyOf: PolicyOf): boolean {
  for (const { segments } of segmentLists) for (const sid of segments) if (policyOf(sid) !== undefined) return true;
  return false;
}

/** Searches without recursion: a chain of policies can have any length. */
function* findFrom(start: SrPolicy, policyOf: PolicyOf, visited: Set<string>): Generator<PolicyCycle, undefined> {
  const way: Visit[] = [];
  const depths = new Map<string, number>();
  const enter = (policy: SrPolicy): void => {
    const key = policy.bsid.toKey();
    visited.add(key);
    depths.set(key, way.length);
    way.push({ policy, leads: leadsOf(policy) });
  };
  enter(start);
  for (let visit = way.at(-1); visit !== undefined; visit = way.at(-1)) {
    const lead = visit.leads.next().value;
    if (lead === undefined) {
      depths.delete(visit.policy.bsid.toKey());
      way.pop();
      continue;
    }
    const { sid, list, segment } = lead;
    const key = sid.toKey();
    const depth = depths.get(key);
    if (depth !== undefined) yield { policies: way.slice(depth).map(({ policy }) => policy), list, segment };
    const next = visited.has(key) ? undefined : policyOf(sid);
    if (next !== undefined) enter(next);
  }
}

function* leadsOf({ segmentLists }: SrPolicy): Generator<Lead, undefined> {
  for (const [list, { segments }] of segmentLists.entries()) {
    for (const [segment, sid] of segments.entries()) yield { sid, list, segment };
  }
}

/** Returns in words the policies from the second one back to the first: `cafe::2, cafe::1`. */
export function describeWayBack({ policies: [first, ...others] }: PolicyCycle): string {
  const names = others.slice(0, MAX_NAMED - 1).map(({ bsid }) => String(bsid));
  if (others.length >= MAX_NAMED) names.push("...");
  return [...names, first!.bsid].join(", ");
}
