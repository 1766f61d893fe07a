import { Ip6Address } from "../address/index.ts";
import {
  describeBehavior,
  describeLists,
  describePolicyKind,
  describeTraffic,
  hasOtherSource,
  type LocalSid,
  type SrPolicy,
  type Steering,
} from "../srv6/index.ts";
import type { Owned } from "./ownership.ts";
import { hasTwins, isSameLists } from "./segment-lists.ts";
import type { ObservedState, ResolvedState } from "./state.ts";

/** Something that VPP does not hold as desired. */
export type Difference =
  | SettingDifference<"encapSource", Ip6Address>
  | SettingDifference<"encapHopLimit", number>
  | EntryDifference<"localSid", LocalSid>
  | PolicyDifference
  | EntryDifference<"steering", Steering>;

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

export type PolicyDifference = EntryDifference<"policy", SrPolicy> & {
  /** Whether all lists are to be replaced, also those that look the same: what is baked into them is not as desired. */
  readonly replacesLists: boolean;
};

export type SteeringDifference = EntryDifference<"steering", Steering>;

const NOT_DESIRED = "it is owned, and not desired";

/**
 * Compares in the order in which things depend on each other: encap, local SIDs, policies, steering; then what is owned and
 * not desired, the other way round.
 */
export function compare(desired: ResolvedState, observed: ObservedState, owned: Owned): Difference[] {
  return [
    ...compareEncap(desired, observed),
    ...compareLocalSids(desired, observed),
    ...comparePolicies(desired, observed),
    ...compareSteering(desired, observed),
    ...findExtraSteering(desired, observed, owned),
    ...findExtraPolicies(desired, observed, owned),
    ...findExtraLocalSids(desired, observed, owned),
  ];
}

export function* compareEncap({ encap }: ResolvedState, observed: ObservedState): Iterable<Difference> {
  const { encapSource: source, encapHopLimit: hopLimit } = observed;
  if (encap.source !== undefined && !encap.source.equals(source)) {
    yield { kind: "encapSource", desired: encap.source, observed: source, reason: `VPP has ${source}` };
  }
  if (encap.hopLimit !== undefined && encap.hopLimit !== hopLimit) {
    yield { kind: "encapHopLimit", desired: encap.hopLimit, observed: hopLimit, reason: `VPP has ${hopLimit}` };
  }
}

/** VPP can have an address twice, as End and as uN; one of them as desired is enough. */
export function* compareLocalSids(state: ResolvedState, observed: ObservedState): Iterable<Difference> {
  const all = groupBy(observed.localSids, ({ sid }) => String(sid));
  for (const desired of state.localSids) {
    const found = all.get(String(desired.sid)) ?? [];
    if (found.some((each) => describeLocalSid(each) === describeLocalSid(desired))) continue;
    const first = found.find(({ prefixLength }) => prefixLength === desired.prefixLength) ?? found[0];
    const reason = first === undefined ? "VPP has no such local SID" : `VPP has ${describeLocalSid(first)}`;
    yield { kind: "localSid", desired, observed: first, reason };
  }
}

export function* comparePolicies(state: ResolvedState, observed: ObservedState): Iterable<PolicyDifference> {
  const all = groupBy(observed.policies, ({ bsid }) => String(bsid));
  for (const policy of state.policies) {
    const [found] = all.get(String(policy.bsid)) ?? [];
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
  observed: ObservedState,
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
  { encapSource, encapHopLimit, takesSource }: ObservedState,
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
  const kind = describePolicyKind(found);
  return describePolicyKind(desired) === kind ? undefined : `VPP has it as ${kind}`;
}

function listReason({ segmentLists }: SrPolicy, found: SrPolicy): string | undefined {
  return isSameLists(found.segmentLists, segmentLists) ? undefined : `VPP has ${describeLists(found.segmentLists)}`;
}

export function* compareSteering(state: ResolvedState, observed: ObservedState): Iterable<SteeringDifference> {
  const all = groupBy(observed.steering, describeTraffic);
  for (const desired of state.steering) {
    const [found] = all.get(describeTraffic(desired)) ?? [];
    if (found?.bsid.equals(desired.bsid)) continue;
    const reason = found === undefined ? "VPP does not steer it" : `VPP steers it to ${found.bsid}`;
    yield { kind: "steering", desired, observed: found, reason };
  }
}

export function findExtraSteering(state: ResolvedState, observed: ObservedState, owned: Owned): SteeringDifference[] {
  const desired = new Set(state.steering.map(describeTraffic));
  const extra = observed.steering.filter((rule) => owned.ownsSteering(rule) && !desired.has(describeTraffic(rule)));
  return extra.map((rule) => ({ kind: "steering", desired: undefined, observed: rule, reason: NOT_DESIRED }));
}

export function findExtraPolicies(state: ResolvedState, observed: ObservedState, owned: Owned): PolicyDifference[] {
  const desired = new Set(state.policies.map(({ bsid }) => String(bsid)));
  const extra = observed.policies.filter((policy) => owned.ownsPolicy(policy) && !desired.has(String(policy.bsid)));
  return extra.map((policy) => ({
    kind: "policy",
    desired: undefined,
    observed: policy,
    reason: owned.isScratch(policy.bsid) ? "it stood in for another one" : NOT_DESIRED,
    replacesLists: false,
  }));
}

/** An address that VPP has twice is desired once; what is changed into it is no extra. */
export function findExtraLocalSids(state: ResolvedState, observed: ObservedState, owned: Owned): Difference[] {
  const desired = new Map(state.localSids.map((each) => [String(each.sid), describeLocalSid(each)]));
  const changed = new Set([...compareLocalSids(state, observed)].map((difference) => difference.observed));
  const extra = observed.localSids.filter((each) => {
    const isDesired = desired.get(String(each.sid)) === describeLocalSid(each);
    return owned.ownsSid(each) && !isDesired && !changed.has(each);
  });
  return extra.map((localSid) => ({ kind: "localSid", desired: undefined, observed: localSid, reason: NOT_DESIRED }));
}

function describeLocalSid({ behavior, fibTable, prefixLength }: LocalSid): string {
  const at = typeof prefixLength === "number" ? ` at /${prefixLength}` : "";
  return `${describeBehavior(behavior)} in table ${fibTable}${at}`;
}

function groupBy<T>(all: readonly T[], keyOf: (each: T) => string): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const each of all) {
    const group = groups.get(keyOf(each));
    if (group === undefined) groups.set(keyOf(each), [each]);
    else group.push(each);
  }
  return groups;
}
