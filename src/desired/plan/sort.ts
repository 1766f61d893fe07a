import {
  checking,
  prefixLengthOf,
  type Srv6,
  type Srv6View,
  type StaticRoute,
  type Steering,
} from "../../srv6/index.ts";
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
  readonly free: readonly D[];
  readonly conflicts: readonly Conflict[];
}

/** Parts the differences that can be made to go away from those that must stay. */
export function sort<D extends Difference>(differences: readonly D[], observed: Srv6View, owned: Owned): Sorted<D> {
  return leaveOut({ free: differences, conflicts: [] }, (each) => conflictOf(each, observed, owned));
}

/** Of what is free, what there is a conflict for is not. */
function leaveOut<D>({ free, conflicts }: Sorted<D>, conflictFor: (each: D) => Conflict | undefined): Sorted<D> {
  const left: Sorted<D> & { free: D[]; conflicts: Conflict[] } = { free: [], conflicts: [...conflicts] };
  for (const each of free) {
    const conflict = conflictFor(each);
    if (conflict === undefined) left.free.push(each);
    else left.conflicts.push(conflict);
  }
  return left;
}

/** Parts routes that can be had from those that others have, or put in the shade. */
export async function sortRoutes(
  srv6: Srv6,
  { desired, observed, owned }: Comparison,
  extras: Extras,
): Promise<Sorted<RouteDifference>> {
  const sorted = sort([...compareRoutes(desired, observed)], observed, owned);
  const added = addedOf(sorted);
  const sources = await sourcesOf(added, (routes) => srv6.shadowsOf(routes));
  return leaveOut(sorted, (each) => {
    const source = sources.get(each);
    if (each.desired === undefined || source === undefined || isLeaving(each.desired, observed, extras))
      return undefined;
    return { subject: { kind: "route", value: each.desired }, reason: `VPP prefers that of source ${source}` };
  });
}

/** Parts policies that can be had from those whose BSID VPP has already, as that of anything else. */
export async function sortPolicies(
  srv6: Srv6,
  { desired, observed, owned }: Comparison,
  asks: boolean,
): Promise<Sorted<PolicyDifference>> {
  const sorted = sort([...comparePolicies(desired, observed)], observed, owned);
  const added = asks ? addedOf(sorted) : [];
  const sources = await sourcesOf(added, (policies) => srv6.bsidSources(policies));
  return leaveOut(sorted, (each) => {
    const source = sources.get(each);
    if (each.desired === undefined || source === undefined) return undefined;
    return {
      subject: { kind: "policy", value: each.desired },
      reason: `VPP has a route to its BSID, of source ${source}`,
    };
  });
}

/** Nothing is steered to a policy that is not, and will not be, as it is named. */
export function sortSteering(
  { desired, observed, owned }: Comparison,
  policies: Sorted<PolicyDifference>,
  reroute: (rule: Steering) => Steering,
): Sorted<SteeringDifference> {
  const left = new Set(
    policies.conflicts.flatMap(({ subject }) => (subject.kind === "policy" ? [subject.value.bsid.toKey()] : [])),
  );
  return leaveOut(sort([...compareSteering(desired, observed, reroute)], observed, owned), ({ desired: rule }) => {
    if (rule === undefined || !left.has(rule.bsid.toKey())) return undefined;
    return { subject: { kind: "steering", value: rule }, reason: "the policy is left alone" };
  });
}

/** What VPP does not have. */
function addedOf<D extends Difference>({ free }: Sorted<D>): Added<D>[] {
  return free.filter((each): each is Added<D> => each.observed === undefined);
}

type Added<D extends Difference> = Extract<D, { readonly observed: undefined }>;

/** By difference, who else has a route where it would be added. VPP is asked only if there are any. */
async function sourcesOf<Value>(
  added: readonly { readonly desired: Value }[],
  ask: (values: readonly Value[]) => Promise<(string | undefined)[]>,
): Promise<ReadonlyMap<unknown, string | undefined>> {
  if (added.length === 0) return new Map();
  const sources = await checking(() => ask(added.map(({ desired }) => desired)));
  return new Map(added.map((each, at) => [each, sources[at]]));
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
