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

/** A policy on the path from another policy, with its segments that are not followed yet. */
interface Visit {
  readonly policy: SrPolicy;
  readonly leads: ReturnType<typeof leadsOf>;
}

type PolicyOf = (bsid: Ip6Address) => SrPolicy | undefined;

/** The depth of policies that were visited before. */
const LEFT = -1;
/** How many policies of a cycle an error names. */
const MAX_NAMED = 6;

/**
 * Yields the cycles that packets of these policies enter. Searches without recursion: a chain of policies can have any length.
 *
 * @param policyOf gives the policy with a BSID, of these or of others.
 */
export function* findPolicyCycles(
  policies: readonly SrPolicy[],
  policyOf: PolicyOf,
): Generator<PolicyCycle, undefined> {
  const depths = new Map<string, number>();
  const way: Visit[] = [];
  const enter = (policy: SrPolicy): void => {
    depths.set(policy.bsid.toKey(), way.length);
    way.push({ policy, leads: leadsOf(policy) });
  };
  for (const start of policies) {
    if (leadsOn(start, policyOf) && !depths.has(start.bsid.toKey())) enter(start);
    for (let visit = way.at(-1); visit !== undefined; visit = way.at(-1)) {
      const lead = visit.leads.next().value;
      if (lead === undefined) {
        depths.set(visit.policy.bsid.toKey(), LEFT);
        way.pop();
        continue;
      }
      const { sid, list, segment } = lead;
      const depth = depths.get(sid.toKey());
      const next = depth === undefined ? policyOf(sid) : undefined;
      if (next !== undefined) enter(next);
      else if (depth !== undefined && depth !== LEFT) {
        yield { policies: way.slice(depth).map(({ policy }) => policy), list, segment };
      }
    }
  }
}

/** Whether a segment of a policy is a BSID. Few policies have one, and only those can be part of a cycle. */
function leadsOn({ segmentLists }: SrPolicy, policyOf: PolicyOf): boolean {
  for (const { segments } of segmentLists) for (const sid of segments) if (policyOf(sid) !== undefined) return true;
  return false;
}

/** Yields the segments of a policy with their places. */
function* leadsOf({ segmentLists }: SrPolicy) {
  for (const [list, { segments }] of segmentLists.entries()) {
    for (const [segment, sid] of segments.entries()) yield { sid, list, segment };
  }
}

/** Returns a cycle in words: `forwarding loop: packets of policy cafe::1 return to it through cafe::2, cafe::1`. */
export function describeCycle({ policies: [first, ...others] }: PolicyCycle): string {
  const names = others.slice(0, MAX_NAMED - 1).map(({ bsid }) => String(bsid));
  if (others.length >= MAX_NAMED) names.push("...");
  return `forwarding loop: packets of policy ${first!.bsid} return to it through ${[...names, first!.bsid].join(", ")}`;
}
