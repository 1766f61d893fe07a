import { Ip6Address, type Ip6AddressInput } from "../address/index.ts";
import { VppError } from "../errors.ts";
import type {
  LocalSidInput,
  SrPolicy,
  SrPolicyInput,
  Srv6View,
  StaticRouteInput,
  Steering,
  TableRoute,
  TableRouteInput,
  Traffic,
  TrafficInput,
} from "../srv6/index.ts";
import {
  encapSourceFrom,
  exactTrafficFrom,
  keyOfTraffic,
  localSidFrom,
  policyFrom,
  staticRouteFrom,
  steeringTo,
  tableRouteFrom,
  trafficFrom,
  withoutHostBits,
} from "../srv6/index.ts";
import type { StepOutcome } from "./apply.ts";
import { allGone, type Extras, type Subject } from "./difference/index.ts";
import { keyOfPath, keyOfRoute, type Ownership, type ResolvedState } from "./document/index.ts";
import { type Conflict, describeConflict, describeSubject } from "./plan/index.ts";

/** Entries as they should be; entries that are not named stay. */
export interface Srv6Changes {
  /** Source and hop limit of outer headers from now on. Of the policies, only those that are named here take them. */
  readonly encap?: { readonly source?: Ip6AddressInput; readonly hopLimit?: number };
  /** Routes as they should be, e.g. those to the locators of other nodes. */
  readonly routes?: readonly StaticRouteInput[];
  /** Local SIDs as they should be. */
  readonly localSids?: readonly LocalSidInput[];
  /** Policies as they should be, with all their lists. */
  readonly policies?: readonly SrPolicyInput[];
  /** Traffic and the policies that should take it. */
  readonly steering?: readonly SteeringInput[];
  /** Entries that should not exist. */
  readonly remove?: {
    /** Only routes that come from the API of VPP. */
    readonly routes?: readonly TableRouteInput[];
    readonly localSids?: readonly Ip6AddressInput[];
    /** BSIDs. */
    readonly policies?: readonly Ip6AddressInput[];
    readonly steering?: readonly TrafficInput[];
  };
}

/** Traffic and the policy that should take it. */
export type SteeringInput = TrafficInput & { readonly bsid: Ip6AddressInput };

type EntryList = "routes" | "localSids" | "policies" | "steering";

/** The place of an item in changes. */
interface Place {
  readonly list: "encap" | EntryList | `remove.${EntryList}`;
  /** Counted from 0; always 0 of `encap`. */
  readonly at: number;
}

/** An item of changes that VPP may not hold as it should be. */
export interface FailedItem extends Place {
  /** The item in words; its place, `policies[3]`, if it could not be read. */
  readonly name: string;
  /** As of a step: `refused` items have changed nothing. */
  readonly result: Extract<StepOutcome, { ok: false }>["result"];
  readonly error: VppError;
}

const NO_INTERFACES: ReadonlySet<number> = new Set();

