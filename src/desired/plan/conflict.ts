import type { LocalSid, SrPolicy, Srv6View, StaticRoute, Steering, TableUser } from "../../srv6/index.ts";
import { describeTableUser, describeTraffic, prefixLengthOf } from "../../srv6/index.ts";
import type { Difference, Gone, Owned, Subject } from "../difference/index.ts";
import { describeTwins, keyOf, subjectOf } from "../difference/index.ts";
import { keyOfPolicy, keyOfRoute, keyOfTable } from "../document/index.ts";
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

/** Most kinds have no differences. */
const NOTHING: Separated<never> = { free: [], conflicts: [] };

/**
 * Separates differences that can be made to go away from those that would change entries of others.
 *
 * @param before the conflicts that were found before: nothing is steered to a policy that stays other than desired.
 */
export function separate<D extends Difference>(
  differences: readonly D[],
  inputs: Inputs,
  before: readonly Conflict[] = [],
): Separated<D> {
  if (differences.length === 0) return NOTHING;
  const left = new Set(before.flatMap(({ subject: { kind, value } }) => (kind === "policy" ? keyOfPolicy(value) : [])));
  return separateBy(differences, (each) => reasonOf(each, inputs, left));
}

/** @param reasonOf returns why a difference stays; undefined if it can be made to go away. */
function separateBy<D extends Difference>(
  differences: readonly D[],
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
    case "route":
      return changeReason(difference, owned, ownsRoute) ?? shadowReason(difference, inputs);
    case "localSid":
      return sidReason(difference, owned) ?? changeReason(difference, owned, ownsSid);
    case "policy":
      return (
        policyReason(difference, inputs) ??
        changeReason(difference, owned, ownsPolicy) ??
        bsidReason(difference, inputs)
      );
    case "steering": {
      const { desired } = difference;
      const isLeft = desired !== undefined && left.size > 0 && left.has(keyOfPolicy(desired));
      return (
        twinReason(difference, owned) ??
        changeReason(difference, owned, ownsSteering, ownsTraffic) ??
        (isLeft ? "its policy is left as it is" : undefined)
      );
    }
  }
  return undefined;
}

/** Returns whether an entry is owned, or a desired one in range; undefined without ranges. */
type Owns<Value> = (owned: Owned, value: Value) => boolean | undefined;

// Not made for each difference, of which there can be many.
const ownsRoute: Owns<StaticRoute> = (owned, each) => owned.ownsRoute(each);
const ownsSid: Owns<LocalSid> = (owned, each) => owned.ownsSid(each);
const ownsPolicy: Owns<SrPolicy> = (owned, each) => owned.ownsPolicy(each);
const ownsSteering: Owns<Steering> = (owned, each) => owned.ownsSteering(each);
const ownsTraffic: Owns<Steering> = (owned, each) => owned.ownsTraffic(each);

/**
 * An entry that VPP has with another value belongs to others, unless it is owned, or named entries are adopted. Where a state
 * owns ranges, what is outside of them is not added, and not removed.
 *
 * @param owns says whether an entry of VPP is owned; `covers`, whether a desired one is in range.
 */
function changeReason<Value>(
  difference: { readonly desired: Value | undefined; readonly observed: Value | undefined; readonly reason: string },
  owned: Owned,
  owns: Owns<Value>,
  covers: Owns<Value> = owns,
): string | undefined {
  const { desired, observed, reason } = difference;
  if (owned.adopts || "renews" in difference) return undefined;
  if (observed === undefined)
    return covers(owned, desired!) === false ? "it is outside of the owned ranges: extend owns" : undefined;
  if (desired === undefined) return owns(owned, observed) === false ? "it is not owned" : undefined;
  return owns(owned, observed) ? undefined : `${reason}, which is neither owned nor adopted`;
}

/** VPP can prefer a route of another source to a new one, unless that is removed. */
function shadowReason(
  { desired, observed: found }: Difference<"route">,
  { observed, extras, answers }: Inputs,
): string | undefined {
  if (desired === undefined || found !== undefined) return undefined;
  const source = answers.shadows.get(keyOfRoute(desired));
  if (source === undefined) return undefined;
  const leaving = new Set(Object.values(extras).flatMap((each) => each.map((gone) => keyOf(subjectOf(gone)))));
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

/**
 * Separates tables that can be removed from those that are still used after all other changes.
 *
 * @param differences all other ones, in the order in which they are made to go away.
 */
export function findUsedTables(
  removals: readonly Gone<"table">[],
  differences: readonly Difference[],
  { observed, answers }: Pick<Inputs, "observed" | "answers">,
): Separated<Gone<"table">> {
  if (removals.length === 0) return NOTHING;
  const users = usersAfter(removals, differences, observed);
  return separateBy(removals, ({ observed: table }) => {
    const others = answers.tables.get(keyOfTable(table))?.[0];
    const [user = others] = users.flatMap((each) => describeTableUser(each, table) ?? []);
    return user && `${user} needs it`;
  });
}

/** Returns what VPP holds after the changes of all that can use a table. */
function usersAfter(
  removals: readonly Gone<"table">[],
  differences: readonly Difference[],
  observed: Srv6View,
): TableUser[] {
  const subjects = new Map<string, Subject>();
  const put = (subject: Subject) => subjects.set(keyOf(subject), subject);
  for (const value of observed.localSids) put({ kind: "localSid", value });
  for (const value of observed.policies) put({ kind: "policy", value });
  for (const value of observed.steering) put({ kind: "steering", value });
  for (const { observed: table } of removals) {
    for (const value of observed.routesIn(table)) put({ kind: "route", value });
  }
  for (const difference of differences) {
    const { kind, desired, observed: before } = difference;
    const twins = (kind === "steering" && difference.twins) || [];
    for (const value of twins) subjects.delete(keyOf({ kind: "steering", value }));
    if (before !== undefined) subjects.delete(keyOf({ kind, value: before } as Subject)); // they are of one type
    if (desired !== undefined) put(subjectOf(difference));
  }
  return [...subjects.values()].filter(isUser);
}

function isUser(subject: Subject): subject is TableUser {
  return ["localSid", "policy", "steering", "route"].includes(subject.kind);
}
