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

import { listsWithout } from "./segment-lists.ts";
import type { DesiredState, ObservedState } from "./state.ts";

/** Something that VPP does not hold as desired. */
export type Difference =
  | DifferenceOf<"encapSource", Ip6Address, Ip6Address>
  | DifferenceOf<"encapHopLimit", number, number>
  | DifferenceOf<"localSid", LocalSid, LocalSid | undefined>
  | DifferenceOf<"policy", SrPolicy, SrPolicy | undefined>
  | DifferenceOf<"steering", Steering, Steering | undefined>;

interface DifferenceOf<Kind extends string, Desired, Observed> {
  readonly kind: Kind;
  readonly desired: Desired;
  /** Undefined where VPP has none. */
  readonly observed: Observed;
  /** What VPP has instead, in words. */
  readonly reason: string;
}

/** Compares in the order in which things depend on each other: encap, local SIDs, policies, steering. */
export function compare(desired: DesiredState, observed: ObservedState): Difference[] {
  return [
    ...compareEncap(desired, observed),
    ...compareLocalSids(desired, observed),
    ...comparePolicies(desired, observed),
    ...compareSteering(desired, observed),
  ];
}

function* compareEncap({ encap }: DesiredState, observed: ObservedState): Iterable<Difference> {
  const { encapSource: source, encapHopLimit: hopLimit } = observed;
  if (encap.source !== undefined && !encap.source.equals(source)) {
    yield { kind: "encapSource", desired: encap.source, observed: source, reason: `VPP has ${source}` };
  }
  if (encap.hopLimit !== undefined && encap.hopLimit !== hopLimit) {
    yield { kind: "encapHopLimit", desired: encap.hopLimit, observed: hopLimit, reason: `VPP has ${hopLimit}` };
  }
}

/** VPP can have an address twice, as End and as uN; one of them as desired is enough. */
function* compareLocalSids(state: DesiredState, observed: ObservedState): Iterable<Difference> {
  const all = groupBy(observed.localSids, ({ sid }) => String(sid));
  for (const desired of state.localSids) {
    const found = all.get(String(desired.sid)) ?? [];
    if (found.some((each) => describeLocalSid(each) === describeLocalSid(desired))) continue;
    const [first] = found;
    const reason = first === undefined ? "VPP has no such local SID" : `VPP has ${describeLocalSid(first)}`;
    yield { kind: "localSid", desired, observed: first, reason };
  }
}

function* comparePolicies(state: DesiredState, observed: ObservedState): Iterable<Difference> {
  const all = groupBy(observed.policies, ({ bsid }) => String(bsid));
  for (const policy of state.policies) {
    const [found] = all.get(String(policy.bsid)) ?? [];
    const desired = { ...policy, encapSource: desiredSource(policy, state, found) };
    const reason = found === undefined ? "VPP has no such policy" : policyReason(desired, found);
    if (reason !== undefined) yield { kind: "policy", desired, observed: found, reason };
  }
}

/** A document that says nothing about the source takes any. */
function desiredSource({ headend }: SrPolicy, { encap }: DesiredState, found: SrPolicy | undefined): Ip6Address {
  if (headend === "insert") return Ip6Address.UNSPECIFIED;
  return encap.source ?? found?.encapSource ?? Ip6Address.UNSPECIFIED;
}

function policyReason(desired: SrPolicy, observed: SrPolicy): string | undefined {
  const { segmentLists, encapSource } = observed;
  if (describePolicyKind(desired) !== describePolicyKind(observed))
    return `VPP has it as ${describePolicyKind(observed)}`;
  if (hasOtherSource(desired, observed)) return `VPP encapsulates from ${encapSource}`;
  const isSame =
    listsWithout(segmentLists, desired.segmentLists).length === 0 &&
    listsWithout(desired.segmentLists, segmentLists).length === 0;
  return isSame ? undefined : `VPP has ${describeLists(segmentLists)}`;
}

function* compareSteering(state: DesiredState, observed: ObservedState): Iterable<Difference> {
  const all = groupBy(observed.steering, describeTraffic);
  for (const desired of state.steering) {
    const [found] = all.get(describeTraffic(desired)) ?? [];
    if (found?.bsid.equals(desired.bsid)) continue;
    const reason = found === undefined ? "VPP does not steer it" : `VPP steers it to ${found.bsid}`;
    yield { kind: "steering", desired, observed: found, reason };
  }
}

function describeLocalSid({ behavior, fibTable }: LocalSid): string {
  return `${describeBehavior(behavior)} in table ${fibTable}`;
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
