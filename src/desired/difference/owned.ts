import type { Ip6Address } from "../../address/index.ts";
import type {
  LocalSid,
  SrPolicy,
  Srv6View,
  StaticRoute,
  Steering,
  TableName,
  TableRoute,
  Traffic,
} from "../../srv6/index.ts";
import { keyOfTraffic, withoutHostBits } from "../../srv6/index.ts";
import type { Ownership, ResolvedState } from "../document/index.ts";
import { holdsTraffic, isIn, isInRange, routedTables, tablesWith } from "../document/index.ts";
import { type Gone, gone, KEYS } from "./difference.ts";
import { counterpartOf } from "./same.ts";

/**
 * Decides which entries of VPP belong to a state: all that lie in a range that the state owns; it is undefined for a kind of
 * which the state has no ranges. An entry that the state names outside of these belongs to it if the state adopts what it
 * names, or if VPP has the entry as it is named.
 */
export class Owned {
  readonly #desired: ResolvedState;
  readonly #owns: Ownership;
  readonly #observed: Srv6View;
  /** The keys of the named policies; the BSIDs that take named traffic, by its key. Made at their first use. */
  #bsids: ReadonlySet<string> | undefined;
  #traffic: ReadonlyMap<string, Ip6Address> | undefined;

  constructor(desired: ResolvedState, observed: Srv6View) {
    this.#desired = desired;
    this.#owns = desired.owns ?? {};
    this.#observed = observed;
  }

  /** Whether entries that the state names belong to it, whichever client added them. */
  get adopts(): boolean {
    return this.#desired.adopt === true;
  }

  /** The owned tables that VPP has. */
  get tables(): TableName[] {
    return tablesWith(this.#owns.tables).filter(({ family, tableId }) => this.#observed.tables[family].has(tableId));
  }

  /** The routes of VPP in owned ranges. */
  get routes(): StaticRoute[] {
    const tables = routedTables({ owns: this.#owns });
    return tables.flatMap((table) => this.#observed.routesIn(table).filter((each) => this.ownsRoute(each)));
  }

  /** Returns whether a route lies in an owned range. */
  ownsRoute(route: TableRoute): boolean | undefined {
    return this.#owns.routes?.some((range) => isInRange(range, route));
  }

  /** Returns whether a local SID lies in an owned range. */
  ownsSid({ sid }: LocalSid): boolean | undefined {
    return isIn(this.#owns.sids, sid);
  }

  /** Returns whether a local SID lies outside of the owned ranges; false if the state has no ranges of SIDs. */
  isForeignSid(localSid: LocalSid): boolean {
    return this.ownsSid(localSid) === false;
  }

  /** Returns whether a policy lies in an owned range, or stands in for another one. */
  ownsPolicy({ bsid }: Pick<SrPolicy, "bsid">): boolean | undefined {
    return this.isScratch(bsid) || isIn(this.#owns.bsids, bsid);
  }

  /** Returns whether a BSID is that of a policy that stands in for another one. */
  isScratch(bsid: Ip6Address): boolean {
    return this.#owns.scratch?.contains(bsid) === true;
  }

  /**
   * Returns whether steering is owned: prefix and table lie in an owned range, and the policy is not foreign. VPP can show an
   * owned BSID, or one that it does not have, where the policy of an entry was deleted.
   */
  ownsSteering(rule: Steering): boolean | undefined {
    return this.ownsTraffic(rule) && !this.isForeignPolicy(rule.bsid);
  }

  /** Returns whether traffic lies in an owned range, whatever takes it. */
  ownsTraffic(traffic: Traffic): boolean | undefined {
    return this.#owns.steering?.some((range) => holdsTraffic(range, traffic));
  }

  /** Returns whether steering may be moved: it is owned, or named; without `adopt`, only if VPP has it as it is named. */
  isOurSteering(rule: Steering): boolean {
    this.#traffic ??= new Map(this.#desired.steering.map((each) => [keyOfTraffic(each), each.bsid]));
    const named = this.#traffic.get(keyOfTraffic(rule));
    return (named !== undefined && (this.adopts || named.equals(rule.bsid))) || this.ownsSteering(rule) === true;
  }

  /** Returns whether VPP has a policy that is neither named nor owned; false if the state has no ranges of BSIDs. */
  isForeignPolicy(bsid: Ip6Address): boolean {
    if (this.ownsPolicy({ bsid }) !== false) return false;
    this.#bsids ??= new Set(this.#desired.policies.map(KEYS.policy));
    return !this.#bsids.has(bsid.toKey()) && this.#observed.policy(bsid) !== undefined;
  }
}

const NOT_DESIRED = "the document owns it, but does not describe it";

/** Entries that are removed, in the order of their removal. */
export type Extras = {
  readonly [Kind in "steering" | "policy" | "localSid" | "route" | "table"]: readonly Gone<Kind>[];
};

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
    policy: without(policies, state.policies, KEYS.policy).map((each) => {
      return gone("policy", each, owned.isScratch(each.bsid) ? carriedTraffic("another policy") : NOT_DESIRED);
    }),
    localSid: without(localSids, kept, KEYS.localSid).map((each) => gone("localSid", each, NOT_DESIRED)),
    route: without(owned.routes, state.routes, KEYS.route).map((each) => gone("route", each, NOT_DESIRED)),
    table: without(owned.tables, state.tables, KEYS.table).map((each) => gone("table", each, NOT_DESIRED)),
  };
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
