import { Ip6Address } from "../address/index.ts";
import {
  describeBehavior,
  describeLists,
  describePolicyKind,
  describeTraffic,
  hasOtherSource,
  isSameKind,
  keyOfTraffic,
  type LocalSid,
  type SrPolicy,
  type Srv6View,
  type Steering,
  trafficFrom,
} from "../srv6/index.ts";
import type { Owned } from "./ownership.ts";
import { hasTwins, isSameLists } from "./segment-lists.ts";
import type { ResolvedState } from "./state.ts";

/** Something that VPP does not hold as desired. */
export type Difference =
  | SettingDifference<"encapSource", Ip6Address>
  | SettingDifference<"encapHopLimit", number>
  | LocalSidDifference
  | PolicyDifference
  | SteeringDifference;

interface Named<Kind extends string> {
  readonly kind: Kind;
  /** What VPP has instead, in words. */
  readonly reason: string;
}

interface SettingDifference<Kind extends string, Value> extends Named<Kind> {
  readonly desired: Value;
  readonly observed: Value;
}

/** An entry that VPP does not have, has otherwise, or has although it is owned and not desired. */
type EntryDifference<Kind extends string, Value> = Named<Kind> &
  (
    | { readonly desired: Value; readonly observed: undefined }
    | { readonly desired: Value; readonly observed: Value }
    | { readonly desired: undefined; readonly observed: Value }
  );

export type LocalSidDifference = EntryDifference<"localSid", LocalSid>;

export type PolicyDifference = EntryDifference<"policy", SrPolicy> & {
  /** Whether all lists are to be replaced, also those that look the same: what is baked into them is not as desired. */
  readonly replacesLists: boolean;
};

export type SteeringDifference = EntryDifference<"steering", Steering> & {
  /** Steering of the same prefix with host bits, which must go first: VPP has one route for all, and loses it with any. */
  readonly twins?: readonly Steering[];
};

const NOT_DESIRED = "it is owned, and not desired";

/**
 * Compares in the order in which things depend on each other: encap, local SIDs, policies, steering; then what is owned and
 * not desired, the other way round.
 */
export function compare(desired: ResolvedState, observed: Srv6View, owned: Owned): Difference[] {
  const extras = findExtras(desired, observed, owned);
  return [
    ...compareEncap(desired, observed),
    ...compareLocalSids(desired, observed),
    ...comparePolicies(desired, observed),
    ...compareSteering(desired, observed),
    ...extras.steering,
    ...extras.policies,
    ...extras.localSids,
  ];
}

export function* compareEncap({ encap }: ResolvedState, observed: Srv6View): Iterable<Difference> {
  const { encapSource: source, encapHopLimit: hopLimit } = observed;
  if (encap.source !== undefined && !encap.source.equals(source)) {
    yield { kind: "encapSource", desired: encap.source, observed: source, reason: `VPP has ${source}` };
  }
  if (encap.hopLimit !== undefined && encap.hopLimit !== hopLimit) {
    yield { kind: "encapHopLimit", desired: encap.hopLimit, observed: hopLimit, reason: `VPP has ${hopLimit}` };
  }
}

/** VPP can have an address twice, as End and as uN; one of them as desired is enough. */
export function* compareLocalSids(state: ResolvedState, observed: Srv6View): Iterable<LocalSidDifference> {
  for (const desired of state.localSids) {
    const found = observed.localSidsAt(desired.sid);
    if (found.some((each) => describeLocalSid(each) === describeLocalSid(desired))) continue;
    const first = found.find(({ prefixLength }) => prefixLength === desired.prefixLength) ?? found[0];
    const reason = first === undefined ? "VPP has no such local SID" : `VPP has ${describeLocalSid(first)}`;
    yield { kind: "localSid", desired, observed: first, reason };
  }
}

export function* comparePolicies(state: ResolvedState, observed: Srv6View): Iterable<PolicyDifference> {
  for (const policy of state.policies) {
    const found = observed.policy(policy.bsid);
    const desired = { ...policy, encapSource: desiredSource(policy, state, observed, found) };
    if (found === undefined) {
      yield { kind: "policy", desired, observed: found, reason: "VPP has no such policy", replacesLists: false };
      continue;
    }
    const baked = bakedReason(desired, found, state, observed);
    const reason = kindReason(desired, found) ?? baked ?? listReason(desired, found);
    if (reason === undefined) continue;
    yield { kind: "policy", desired, observed: found, reason, replacesLists: baked !== undefined };
  }
}

/** Told to VPP wherever it takes it. A document that says nothing about the source takes any. */
function desiredSource(
  { headend, encapSource }: SrPolicy,
  { encap }: ResolvedState,
  observed: Srv6View,
  found: SrPolicy | undefined,
): Ip6Address | undefined {
  if (encapSource?.isUnspecified === false) return encapSource;
  if (!observed.takesSource) return undefined;
  if (headend === "insert") return Ip6Address.UNSPECIFIED;
  return encap.source ?? found?.encapSource ?? observed.encapSource;
}

