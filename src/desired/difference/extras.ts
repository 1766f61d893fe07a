import { keyOfLocalSid, keyOfTraffic, type Srv6View, withoutHostBits } from "../../srv6/index.ts";
import type { ResolvedState } from "../document/index.ts";
import { keyOfPolicy, keyOfRoute, keyOfTable } from "../document/index.ts";
import { counterpartOf } from "./compare.ts";
import {
  type Gone,
  goneLocalSid,
  gonePolicy,
  goneSteering,
  type LocalSidDifference,
  type PolicyDifference,
  type RouteDifference,
  type SteeringDifference,
  type TableDifference,
} from "./difference.ts";
import type { Owned } from "./owned.ts";

const NOT_DESIRED = "it is owned, and not desired";

/** Entries that are removed. */
export interface Extras {
  readonly steering: readonly Gone<SteeringDifference>[];
  readonly policies: readonly Gone<PolicyDifference>[];
  readonly localSids: readonly Gone<LocalSidDifference>[];
  readonly routes: readonly Gone<RouteDifference>[];
  readonly tables: readonly Gone<TableDifference>[];
}

/** Returns the entries that are owned and not desired. */
export function findExtras(state: ResolvedState, observed: Srv6View, owned: Owned): Extras {
  return {
    steering: findExtraSteering(state, observed, owned),
    policies: findExtraPolicies(state, observed, owned),
    localSids: findExtraLocalSids(state, observed, owned),
    routes: findExtraRoutes(state, owned),
    tables: findExtraTables(state, owned),
  };
}

function findExtraSteering(state: ResolvedState, observed: Srv6View, owned: Owned): Extras["steering"] {
  const owns = observed.steering.filter((rule) => owned.ownsSteering(rule));
  if (owns.length === 0) return [];
  // Steering that differs from desired steering in host bits only is removed by the step for the desired one.
  const desired = new Set(state.steering.map(keyOfTraffic));
  const extra = owns.filter((rule) => !desired.has(keyOfTraffic(withoutHostBits(rule))));
  return extra.map((rule) => goneSteering(rule, NOT_DESIRED));
}

function findExtraPolicies(state: ResolvedState, observed: Srv6View, owned: Owned): Extras["policies"] {
  const desired = new Set(state.policies.map(keyOfPolicy));
  const extra = observed.policies.filter((policy) => owned.ownsPolicy(policy) && !desired.has(keyOfPolicy(policy)));
  return extra.map((policy) =>
    gonePolicy(policy, owned.isScratch(policy.bsid) ? "it took the traffic of another policy" : NOT_DESIRED),
  );
}

/** An observed local SID that equals a desired one, or is changed into it, is no extra. */
function findExtraLocalSids(state: ResolvedState, observed: Srv6View, owned: Owned): Extras["localSids"] {
  const kept = new Set<string>();
  for (const desired of state.localSids) {
    const found = counterpartOf(desired, observed);
    if (found !== undefined) kept.add(keyOfLocalSid(found));
  }
  const extra = observed.localSids.filter((each) => owned.ownsSid(each) && !kept.has(keyOfLocalSid(each)));
  return extra.map((localSid) => goneLocalSid(localSid, NOT_DESIRED));
}

function findExtraRoutes(state: ResolvedState, owned: Owned): Extras["routes"] {
  const { routes } = owned;
  if (routes.length === 0) return [];
  const desired = new Set(state.routes.map(keyOfRoute));
  const extra = routes.filter((route) => !desired.has(keyOfRoute(route)));
  return extra.map((observed) => ({ kind: "route", desired: undefined, observed, reason: NOT_DESIRED }));
}

function findExtraTables(state: ResolvedState, owned: Owned): Extras["tables"] {
  const desired = new Set(state.tables.map(keyOfTable));
  const extra = owned.tables.filter((table) => !desired.has(keyOfTable(table)));
  return extra.map((observed) => ({ kind: "table", desired: undefined, observed, reason: NOT_DESIRED }));
}
