import type { Destination, LocalSid, SrPolicy, Srv6View, StaticRoute, TableName } from "../../srv6/index.ts";
import { keyOfLocalSid, replacementOf } from "../../srv6/index.ts";
import { compareLocalSids, type Difference, type Extras, findExtras, Owned, without } from "../difference/index.ts";
import { keyOfTable, type ResolvedState } from "../document/index.ts";
import { destinationsOf, type Egress } from "./warnings.ts";

/** What VPP must be asked before a plan is made, besides its SRv6 state. */
export interface Questions {
  /** Policies that VPP does not have: it refuses a policy where it has a route to the BSID. */
  readonly bsids: readonly SrPolicy[];
  /** Routes that VPP does not have: it can prefer a route of another source. */
  readonly shadows: readonly StaticRoute[];
  /** Owned tables that are not desired: interfaces and other clients can use them. */
  readonly tables: readonly TableName[];
  /** Local SIDs that are replaced, before and after: they need a shorter prefix without a route. */
  readonly covers: readonly LocalSid[];
  /** Where packets of `innerMtu` bytes are sent to; empty if the state has none. */
  readonly egress: readonly Destination[];
}

/** The answers of VPP. A key is missing where VPP has nothing. */
export interface Answers {
  /** The source of the route to a BSID, by `keyOfPolicy`. */
  readonly bsids: ReadonlyMap<string, string>;
  /** The source that VPP prefers to the API, by `keyOfRoute`. */
  readonly shadows: ReadonlyMap<string, string>;
  /** In words, what keeps a table, by `keyOfTable`. */
  readonly tables: ReadonlyMap<string, readonly string[]>;
  /** Lengths of shorter prefixes without a route, by `keyOfCover`. */
  readonly covers: ReadonlyMap<string, readonly number[]>;
  /** Undefined if it was not asked for, or VPP cannot be asked. */
  readonly egress: Egress | undefined;
}

/** All that a plan is made of. */
export interface Inputs {
  /** The entries as they should be, with numbers of interfaces. */
  readonly desired: ResolvedState;
  /** The SRv6 state of VPP before the plan. */
  readonly observed: Srv6View;
  /** The entries of VPP that the plan may change or remove. */
  readonly owned: Owned;
  /** The entries of VPP that the plan removes. */
  readonly extras: Extras;
  /** The answers to `questionsOf`. */
  readonly answers: Answers;
  /**
   * Whether the state is a whole one: then what cannot be done of it is an error, not a conflict, and removing many of the owned
   * entries needs permission.
   */
  readonly isWholeState: boolean;
}

/** Returns what VPP must be asked before a plan for a whole state is made. */
export function questionsOf(desired: ResolvedState, observed: Srv6View): Questions {
  return {
    ...questionsOfChanges(desired, observed),
    bsids: desired.policies.filter(({ bsid }) => observed.policy(bsid) === undefined),
    tables: without(new Owned(desired, observed).tables, desired.tables, keyOfTable),
    egress: desired.innerMtu === undefined ? [] : destinationsOf(desired.policies),
  };
}

/** Returns what VPP must be asked before a plan for changes is made. */
export function questionsOfChanges(desired: ResolvedState, observed: Srv6View): Pick<Questions, "shadows" | "covers"> {
  return {
    shadows: desired.routes.filter((route) => observed.route(route) === undefined),
    covers: compareLocalSids(desired, observed).flatMap(({ desired: to, observed: from }) => {
      return to === undefined || from === undefined ? [] : [to, from];
    }),
  };
}

/** Returns the inputs for a whole state: the plan removes all entries that are owned and not desired. */
export function inputsForWholeState(desired: ResolvedState, observed: Srv6View, answers: Answers): Inputs {
  const owned = new Owned(desired, observed);
  return { desired, observed, owned, extras: findExtras(desired, observed, owned), answers, isWholeState: true };
}

/** Returns the inputs for changes: the plan removes only `extras`, which are owned like the entries that `desired` names. */
export function inputsForChanges(desired: ResolvedState, observed: Srv6View, answers: Answers, extras: Extras): Inputs {
  const policies = desired.policies.concat(extras.policy.map((gone) => gone.observed));
  const steering = desired.steering.concat(extras.steering.map((gone) => gone.observed));
  const owned = new Owned({ ...desired, policies, steering }, observed);
  return { desired, observed, owned, extras, answers, isWholeState: false };
}

/** Returns the key of the prefixes that can cover a local SID: those of its address, in its table. */
export function keyOfCover(localSid: LocalSid): string {
  return `${localSid.fibTable} ${keyOfLocalSid(localSid)}`;
}

/** Returns whether a local SID can only be deleted and added again, in one direction or in the other. */
export function isInterrupting({ desired, observed: found }: Difference<"localSid">, inputs: Inputs): boolean {
  if (desired === undefined || found === undefined) return false;
  const beside = inputs.observed.localSidsAt(desired.sid);
  const freeFor = (localSid: LocalSid) => inputs.answers.covers.get(keyOfCover(localSid)) ?? [];
  const there = replacementOf(found, desired, beside, freeFor(desired));
  const after = beside.map((each) => (each === found ? desired : each));
  const back = replacementOf(desired, found, after, freeFor(found));
  return there === undefined || back === undefined;
}
