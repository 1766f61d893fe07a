import { Ip6Address, type Ip6AddressInput } from "../address/index.ts";
import type { VppCalls } from "../client/index.ts";
import { VppError } from "../errors.ts";
import type {
  LocalSidInput,
  SrPolicyInput,
  Srv6Options,
  Srv6View,
  StaticRouteInput,
  Steering,
  TableRouteInput,
  TrafficInput,
} from "../srv6/index.ts";
import {
  describeTraffic,
  encapSourceFrom,
  exactTrafficFrom,
  keyOfTraffic,
  localSidFrom,
  nameOfRoute,
  policyFrom,
  Srv6,
  staticRouteFrom,
  tableRouteFrom,
  trafficFrom,
} from "../srv6/index.ts";
import { type ApplyOptions, applyPlan, type StepOutcome } from "./apply.ts";
import { type Extras, gone } from "./difference/index.ts";
import type { DesiredState, Ownership, ResolvedState } from "./document/index.ts";
import { documentError, findDuplicates, formatProblem, keyOfRoute, routedTables } from "./document/index.ts";
import { describeConflict, type Inputs, inputsForChanges, makePlan, type Plan, questionsOf } from "./plan/index.ts";
import { type ReadOptions, readAnswers, readInputs, untilAborted } from "./vpp/index.ts";

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

/** Options of a followed state. */
export interface Srv6StateOptions extends Pick<Srv6Options, "pace"> {
  /**
   * As in a document: of a kind that has ranges, nothing outside of them is added, changed or removed. Updates use `scratch` too.
   * Without ranges, each entry that an update names belongs to it.
   */
  readonly owns?: Ownership;
}

/**
 * The SRv6 state of a VPP, read once and followed from then on: an update costs as much as it changes, whatever else VPP
 * holds, and an update that changes nothing sends nothing.
 *
 * For a client that is the only one to change the entries that it names. Changes of others are seen after `forget`, when VPP
 * refuses an operation, and when VPP is asked for its numbers of segment lists; a VPP that was restarted is read again. Calls
 * are carried out one after the other, in their order.
 */
export class Srv6State {
  readonly #vpp: VppCalls;
  readonly #srv6: Srv6;
  readonly #owns: Ownership;
  #work: Promise<unknown> = Promise.resolve();

  /** Reads nothing: VPP is read at the first call that needs it. */
  constructor(vpp: VppCalls, { owns = {}, ...options }: Srv6StateOptions = {}) {
    this.#vpp = vpp;
    this.#srv6 = new Srv6(vpp, { ...options, follows: true });
    this.#owns = owns;
  }

  /** Returns what VPP holds, and reads only what is not known. The same object shows later what VPP holds then. */
  observe(): Promise<Srv6View> {
    return this.#next(() => this.#srv6.observe());
  }

  /** Forgets what is known, since others may have changed it: the next call that needs it reads VPP again. */
  forget(): void {
    void this.#next(async () => this.#srv6.forget());
  }

  /**
   * Changes the named entries, in an order that loses no packets, and returns how each step ended; no steps if VPP holds the
   * entries already. A changed list takes two messages, and one dump for all lists whose numbers are not known yet.
   *
   * @throws {VppError} as `plan` and `apply`; `VPP_DOCUMENT` for entries that are named twice; `VPP_SRV6` for entries that are not
   * owned, if there is `owns`. Nothing is sent then.
   */
  update(changes: Srv6Changes, options: Omit<ApplyOptions, "pace"> = {}): Promise<StepOutcome[]> {
    return this.#next(async () => {
      const inputs = await untilAborted(options.signal, () => this.#inputsOf(changes));
      const made = makePlan(inputs);
      if (made.conflicts.length > 0) throw new VppError("VPP_SRV6", made.conflicts.map(describeConflict).join("\n"));
      return made.steps.length === 0 ? [] : await applyPlan(this.#srv6, made, options);
    });
  }

  /**
   * Makes a plan as `plan` does, from what is known of VPP. It is checked when it is applied.
   *
   * `renewed` are interfaces that were deleted and created again under the same number: VPP shows the entries that use them as
   * before, and drops their packets. These entries are added again.
   */
  plan(desired: DesiredState, options: Omit<ReadOptions, "asksForBsids"> = {}): Promise<Plan> {
    return this.#next(async () => {
      return makePlan(await readInputs(this.#vpp, this.#srv6, desired, { ...options, asksForBsids: false }));
    });
  }