/** What is not as desired of that which is baked into segment lists, in words. */
function bakedReason(
  desired: SrPolicy,
  found: SrPolicy,
  { encap }: ResolvedState,
  { encapSource, encapHopLimit, takesSource }: Srv6View,
): string | undefined {
  if (hasTwins(found.segmentLists)) return "VPP has equal lists, of a change that was interrupted";
  if (desired.headend === "insert") return undefined;
  if (hasOtherSource(desired, found)) return `VPP encapsulates from ${found.encapSource}`;
  const isOtherSource = encap.source !== undefined && !encap.source.equals(encapSource);
  if (!takesSource && isOtherSource) return `VPP encapsulates from ${encapSource}`;
  const isOtherLimit = encap.hopLimit !== undefined && encap.hopLimit !== encapHopLimit;
  return isOtherLimit ? `VPP encapsulates with hop limit ${encapHopLimit}` : undefined;
}

function kindReason(desired: SrPolicy, found: SrPolicy): string | undefined {
  return isSameKind(desired, found) ? undefined : `VPP has it as ${describePolicyKind(found)}`;
}

function listReason({ segmentLists }: SrPolicy, found: SrPolicy): string | undefined {
  return isSameLists(found.segmentLists, segmentLists) ? undefined : `VPP has ${describeLists(found.segmentLists)}`;
}

/** @param reroute how VPP will steer what it steers in a way now. */
export function* compareSteering(
  state: ResolvedState,
  observed: Srv6View,
  reroute = (rule: Steering): Steering => rule,
): Iterable<SteeringDifference> {
  for (const desired of state.steering) {
    const steered = observed.steeringOf(desired);
    const found = steered && reroute(steered);
    const twins = observed.steeringTwins(desired);
    if (twins.length > 0) {
      const reason = `VPP has one route for it and for ${twins.map(describeTraffic).join(", ")}`;
      yield { kind: "steering", desired, observed: found, reason, twins };
      continue;
    }
    if (found?.bsid.equals(desired.bsid)) continue;
    const reason = found === undefined ? "VPP does not steer it" : `VPP steers it to ${found.bsid}`;
    yield { kind: "steering", desired, observed: found, reason };
  }
}

/** What is to go. */
export interface Extras {
  readonly steering: readonly Gone<SteeringDifference>[];
  readonly policies: readonly Gone<PolicyDifference>[];
  readonly localSids: readonly Gone<LocalSidDifference>[];
}

type Gone<D extends Difference> = D & { readonly desired: undefined };

/** What is owned and not desired. */
export function findExtras(state: ResolvedState, observed: Srv6View, owned: Owned): Extras {
  return {
    steering: findExtraSteering(state, observed, owned),
    policies: findExtraPolicies(state, observed, owned),
    localSids: findExtraLocalSids(state, observed, owned),
  };
}

function findExtraSteering(state: ResolvedState, observed: Srv6View, owned: Owned): Extras["steering"] {
  const owns = observed.steering.filter((rule) => owned.ownsSteering(rule));
  if (owns.length === 0) return [];
  // What differs in host bits only goes with the step for what is desired.
  const desired = new Set(state.steering.map(keyOfTraffic));
  const extra = owns.filter((rule) => !desired.has(keyOfTraffic(trafficFrom(rule))));
  return extra.map((rule) => goneSteering(rule, NOT_DESIRED));
}

function findExtraPolicies(state: ResolvedState, observed: Srv6View, owned: Owned): Extras["policies"] {
  const desired = new Set(state.policies.map(({ bsid }) => bsid.toKey()));
  const extra = observed.policies.filter((policy) => owned.ownsPolicy(policy) && !desired.has(policy.bsid.toKey()));
  return extra.map((policy) =>
    gonePolicy(policy, owned.isScratch(policy.bsid) ? "it stood in for another one" : NOT_DESIRED),
  );
}

/** An address that VPP has twice is desired once; what is changed into it is no extra. */
function findExtraLocalSids(state: ResolvedState, observed: Srv6View, owned: Owned): Extras["localSids"] {
  const desired = new Map(state.localSids.map((each) => [each.sid.toKey(), describeLocalSid(each)]));
  const changed = new Set(Array.from(compareLocalSids(state, observed), (difference) => difference.observed));
  const extra = observed.localSids.filter((each) => {
    const isDesired = desired.get(each.sid.toKey()) === describeLocalSid(each);
    return owned.ownsSid(each) && !isDesired && !changed.has(each);
  });
  return extra.map((localSid) => goneLocalSid(localSid, NOT_DESIRED));
}

export function goneSteering(rule: Steering, reason: string): Gone<SteeringDifference> {
  return { kind: "steering", desired: undefined, observed: rule, reason };
}

export function gonePolicy(policy: SrPolicy, reason: string): Gone<PolicyDifference> {
  return { kind: "policy", desired: undefined, observed: policy, reason, replacesLists: false };
}

export function goneLocalSid(localSid: LocalSid, reason: string): Gone<LocalSidDifference> {
  return { kind: "localSid", desired: undefined, observed: localSid, reason };
}

function describeLocalSid({ behavior, fibTable, prefixLength }: LocalSid): string {
  const at = typeof prefixLength === "number" ? ` at /${prefixLength}` : "";
  return `${describeBehavior(behavior)} in table ${fibTable}${at}`;
}
