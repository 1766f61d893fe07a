import { Ip6Address, type Ip6AddressInput } from "../address/index.ts";
import type { VppCalls } from "../client/index.ts";
import { VppError } from "../errors.ts";
import {
  describeTraffic,
  encapSourceFrom,
  exactTrafficFrom,
  keyOfTraffic,
  type LocalSidInput,
  localSidFrom,
  policyFrom,
  type SrPolicyInput,
  Srv6,
  type Srv6Options,
  type Srv6View,
  type Steering,
  type TrafficInput,
  trafficFrom,
} from "../srv6/index.ts";
import { applyPlan, type StepOutcome } from "./apply.ts";
import { findDuplicates } from "./document/duplicates.ts";
import { documentError, formatProblem } from "./document/problem.ts";
import type { DesiredState, Ownership, ResolvedState } from "./document/state.ts";
import { describeConflict } from "./plan/describe.ts";
import { type Extras, goneLocalSid, gonePolicy, goneSteering } from "./plan/difference.ts";
import { Owned } from "./plan/ownership.ts";
import { type Plan, type PlanOptions, planChanges, planState } from "./plan.ts";

/** What is to be different; whatever it does not name stays. */
export interface Srv6Changes {
  /** What the node encapsulates with from now on. Of the policies, only those that are named here take it. */
  readonly encap?: { readonly source?: Ip6AddressInput; readonly hopLimit?: number };
  /** Local SIDs as they are to be. */
  readonly localSids?: readonly LocalSidInput[];
  /** Policies as they are to be, with all their lists. */
  readonly policies?: readonly SrPolicyInput[];
  /** Traffic and the policies that are to take it. */
  readonly steering?: readonly SteeringInput[];
  /** What is not to be there. */
  readonly remove?: {
    readonly localSids?: readonly Ip6AddressInput[];
    /** BSIDs. */
    readonly policies?: readonly Ip6AddressInput[];
    readonly steering?: readonly TrafficInput[];
  };
}

/** Traffic and the policy that is to take it. */
export type SteeringInput = TrafficInput & { readonly bsid: Ip6AddressInput };

/** How a state is followed. */
export interface Srv6StateOptions extends Pick<Srv6Options, "pace"> {
  /** As in a document. `scratch` is what updates take, too. Without ranges, whatever an update names is its own. */
  readonly owns?: Ownership;
}

/**
 * What a VPP holds of SRv6, looked at once and followed from then on: an update costs what it changes, whatever else VPP
 * holds, and one that changes nothing sends nothing.
 *
 * For whoever is the only one to change what it names. Changes of others are seen after `forget`, when VPP refuses something,
 * and when VPP is asked for its numbers of segment lists; a VPP that was restarted is looked at again. Work is done one
 * after the other, in the order of the calls.
 */
export class Srv6State {
  readonly #vpp: VppCalls;
  readonly #srv6: Srv6;
  readonly #owns: Ownership | undefined;
  #work: Promise<unknown> = Promise.resolve();

  /** Of which nothing is known yet: it is looked at when that is needed. */
  constructor(vpp: VppCalls, { owns, ...options }: Srv6StateOptions = {}) {
    this.#vpp = vpp;
    this.#srv6 = new Srv6(vpp, { ...options, follows: true });
    this.#owns = owns;
  }

  /** What VPP holds. It is looked at only where that is not known. The same object shows later what VPP holds then. */
  observe(): Promise<Srv6View> {
    return this.#next(() => this.#srv6.observe());
  }

  /** From now on VPP is looked at again, once, when something must be known of it: others may have changed it. */
  forget(): void {
    void this.#next(async () => this.#srv6.forget());
  }

  /**
   * Brings what is named to what it is to be, in an order that loses no packets, and tells how each step ended; none where
   * VPP holds it already. A list that is changed takes two messages, and one dump for all whose number VPP has not told yet.
   *
   * @throws {VppError} as `plan`; `VPP_DOCUMENT` for what is named twice; `VPP_SRV6` for what is not owned, where `owns` is
   * given. Nothing is sent then.
   */
  update(changes: Srv6Changes, options: PlanOptions = {}): Promise<StepOutcome[]> {
    return this.#next(async () => {
      const desired = this.#desiredOf(changes);
      const observed = await this.#srv6.observe();
      const extras = extrasOf(changes, observed);
      const comparison = { desired, observed, owned: ownedBy(desired, extras, observed) };
      const todo = await planChanges(this.#srv6, comparison, options, extras);
      if (todo.conflicts.length > 0) throw new VppError("VPP_SRV6", todo.conflicts.map(describeConflict).join("\n"));
      return todo.steps.length === 0 ? [] : await applyPlan(this.#srv6, todo);
    });
  }

