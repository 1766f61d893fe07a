import { describeTraffic, prefixLengthOf, type Srv6View, type StaticRoute } from "../../srv6/index.ts";
import type { Difference, Owned, Subject } from "../difference/index.ts";
import { describeTwins, keyOf, subjectOf } from "../difference/index.ts";
import { keyOfPolicy, keyOfRoute } from "../document/index.ts";
import type { Inputs } from "./questions.ts";
import { isReplacement } from "./stages.ts";

/** An entry that is not as desired and stays so: to change it, an entry of others would have to be changed. */
export interface Conflict {
  readonly subject: Subject;
  readonly reason: string;
}

/** Differences that can be made to go away, and those that stay, each with a reason. */
export interface Separated<D> {
  readonly free: readonly D[];
  readonly conflicts: readonly Conflict[];
}

/**
 * Separates differences that can be made to go away from those that would change entries of others.
 *
 * @param policies those that were separated before: nothing is steered to a policy that stays other than desired.
 */
export function separate<D extends Difference>(
  differences: Iterable<D>,
  inputs: Inputs,
  policies?: Separated<Difference<"policy">>,
): Separated<D> {
  const left = new Set(
    policies?.conflicts.flatMap(({ subject: { kind, value } }) => (kind === "policy" ? keyOfPolicy(value) : [])),
  );
  return separateBy(differences, (each) => reasonOf(each, inputs, left));
}

/** @param reasonOf returns why a difference stays; undefined if it can be made to go away. */
export function separateBy<D extends Difference>(
  differences: Iterable<D>,
  reasonOf: (difference: D) => string | undefined,
): Separated<D> {
  const free: D[] = [];
  const conflicts: Conflict[] = [];
  for (const each of differences) {
    const reason = reasonOf(each);
    if (reason === undefined) free.push(each);
    else conflicts.push({ subject: subjectOf(each), reason });
  }
  return { free, conflicts };
}

/** @param left the keys of policies that stay other than desired. */
function reasonOf(difference: Difference, inputs: Inputs, left: ReadonlySet<string>): string | undefined {
  const { owned } = inputs;
  switch (difference.kind) {
    case "route": {
      const { observed } = difference;
      return changeReason(difference, owned, observed && owned.ownsRoute(observed)) ?? shadowReason(difference, inputs);
    }
    case "localSid": {
      const { observed } = difference;
      return sidReason(difference, owned) ?? changeReason(difference, owned, observed && owned.ownsSid(observed));
    }
    case "policy": {
      const { observed } = difference;
      const reason = policyReason(difference, inputs);
      const change = changeReason(difference, owned, observed && owned.ownsPolicy(observed));
      return reason ?? change ?? bsidReason(difference, inputs);
    }
    case "steering": {
      const { desired, observed } = difference;
      const change = changeReason(difference, owned, observed && owned.ownsSteering(observed));
      const isLeft = desired !== undefined && left.has(keyOfPolicy(desired));
      return twinReason(difference, owned) ?? change ?? (isLeft ? "its policy is left as it is" : undefined);
    }
    default:
      return undefined;
  }
}

/**
 * An entry that VPP has with another value belongs to others, unless it is owned, or named entries are adopted.
 *
 * @param isOwned undefined if VPP does not have the entry.
 */
function changeReason(difference: Difference, owned: Owned, isOwned: boolean | undefined): string | undefined {
  const mayChange = isOwned !== false || owned.adopts || difference.desired === undefined || "renews" in difference;
  return mayChange ? undefined : `${difference.reason}, which is neither owned nor adopted`;
}

/** VPP can prefer a route of another source to a new one, unless that is removed. */
function shadowReason(
  { desired, observed: found }: Difference<"route">,
  { observed, extras, answers }: Inputs,
): string | undefined {
  if (desired === undefined || found !== undefined) return undefined;
  const source = answers.shadows.get(keyOfRoute(desired));
  if (source === undefined) return undefined;
  const { steering, policies, localSids } = extras;
  const leaving = new Set([...steering, ...policies, ...localSids].map((each) => keyOf(subjectOf(each))));
  const isLeaving = subjectsAt(desired, observed).some((subject) => leaving.has(keyOf(subject)));
  return isLeaving ? undefined : `VPP prefers the route of source ${source}`;
}

/** Returns the SRv6 entries of VPP at the prefix of a route. */
function subjectsAt({ prefix, tableId }: StaticRoute, observed: Srv6View): Subject[] {
  const { address, length } = prefix;
  const rule = observed.steeringOf({ kind: "l3", prefix, tableId });
  const subjects: Subject[] = rule === undefined ? [] : [{ kind: "steering", value: rule }];
  if (address.family === 4) return subjects;
  for (const value of observed.localSidsAt(address)) {
    if (prefixLengthOf(value) === length) subjects.push({ kind: "localSid", value });
  }
  const policy = length === 128 ? observed.policy(address) : undefined;
  return policy === undefined ? subjects : [...subjects, { kind: "policy", value: policy }];
}

function sidReason({ desired, observed: found }: Difference<"localSid">, owned: Owned): string | undefined {
  const isTaken = found === undefined && owned.isForeignPolicy(desired.sid);
  return isTaken ? `VPP has a policy with BSID ${desired.sid}, which is not owned` : undefined;
}

function bsidReason({ desired, observed: found }: Difference<"policy">, { answers }: Inputs): string | undefined {
  const source = desired === undefined || found !== undefined ? undefined : answers.bsids.get(keyOfPolicy(desired));
  return source && `VPP has a route to its BSID, of source ${source}`;
}

function twinReason({ twins = [] }: Difference<"steering">, owned: Owned): string | undefined {
  const foreign = twins.find((twin) => !owned.ownsSteering(twin));
  return foreign && `${describeTwins([foreign])}, which is not owned`;
}

/** A policy cannot be deleted, not even for a moment, while others steer to it. */
function policyReason(difference: Difference<"policy">, { observed, owned }: Inputs): string | undefined {
  const { desired, observed: found } = difference;
  if (found === undefined) {
    const isTaken = observed.localSidsAt(desired.bsid).some((each) => owned.isForeignSid(each));
    return isTaken ? `VPP has a local SID ${desired.bsid}, which is not owned` : undefined;
  }
  if (desired !== undefined && !isReplacement(difference)) return undefined;
  const foreign = observed.steeringTo(found.bsid).find((rule) => !owned.isOurSteering(rule));
  return foreign && `${describeTraffic(foreign)} is steered to it, and that steering is not owned`;
}
