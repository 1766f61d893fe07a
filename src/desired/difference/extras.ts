import { keyOfLocalSid, keyOfTraffic, type SrPolicy, type Srv6View, withoutHostBits } from "../../srv6/index.ts";
import { keyOfPolicy, keyOfRoute, keyOfTable, type ResolvedState } from "../document/index.ts";
import { type Gone, gone } from "./difference.ts";
import { counterpartOf } from "./key.ts";
import type { Owned } from "./owned.ts";

const NOT_DESIRED = "the document owns it, but does not describe it";

/** Entries that are removed. */
export interface Extras {
  readonly steering: readonly Gone<"steering">[];
  readonly policies: readonly Gone<"policy">[];
  readonly localSids: readonly Gone<"localSid">[];
  readonly routes: readonly Gone<"route">[];
  readonly tables: readonly Gone<"table">[];
}

/** Returns the entries that are owned and not desired. */
export function findExtras(state: ResolvedState, observed: Srv6View, owned: Owned): Extras {
  const steering = observed.steering.filter((each) => owned.ownsSteering(each));
  const policies = observed.policies.filter((each) => owned.ownsPolicy(each));
  const localSids = observed.localSids.filter((each) => owned.ownsSid(each));
  // An observed local SID that equals a desired one, or is changed into it, is no extra.
  const kept = localSids.length === 0 ? [] : state.localSids.flatMap((each) => counterpartOf(each, observed) ?? []);
  // Steering that differs from desired steering in host bits only is removed by the step for the desired one.
  const extraSteering = without(steering, state.steering, keyOfTraffic, (each) => keyOfTraffic(withoutHostBits(each)));
  return {
    steering: extraSteering.map((each) => gone("steering", each, NOT_DESIRED)),
    policies: without(policies, state.policies, keyOfPolicy).map((each) => gone("policy", each, whyExtra(each, owned))),
    localSids: without(localSids, kept, keyOfLocalSid).map((each) => gone("localSid", each, NOT_DESIRED)),
    routes: without(owned.routes, state.routes, keyOfRoute).map((each) => gone("route", each, NOT_DESIRED)),
    tables: without(owned.tables, state.tables, keyOfTable).map((each) => gone("table", each, NOT_DESIRED)),
  };
}

function whyExtra({ bsid }: SrPolicy, owned: Owned): string {
  return owned.isScratch(bsid) ? carriedTraffic("another policy") : NOT_DESIRED;
}

/** Returns why a policy is removed that stood in for another one. */
export function carriedTraffic(of: string): string {
  return `it carried the traffic of ${of} during a replacement`;
}

/** Returns the entries whose key no desired one has. */
export function without<Value>(
  entries: readonly Value[],
  desired: readonly Value[],
  keyOf: (value: Value) => string,
  keyOfEntry: (value: Value) => string = keyOf,
): readonly Value[] {
  if (entries.length === 0) return entries;
  const keys = new Set(desired.map(keyOf));
  return entries.filter((each) => !keys.has(keyOfEntry(each)));
}
