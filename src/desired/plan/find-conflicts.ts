import { prefixLengthOf, type Srv6View, type StaticRoute, type Steering } from "../../srv6/index.ts";
import { comparePolicies, compareRoutes, compareSteering } from "../difference/compare.ts";
import {
  type Difference,
  type PolicyDifference,
  type RouteDifference,
  type SteeringDifference,
  type Subject,
  subjectOf,
} from "../difference/difference.ts";
import type { Extras } from "../difference/extras.ts";
import { keyOf } from "../difference/key.ts";
import { keyOfPolicy, keyOfRoute } from "../document/keys.ts";
import { type Conflict, conflictOf } from "./conflict.ts";
import type { Inputs } from "./inputs.ts";

/** Differences that can be made to go away, and those that stay, each with a reason. */
export interface Separated<D> {
  readonly free: readonly D[];
  readonly conflicts: readonly Conflict[];
}

/** Separates differences that can be made to go away from those that would change what others own. */
export function findConflicts<D extends Difference>(
  differences: Iterable<D>,
  { observed, owned }: Pick<Inputs, "observed" | "owned">,
): Separated<D> {
  return separate(differences, (each) => conflictOf(each, observed, owned));
}

/** Separates the routes, also those that would be in the shadow of another source. */
export function findRouteConflicts(inputs: Inputs): Separated<RouteDifference> {
  const { desired, observed, owned, extras, answers } = inputs;
  const leaving = keysOf(extras);
  return separate(compareRoutes(desired, observed), (each) => {
    const conflict = conflictOf(each, observed, owned);
    if (conflict !== undefined || each.desired === undefined || each.observed !== undefined) return conflict;
    const source = answers.shadows.get(keyOfRoute(each.desired));
    if (source === undefined || isLeaving(each.desired, observed, leaving)) return undefined;
    return { subject: { kind: "route", value: each.desired }, reason: `VPP prefers that of source ${source}` };
  });
}

/** Separates the policies, also those to whose BSID VPP has a route already. */
export function findPolicyConflicts({ desired, observed, owned, answers }: Inputs): Separated<PolicyDifference> {
  return separate(comparePolicies(desired, observed), (each) => {
    const conflict = conflictOf(each, observed, owned);
    if (conflict !== undefined || each.desired === undefined || each.observed !== undefined) return conflict;
    const source = answers.bsids.get(keyOfPolicy(each.desired));
    const reason = `VPP has a route to its BSID, of source ${source}`;
    return source === undefined ? undefined : { subject: { kind: "policy", value: each.desired }, reason };
  });
}

/** Separates the steering: nothing is steered to a policy that stays other than desired. */
export function findSteeringConflicts(
  { desired, observed, owned }: Inputs,
  policies: Separated<PolicyDifference>,
  reroute: (rule: Steering) => Steering,
): Separated<SteeringDifference> {
  const left = new Set(policies.conflicts.map(({ subject }) => keyOf(subject)));
  return separate(compareSteering(desired, observed, reroute), (each) => {
    const conflict = conflictOf(each, observed, owned);
    if (conflict !== undefined || each.desired === undefined) return conflict;
    if (!left.has(`policy ${keyOfPolicy(each.desired)}`)) return undefined;
    return { subject: { kind: "steering", value: each.desired }, reason: "the policy is left alone" };
  });
}

function separate<D>(differences: Iterable<D>, conflictFor: (each: D) => Conflict | undefined): Separated<D> {
  const free: D[] = [];
  const conflicts: Conflict[] = [];
  for (const each of differences) {
    const conflict = conflictFor(each);
    if (conflict === undefined) free.push(each);
    else conflicts.push(conflict);
  }
  return { free, conflicts };
}

/** Returns the keys of the SRv6 entries that are removed. */
function keysOf({ steering, policies, localSids }: Extras): ReadonlySet<string> {
  return new Set([...steering, ...policies, ...localSids].map((each) => keyOf(subjectOf(each))));
}

/** Returns whether the SRv6 entry of VPP at a prefix is removed. */
function isLeaving({ prefix, tableId }: StaticRoute, observed: Srv6View, leaving: ReadonlySet<string>): boolean {
  const { address, length } = prefix;
  const rule = observed.steeringOf({ kind: "l3", prefix, tableId });
  const found: Subject[] = rule === undefined ? [] : [{ kind: "steering", value: rule }];
  if (address.family === 6) {
    for (const value of observed.localSidsAt(address)) {
      if (prefixLengthOf(value) === length) found.push({ kind: "localSid", value });
    }
    const policy = length === 128 ? observed.policy(address) : undefined;
    if (policy !== undefined) found.push({ kind: "policy", value: policy });
  }
  return found.some((subject) => leaving.has(keyOf(subject)));
}
