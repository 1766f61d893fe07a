import { prefixLengthOf, type Srv6, type Srv6View, type StaticRoute } from "../srv6/index.ts";
import { type Conflict, conflictOf } from "./conflict.ts";
import { type Comparison, compareRoutes, type Difference, type Extras, type RouteDifference } from "./difference.ts";
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
