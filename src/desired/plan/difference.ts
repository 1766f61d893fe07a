import { Ip6Address } from "../../address/index.ts";
import {
  describeBehavior,
  describeLists,
  describePolicyKind,
  describeTable,
  describeTraffic,
  describeWay,
  hasOtherSource,
  isSameKind,
  isSameWay,
  keyOfTraffic,
  type LocalSid,
  type Neighbor,
  nameOfRoute,
  type SrPolicy,
  type Srv6View,
  type StaticRoute,
  type Steering,
  type TableName,
  withoutHostBits,
} from "../../srv6/index.ts";
import type { ResolvedState } from "../document/state.ts";
import type { Owned } from "./ownership.ts";
import { hasTwins, isSameLists } from "./segment-lists.ts";

/** What is compared. */
export interface Comparison {
  readonly desired: ResolvedState;
  readonly observed: Srv6View;
  readonly owned: Owned;
}

/** Something that VPP does not hold as desired. */
export type Difference =
  | EncapDifference
  | TableDifference
  | NeighborDifference
  | RouteDifference
  | LocalSidDifference
  | PolicyDifference
  | SteeringDifference;

/** What VPP encapsulates with. */
export type EncapDifference = SettingDifference<"encapSource", Ip6Address> | SettingDifference<"encapHopLimit", number>;

interface Named<Kind extends string> {
  readonly kind: Kind;
  /** What VPP has instead, in words. */
  readonly reason: string;
}

interface SettingDifference<Kind extends string, Value> extends Named<Kind> {
  readonly desired: Value;
  readonly observed: Value;
  /** Policies that are marked before it is set, see `mark`. */
  readonly marked?: readonly PolicyDifference[];
}

/** An entry that VPP does not have, has otherwise, or has although it is owned and not desired. */
type EntryDifference<Kind extends string, Value> = Named<Kind> &
  (
    | { readonly desired: Value; readonly observed: undefined }
    | { readonly desired: Value; readonly observed: Value }
    | { readonly desired: undefined; readonly observed: Value }
  );

export type TableDifference = EntryDifference<"table", TableName>;

export type NeighborDifference = EntryDifference<"neighbor", Neighbor>;

export type RouteDifference = EntryDifference<"route", StaticRoute> & Renewal;

/** What VPP shows as it should be, and does not do: its interface was created again. */
interface Renewal {
  readonly renews?: true;
}

export type LocalSidDifference = EntryDifference<"localSid", LocalSid> & Renewal;

export type PolicyDifference = EntryDifference<"policy", SrPolicy> & {
  /** Whether all lists are to be replaced, also those that look the same: what is baked into them is not as desired. */
  readonly replacesLists: boolean;
  /** Whether VPP steers frames to it, for which any of its lists must do at any time. */
  readonly takesFrames: boolean;
  /** Whether it has its marks when its turn comes. */
  readonly isMarked?: true;
};

export type SteeringDifference = EntryDifference<"steering", Steering> &
  Renewal & {
    /** Steering of the same prefix with host bits, which must go first: VPP has one route for all, and loses it with any. */
    readonly twins?: readonly Steering[];
  };

/** A policy that comes or goes. */
export const PLAIN = { replacesLists: false, takesFrames: false } as const;

const RENEWED = "its interface was created again";
const NOT_DESIRED = "it is owned, and not desired";

/**
 * Compares in the order in which things depend on each other: encap, tables, neighbours, routes, local SIDs, policies,
 * steering; then what is owned and not desired, the other way round.
 */
export function compare(desired: ResolvedState, observed: Srv6View, owned: Owned): Difference[] {
  const extras = findExtras(desired, observed, owned);
  return [
    ...compareEncap(desired, observed),
    ...compareTables(desired, observed),
    ...compareNeighbors(desired),
    ...compareRoutes(desired, observed),
    ...compareLocalSids(desired, observed),
    ...comparePolicies(desired, observed),
    ...compareSteering(desired, observed),
    ...extras.steering,
    ...extras.policies,
    ...extras.localSids,
    ...extras.routes,
    ...extras.tables,
  ];
}

export function* compareEncap({ encap }: ResolvedState, observed: Srv6View): Iterable<EncapDifference> {
  const { encapSource: source, encapHopLimit: hopLimit } = observed;
  if (encap.source !== undefined && !encap.source.equals(source)) {
    yield { kind: "encapSource", desired: encap.source, observed: source, reason: `VPP has ${source}` };
  }
  if (encap.hopLimit !== undefined && encap.hopLimit !== hopLimit) {
    yield { kind: "encapHopLimit", desired: encap.hopLimit, observed: hopLimit, reason: `VPP has ${hopLimit}` };
  }
}

export function* compareTables({ tables }: ResolvedState, observed: Srv6View): Iterable<TableDifference> {
  for (const desired of tables) {
    if (observed.tables[desired.family].has(desired.tableId)) continue;
    yield { kind: "table", desired, observed: undefined, reason: "VPP has no such table" };
  }
}