/** The items of changes as values. An item that cannot be read fails, and so does steering to a policy that cannot be read. */
export class Items {
  readonly desired: ResolvedState;
  readonly #removed: {
    readonly routes: readonly TableRoute[];
    readonly localSids: readonly Ip6Address[];
    readonly policies: readonly Ip6Address[];
    readonly steering: readonly Traffic[];
  };
  /** By what the steps for an item have in common. */
  readonly #places = new Map<string, Place>();
  readonly #failed: FailedItem[] = [];
  /** The errors of policies that could not be read, by BSID. */
  readonly #unread = new Map<string, VppError>();

  /** @throws {VppError} `VPP_ADDRESS` or `VPP_SRV6` for an encap source that is none: policies would get another one. */
  constructor({ encap: { source, ...encap } = {}, remove = {}, ...given }: Srv6Changes, owns: Ownership) {
    const { scratch: _, ...ranges } = owns;
    this.#places.set(ENCAP, { list: "encap", at: 0 });
    this.desired = {
      encap: source === undefined ? encap : { ...encap, source: encapSourceFrom(source) },
      tables: [],
      routes: this.#read("routes", given.routes, staticRouteFrom, routeKey),
      neighbors: [],
      localSids: this.#read("localSids", given.localSids, localSidFrom, ({ sid }) => sidKey(sid)),
      policies: this.#read(
        "policies",
        given.policies,
        (each) => this.#policyFrom(each),
        ({ bsid }) => bsidKey(bsid),
      ),
      steering: this.#read("steering", given.steering, (each) => this.#steeringFrom(each), trafficKey),
      owns,
      // The entries that a program changes are its own, unless it says which are, and not only which BSIDs are free.
      adopt: Object.keys(ranges).length === 0,
      renewed: NO_INTERFACES,
    };
    this.#removed = {
      routes: this.#read("remove.routes", remove.routes, tableRouteFrom, routeKey),
      localSids: this.#read("remove.localSids", remove.localSids, Ip6Address.from, sidKey),
      policies: this.#read("remove.policies", remove.policies, Ip6Address.from, bsidKey),
      steering: this.#read("remove.steering", remove.steering, exactTrafficFrom, trafficKey),
    };
  }

  /** The routes that are named, also those to remove. */
  get routes(): readonly TableRoute[] {
    return [...this.desired.routes, ...this.#removed.routes];
  }

  /** Returns the entries that are to be removed and exist. */
  extrasIn(observed: Srv6View): Extras {
    const { routes, localSids, policies, steering } = this.#removed;
    const rules = steering.flatMap((each) => {
      return observed.steeringOf(each) ?? observed.steeringOf(withoutHostBits(each)) ?? [];
    });
    return {
      steering: allGone("steering", rules),
      policy: allGone(
        "policy",
        policies.flatMap((bsid) => observed.policy(bsid) ?? []),
      ),
      localSid: allGone(
        "localSid",
        localSids.flatMap((sid) => observed.localSidsAt(sid)),
      ),
      route: allGone(
        "route",
        routes.flatMap((route) => observed.route(route) ?? []),
      ),
      table: [],
    };
  }

  /** Returns the items that could not be read, that are in conflict with what others own, or of which a step failed. */
  failed(conflicts: readonly Conflict[], outcomes: readonly StepOutcome[]): readonly FailedItem[] {
    for (const each of conflicts) {
      this.#fail(each.subject, { result: "refused", error: new VppError("VPP_SRV6", describeConflict(each)) });
    }
    for (const each of outcomes) if (!each.ok) this.#fail(each.step.subject, each);
    return this.#failed;
  }

  /** A step can concern entries that are no items: policies that stand in for others, and what is steered to these. */
  #fail(subject: Subject, { result, error }: Pick<FailedItem, "result" | "error">): void {
    const key = keyOfItem(subject);
    const place = this.#places.get(key);
    if (place === undefined) return;
    this.#places.delete(key);
    this.#failed.push({ ...place, name: describeSubject(subject), result, error });
  }

  #read<Given, Value>(
    list: Place["list"],
    given: readonly Given[] = [],
    read: (given: Given) => Value,
    keyOf: (value: Value) => string,
  ): Value[] {
    const values: Value[] = [];
    for (let at = 0; at < given.length; at++) {
      const place = { list, at };
      try {
        const value = read(given[at]!);
        this.#claim(keyOf(value), place);
        values.push(value);
      } catch (reason) {
        this.#failed.push({ ...place, name: nameOf(place), result: "refused", error: VppError.from(reason) });
      }
    }
    return values;
  }

  /** @throws {VppError} `VPP_DOCUMENT` for an entry that is named already. To name it twice to be removed is harmless. */
  #claim(key: string, place: Place): void {
    const first = this.#places.get(key);
    if (first === undefined) this.#places.set(key, place);
    else if (first.list !== place.list || !place.list.startsWith("remove")) {
      const text = `${nameOf(place)}: ${nameOf(first)} names the same entry`;
      throw new VppError("VPP_DOCUMENT", text);
    }
  }

  #policyFrom(given: SrPolicyInput): SrPolicy {
    try {
      const policy = policyFrom(given);
      const { length } = policy.segmentLists;
      if (length === 1 || new Set(policy.segmentLists.map(keyOfPath)).size === length) return policy;
      throw new VppError("VPP_DOCUMENT", `policy ${policy.bsid}: two of its lists have the same segments`);
    } catch (reason) {
      const error = VppError.from(reason);
      const bsid = bsidIn(given);
      if (bsid !== undefined) this.#unread.set(bsid.toKey(), error);
      throw error;
    }
  }

  #steeringFrom(given: SteeringInput): Steering {
    const traffic = trafficFrom(given);
    const bsid = Ip6Address.from(given.bsid);
    const cause = this.#unread.get(bsid.toKey());
    if (cause === undefined) return steeringTo(bsid, traffic);
    throw new VppError("VPP_SRV6", `not steered to policy ${bsid}, which is refused: ${cause.message}`, { cause });
  }
}

/** Returns the BSID of a policy that cannot be read, if it has one. */
function bsidIn(given: SrPolicyInput | undefined): Ip6Address | undefined {
  try {
    return Ip6Address.from(given!.bsid);
  } catch {
    return undefined;
  }
}

function nameOf({ list, at }: Place): string {
  return `${list}[${at}]`;
}

const ENCAP = "encap";
const sidKey = (sid: Ip6Address): string => `sid ${sid.toKey()}`;
const bsidKey = (bsid: Ip6Address): string => `bsid ${bsid.toKey()}`;
const trafficKey = (traffic: Traffic): string => `to ${keyOfTraffic(withoutHostBits(traffic))}`;
const routeKey = (route: TableRoute): string => `route ${keyOfRoute(route)}`;

/** Returns the key of the item that a step or a conflict is about. */
function keyOfItem({ kind, value }: Subject): string {
  switch (kind) {
    case "route":
      return routeKey(value);
    case "localSid":
      return sidKey(value.sid);
    case "policy":
      return bsidKey(value.bsid);
    case "steering":
      return trafficKey(value);
  }
  return ENCAP;
}