  /**
   * As `plan` of a VPP, which is not looked at again.
   *
   * @param renewed interfaces that were deleted and created again under the same number: VPP shows what went by them as
   * before, and drops its packets. It is made again.
   */
  plan(desired: DesiredState, options: PlanOptions = {}, renewed: ReadonlySet<number> = new Set()): Promise<Plan> {
    return this.#next(() => planState(this.#vpp, this.#srv6, desired, { ...options, renewed }));
  }

  /** As `apply` to a VPP, which is not looked at again. */
  apply(plan: Pick<Plan, "steps">): Promise<StepOutcome[]> {
    return this.#next(() => applyPlan(this.#srv6, plan));
  }

  #next<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#work.then(work, work);
    this.#work = done.catch(() => {});
    return done;
  }

  #desiredOf(changes: Srv6Changes): ResolvedState {
    const { encap = {}, localSids = [], policies = [], steering = [], remove = {} } = changes;
    const { source, ...rest } = encap;
    const desired: ResolvedState = {
      encap: source === undefined ? rest : { ...rest, source: encapSourceFrom(source) },
      localSids: localSids.map(localSidFrom),
      // What a program tells to change is its own, unless it says what is.
      adopt: !hasRanges(this.#owns),
      tables: [],
      routes: [],
      neighbors: [],
      renewed: new Set(),
      policies: policies.map(policyFrom),
      steering: steering.map((rule): Steering => ({ ...trafficFrom(rule), bsid: Ip6Address.from(rule.bsid) })),
      ...(this.#owns === undefined ? {} : { owns: this.#owns }),
    };
    requireOnce(desired, remove);
    return desired;
  }
}

/** Whether it is said what belongs to whom: a range for policies that stand in says nothing of that. */
function hasRanges({ scratch: _, ...ranges }: Ownership = {}): boolean {
  return Object.keys(ranges).length > 0;
}

/** @throws {VppError} `VPP_DOCUMENT` for what is named twice. */
function requireOnce(desired: ResolvedState, remove: NonNullable<Srv6Changes["remove"]>): void {
  const { localSids, policies, steering } = desired;
  const sids = new Set(localSids.map(({ sid }) => sid.toKey()));
  const bsids = new Set(policies.map(({ bsid }) => bsid.toKey()));
  const traffic = new Set(steering.map(keyOfTraffic));
  const removed = [
    ...(remove.localSids ?? []).filter((sid) => sids.has(Ip6Address.from(sid).toKey())),
    ...(remove.policies ?? []).filter((bsid) => bsids.has(Ip6Address.from(bsid).toKey())),
    ...(remove.steering ?? [])
      .map(trafficFrom)
      .filter((rule) => traffic.has(keyOfTraffic(rule)))
      .map(describeTraffic),
  ];
  const problems = [
    ...findDuplicates({ encap: {}, localSids, policies, steering }).map(formatProblem),
    ...removed.map((name) => `${name} is to be there, and to be removed`),
  ];
  if (problems.length > 0) throw documentError(problems);
}

/** What is named to go is as much ours as what is named to be there. */
function ownedBy(desired: ResolvedState, { policies, steering }: Extras, observed: Srv6View): Owned {
  const named = {
    ...desired,
    policies: [...desired.policies, ...policies.map((gone) => gone.observed)],
    steering: [...desired.steering, ...steering.map((gone) => gone.observed)],
  };
  return new Owned(named, observed);
}

/** What is to go and is there. */
function extrasOf({ remove = {} }: Srv6Changes, observed: Srv6View): Extras {
  const reason = "it is to go";
  const { localSids = [], policies = [], steering = [] } = remove;
  return {
    routes: [],
    tables: [],
    steering: steering.flatMap((traffic) => {
      const exact = exactTrafficFrom(traffic);
      const rule = observed.steeringOf(exact) ?? observed.steeringOf(trafficFrom(exact));
      return rule === undefined ? [] : [goneSteering(rule, reason)];
    }),
    policies: policies.flatMap((bsid) => {
      const policy = observed.policy(Ip6Address.from(bsid));
      return policy === undefined ? [] : [gonePolicy(policy, reason)];
    }),
    localSids: localSids.flatMap((sid) =>
      observed.localSidsAt(Ip6Address.from(sid)).map((localSid) => goneLocalSid(localSid, reason)),
    ),
  };
}