export function* compareNeighbors({ neighbors }: ResolvedState): Iterable<NeighborDifference> {
  for (const { desired, observed } of neighbors) {
    const reason =
      observed === undefined ? "it is required" : `it is required, and VPP has it at ${observed.macAddress}`;
    yield { kind: "neighbor", desired, observed, reason };
  }
}

export function* compareRoutes(state: ResolvedState, observed: Srv6View): Iterable<RouteDifference> {
  for (const desired of state.routes) {
    const found = observed.route(desired);
    if (found !== undefined && isSameWay(found, desired)) {
      if (isRenewed(desired.via, state))
        yield { kind: "route", desired, observed: found, reason: RENEWED, renews: true };
      continue;
    }
    const reason = found === undefined ? "VPP has no such route" : `VPP has it ${describeWay(found)}`;
    yield { kind: "route", desired, observed: found, reason };
  }
}

/** VPP can have an address twice, as End and as uN; one of them as desired is enough. */
export function* compareLocalSids(state: ResolvedState, observed: Srv6View): Iterable<LocalSidDifference> {
  for (const desired of state.localSids) {
    const found = observed.localSidsAt(desired.sid);
    const same = found.find((each) => describeLocalSid(each) === describeLocalSid(desired));
    if (same !== undefined) {
      if (isRenewed(desired.behavior, state))
        yield { kind: "localSid", desired, observed: same, reason: RENEWED, renews: true };
      continue;
    }
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
      yield { kind: "policy", desired, observed: found, reason: "VPP has no such policy", ...PLAIN };
      continue;
    }
    const baked = bakedReason(desired, found, state, observed);
    const reason = kindReason(desired, found) ?? baked ?? listReason(desired, found);
    if (reason === undefined) continue;
    const takesFrames = observed.steeringTo(policy.bsid).some(({ kind }) => kind === "l2");
    yield { kind: "policy", desired, observed: found, reason, replacesLists: baked !== undefined, takesFrames };
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
    if (found?.bsid.equals(desired.bsid)) {
      if (isRenewed(desired, state))
        yield { kind: "steering", desired, observed: found, reason: RENEWED, renews: true };
      continue;
    }
    const reason = found === undefined ? "VPP does not steer it" : `VPP steers it to ${found.bsid}`;
    yield { kind: "steering", desired, observed: found, reason };
  }
}

function isRenewed(on: object, { renewed }: ResolvedState): boolean {
  return "swIfIndex" in on && renewed.has(on.swIfIndex as number);
}

/** What is to go. */
export interface Extras {
  readonly steering: readonly Gone<SteeringDifference>[];
  readonly policies: readonly Gone<PolicyDifference>[];
  readonly localSids: readonly Gone<LocalSidDifference>[];
  readonly routes: readonly Gone<RouteDifference>[];
  readonly tables: readonly Gone<TableDifference>[];
}

type Gone<D extends Difference> = D & { readonly desired: undefined };

/** What is owned and not desired. */
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
  // What differs in host bits only goes with the step for what is desired.
  const desired = new Set(state.steering.map(keyOfTraffic));
  const extra = owns.filter((rule) => !desired.has(keyOfTraffic(withoutHostBits(rule))));
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

function findExtraRoutes(state: ResolvedState, owned: Owned): Extras["routes"] {
  const { routes } = owned;
  if (routes.length === 0) return [];
  const desired = new Set(state.routes.map(nameOfRoute));
  const extra = routes.filter((route) => !desired.has(nameOfRoute(route)));
  return extra.map((observed) => ({ kind: "route", desired: undefined, observed, reason: NOT_DESIRED }));
}

function findExtraTables(state: ResolvedState, owned: Owned): Extras["tables"] {
  const desired = new Set(state.tables.map(describeTable));
  const extra = owned.tables.filter((table) => !desired.has(describeTable(table)));
  return extra.map((observed) => ({ kind: "table", desired: undefined, observed, reason: NOT_DESIRED }));
}

export function goneSteering(rule: Steering, reason: string): Gone<SteeringDifference> {
  return { kind: "steering", desired: undefined, observed: rule, reason };
}

export function gonePolicy(policy: SrPolicy, reason: string): Gone<PolicyDifference> {
  return { kind: "policy", desired: undefined, observed: policy, reason, ...PLAIN };
}

export function goneLocalSid(localSid: LocalSid, reason: string): Gone<LocalSidDifference> {
  return { kind: "localSid", desired: undefined, observed: localSid, reason };
}

function describeLocalSid({ behavior, fibTable, prefixLength }: LocalSid): string {
  const at = typeof prefixLength === "number" ? ` at /${prefixLength}` : "";
  return `${describeBehavior(behavior)} in table ${fibTable}${at}`;
}
