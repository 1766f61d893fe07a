import { prefixLengthOf, type Srv6, type Srv6View, type StaticRoute, type Steering } from "../srv6/index.ts";
import { type Conflict, conflictOf } from "./conflict.ts";
import {
  type Comparison,
  comparePolicies,
  compareRoutes,
  compareSteering,
  type Difference,
  type Extras,
  type PolicyDifference,
  type RouteDifference,
  type SteeringDifference,
} from "./difference.ts";
import type { Owned } from "./ownership.ts";

/** Differences that can be made to go away, and those that stay. */
export interface Sorted<D> {
  readonly free: D[];
  readonly conflicts: Conflict[];
}

/** Parts the differences that can be made to go away from those that must stay. */
export function sort<D extends Difference>(differences: readonly D[], observed: Srv6View, owned: Owned): Sorted<D> {
  const all = differences.map((difference) => ({ difference, conflict: conflictOf(difference, observed, owned) }));
  return {
    free: all.flatMap(({ difference, conflict }) => (conflict === undefined ? [difference] : [])),
    conflicts: all.flatMap(({ conflict }) => (conflict === undefined ? [] : [conflict])),
  };
}

/** Parts routes that can be had from those that others have, or put in the shade. */
export async function sortRoutes(
  srv6: Srv6,
  { desired, observed, owned }: Comparison,
  extras: Extras,
): Promise<Sorted<RouteDifference>> {
  const { free, conflicts } = sort([...compareRoutes(desired, observed)], observed, owned);
  const added = free.flatMap((each) => (each.observed === undefined ? [each] : []));
  if (added.length === 0) return { free, conflicts };
  const sources = await srv6.shadowsOf(added.map((each) => each.desired));
  const shadows = new Map<RouteDifference, string>();
  for (const [at, each] of added.entries()) {
    const source = sources[at];
    if (source !== undefined && !isLeaving(each.desired, observed, extras)) shadows.set(each, source);
  }
  const shaded = Array.from(shadows, ([{ desired: value }, source]): Conflict => {
    // Those that are added are desired.
    return { subject: { kind: "route", value: value! }, reason: `VPP prefers that of source ${source}` };
  });
  return { free: free.filter((each) => !shadows.has(each)), conflicts: [...conflicts, ...shaded] };
}

/** Parts policies that can be had from those whose BSID VPP has already, as that of anything else. */
export async function sortPolicies(
  srv6: Srv6,
  { desired, observed, owned }: Comparison,
  asks: boolean,
): Promise<Sorted<PolicyDifference>> {
  const { free, conflicts } = sort([...comparePolicies(desired, observed)], observed, owned);
  const added = asks ? free.flatMap((each) => (each.observed === undefined ? [each] : [])) : [];
  const sources = await srv6.bsidSources(added.map((each) => each.desired));
  const taken = new Set<PolicyDifference>();
  const others = added.flatMap((each, at): Conflict[] => {
    if (sources[at] === undefined) return [];
    taken.add(each);
    const reason = `VPP has a route to its BSID, of source ${sources[at]}`;
    return [{ subject: { kind: "policy", value: each.desired }, reason }];
  });
  return { free: free.filter((each) => !taken.has(each)), conflicts: [...conflicts, ...others] };
}

/** Nothing is steered to a policy that is not, and will not be, as it is named. */
export function sortSteering(
  { desired, observed, owned }: Comparison,
  policies: Sorted<PolicyDifference>,
  reroute: (rule: Steering) => Steering,
): Sorted<SteeringDifference> {
  const { free, conflicts } = sort([...compareSteering(desired, observed, reroute)], observed, owned);
  const left = new Set(
    policies.conflicts.flatMap(({ subject }) => (subject.kind === "policy" ? [subject.value.bsid.toKey()] : [])),
  );
  const isFit = (each: SteeringDifference) => each.desired === undefined || !left.has(each.desired.bsid.toKey());
  const unfit = free
    .filter((each) => !isFit(each))
    .map((each): Conflict => {
      return { subject: { kind: "steering", value: each.desired! }, reason: "the policy is left alone" };
    });
  return { free: free.filter(isFit), conflicts: [...conflicts, ...unfit] };
}

/** Whether what SRv6 has at a prefix is to go. */
function isLeaving(route: StaticRoute, observed: Srv6View, { steering, policies, localSids }: Extras): boolean {
  const { address, length } = route.prefix;
  const found: unknown[] = [observed.steeringOf({ kind: "l3", ...route })];
  if (address.family === 6) {
    found.push(...observed.localSidsAt(address).filter((each) => prefixLengthOf(each) === length));
    if (length === 128) found.push(observed.policy(address));
  }
  const leaving = new Set<unknown>([...steering, ...policies, ...localSids].map((gone) => gone.observed));
  return found.some((each) => each !== undefined && leaving.has(each));
}