  /** Carries out a plan as `apply` does, with what is known of VPP. */
  apply(plan: Pick<Plan, "steps" | "needs">, options: Omit<ApplyOptions, "pace"> = {}): Promise<StepOutcome[]> {
    return this.#next(() => applyPlan(this.#srv6, plan, options));
  }

  async #inputsOf(changes: Srv6Changes): Promise<Inputs> {
    const desired = this.#desiredOf(changes);
    const routes = [...desired.routes, ...(changes.remove?.routes ?? []).map(tableRouteFrom)];
    const observed = await this.#srv6.observe({ routesIn: routedTables({ routes }) });
    const { covers, shadows } = questionsOf(desired, observed);
    const answers = await readAnswers(this.#vpp, this.#srv6, { covers, shadows });
    return inputsForChanges(desired, observed, answers, extrasOf(changes, observed));
  }

  #next<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#work.then(work, work);
    this.#work = done.catch(() => {});
    return done;
  }

  #desiredOf(changes: Srv6Changes): ResolvedState {
    const { encap = {}, routes = [], localSids = [], policies = [], steering = [], remove = {} } = changes;
    const { source, ...rest } = encap;
    const { scratch: _, ...ranges } = this.#owns;
    const desired: ResolvedState = {
      encap: source === undefined ? rest : { ...rest, source: encapSourceFrom(source) },
      localSids: localSids.map(localSidFrom),
      // The entries that a program changes are its own, unless it says which are, and not only which BSIDs are free.
      adopt: Object.keys(ranges).length === 0,
      tables: [],
      routes: routes.map(staticRouteFrom),
      neighbors: [],
      renewed: new Set(),
      policies: policies.map(policyFrom),
      steering: steering.map((rule): Steering => ({ ...trafficFrom(rule), bsid: Ip6Address.from(rule.bsid) })),
      owns: this.#owns,
    };
    requireOnce(desired, remove);
    return desired;
  }
}

/** @throws {VppError} `VPP_DOCUMENT` for entries that are named twice. */
function requireOnce(desired: ResolvedState, remove: NonNullable<Srv6Changes["remove"]>): void {
  const { routes, localSids, policies, steering } = desired;
  const prefixes = new Set(routes.map(keyOfRoute));
  const sids = new Set(localSids.map(({ sid }) => sid.toKey()));
  const bsids = new Set(policies.map(({ bsid }) => bsid.toKey()));
  const traffic = new Set(steering.map(keyOfTraffic));
  const removed = [
    ...(remove.routes ?? [])
      .map(tableRouteFrom)
      .filter((route) => prefixes.has(keyOfRoute(route)))
      .map(nameOfRoute),
    ...(remove.localSids ?? []).filter((sid) => sids.has(Ip6Address.from(sid).toKey())),
    ...(remove.policies ?? []).filter((bsid) => bsids.has(Ip6Address.from(bsid).toKey())),
    ...(remove.steering ?? [])
      .map(trafficFrom)
      .filter((rule) => traffic.has(keyOfTraffic(rule)))
      .map(describeTraffic),
  ];
  const problems = [
    ...findDuplicates({ encap: {}, routes, localSids, policies, steering }).map(formatProblem),
    ...removed.map((name) => `${name} is both desired and to be removed`),
  ];
  if (problems.length > 0) throw documentError(problems);
}

/** Returns the entries that are named to be removed and exist. */
function extrasOf({ remove = {} }: Srv6Changes, observed: Srv6View): Extras {
  const { routes = [], localSids = [], policies = [], steering = [] } = remove;
  const rules = steering.flatMap((traffic) => {
    const exact = exactTrafficFrom(traffic);
    return observed.steeringOf(exact) ?? observed.steeringOf(trafficFrom(exact)) ?? [];
  });
  const found = policies.flatMap((bsid) => observed.policy(Ip6Address.from(bsid)) ?? []);
  const sids = localSids.flatMap((sid) => observed.localSidsAt(Ip6Address.from(sid)));
  return {
    steering: rules.map((each) => gone("steering", each, "it is to be removed")),
    policy: found.map((each) => gone("policy", each, "it is to be removed")),
    localSid: sids.map((each) => gone("localSid", each, "it is to be removed")),
    route: routes
      .flatMap((route) => observed.route(tableRouteFrom(route)) ?? [])
      .map((each) => gone("route", each, "it is to be removed")),
    table: [],
  };
}
