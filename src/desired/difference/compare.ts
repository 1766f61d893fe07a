import { Ip6Address } from "../../address/index.ts";
import type { LocalSid, SrPolicy, Srv6View, Steering } from "../../srv6/index.ts";
import {
  describeBehavior,
  describeLists,
  describePolicyKind,
  describeWay,
  hasOtherSource,
  isSameKind,
  isSameWay,
  withEncapSource,
} from "../../srv6/index.ts";
import type { ResolvedState } from "../document/index.ts";
import { type Difference, describeTwins, PLAIN, usesOne } from "./difference.ts";
import { findExtras, type Owned } from "./owned.ts";
import { counterpartOf, hasTwins, isSameLists, isSameLocalSid } from "./same.ts";

/** Why an entry is added again that VPP shows as desired. */
const RENEWED = { reason: "its interface was created again", renews: true } as const;

/**
 * Returns all differences in the order in which things depend on each other: encap, tables, neighbors, routes, local SIDs,
 * policies, steering; then the entries that are owned and not desired, in the opposite order.
 */
export function findDifferences(desired: ResolvedState, observed: Srv6View, owned: Owned): Difference[] {
  return [
    ...Object.values(compareState(desired, observed)).flat(),
    ...compareSteering(desired, observed),
    ...Object.values(findExtras(desired, observed, owned)).flat(),
  ];
}

/** Returns the differences of all but steering, which depends on the detours of a plan. */
export function compareState(desired: ResolvedState, observed: Srv6View): StateDifferences {
  return {
    encap: compareEncap(desired, observed),
    table: compareTables(desired, observed),
    neighbor: compareNeighbors(desired),
    route: compareRoutes(desired, observed),
    localSid: compareLocalSids(desired, observed),
    policy: comparePolicies(desired, observed),
  };
}

type EncapDifference = Difference<"encapSource" | "encapHopLimit">;

/** The differences of all but steering, in the order in which they depend on each other. */
export type StateDifferences = { readonly encap: readonly EncapDifference[] } & {
  readonly [Kind in "table" | "neighbor" | "route" | "localSid" | "policy"]: readonly Difference<Kind>[];
};

export function compareEncap({ encap }: ResolvedState, observed: Srv6View): EncapDifference[] {
  const differences: EncapDifference[] = [];
  const { encapSource: source, encapHopLimit: hopLimit } = observed;
  if (encap.source !== undefined && !encap.source.equals(source)) {
    differences.push({ kind: "encapSource", desired: encap.source, observed: source, reason: `VPP has ${source}` });
  }
  if (encap.hopLimit !== undefined && encap.hopLimit !== hopLimit) {
    differences.push({
      kind: "encapHopLimit",
      desired: encap.hopLimit,
      observed: hopLimit,
      reason: `VPP has ${hopLimit}`,
    });
  }
  return differences;
}

export function compareTables({ tables }: ResolvedState, observed: Srv6View): Difference<"table">[] {
  const differences: Difference<"table">[] = [];
  for (const desired of tables) {
    if (observed.tables[desired.family].has(desired.tableId)) continue;
    differences.push({ kind: "table", desired, observed: undefined, reason: "VPP has no such table" });
  }
  return differences;
}

function compareNeighbors({ neighbors }: ResolvedState): Difference<"neighbor">[] {
  const differences: Difference<"neighbor">[] = [];
  for (const { desired, observed } of neighbors) {
    const found = observed === undefined ? "" : `, and VPP has it with MAC address ${observed.macAddress}`;
    differences.push({ kind: "neighbor", desired, observed, reason: `the document requires it${found}` });
  }
  return differences;
}

export function compareRoutes(state: ResolvedState, observed: Srv6View): Difference<"route">[] {
  const differences: Difference<"route">[] = [];
  for (const desired of state.routes) {
    const found = observed.route(desired);
    const isSame = found !== undefined && isSameWay(found, desired);
    if (isSame && !usesOne({ kind: "route", value: desired }, state.renewed)) continue;
    const reason = found === undefined ? "VPP has no such route" : `VPP has it ${describeWay(found)}`;
    differences.push({ kind: "route", desired, observed: found, reason, ...(isSame && RENEWED) });
  }
  return differences;
}

export function compareLocalSids(state: ResolvedState, observed: Srv6View): Difference<"localSid">[] {
  const differences: Difference<"localSid">[] = [];
  for (const desired of state.localSids) {
    const found = counterpartOf(desired, observed);
    const isSame = found !== undefined && isSameLocalSid(found, desired);
    if (isSame && !usesOne({ kind: "localSid", value: desired }, state.renewed)) continue;
    const reason = found === undefined ? "VPP has no such local SID" : `VPP has ${describeLocalSid(found)}`;
    differences.push({ kind: "localSid", desired, observed: found, reason, ...(isSame && RENEWED) });
  }
  return differences;
}

export function comparePolicies(state: ResolvedState, observed: Srv6View): Difference<"policy">[] {
  const differences: Difference<"policy">[] = [];
  for (const policy of state.policies) {
    const found = observed.policy(policy.bsid);
    const desired = withEncapSource(policy, desiredSource(policy, state, observed));
    if (found === undefined) {
      differences.push({ kind: "policy", desired, observed: found, reason: "VPP has no such policy", ...PLAIN });
      continue;
    }
    const baked = bakedReason(desired, found, state, observed);
    const kind = isSameKind(desired, found) ? undefined : `VPP has it with ${describePolicyKind(found)}`;
    const isSame = isSameLists(found.segmentLists, desired.segmentLists);
    if (kind === undefined && baked === undefined && isSame) continue;
    const reason = kind ?? baked ?? `VPP has ${describeLists(found)}`;
    const takesFrames = observed.steeringTo(policy.bsid).some(({ kind }) => kind === "l2");
    differences.push({
      kind: "policy",
      desired,
      observed: found,
      reason,
      replacesLists: baked !== undefined,
      takesFrames,
    });
  }
  return differences;
}

/** Returns the source that VPP is given, where it takes one. A document without a source accepts any. */
function desiredSource(policy: SrPolicy, state: ResolvedState, observed: Srv6View): Ip6Address | undefined {
  const isGiven = policy.encapSource?.isUnspecified === false;
  if (!isGiven && !observed.takesSource) return undefined;
  return isGiven || policy.headend === "encaps" ? outerSource(policy, state, observed) : Ip6Address.UNSPECIFIED;
}

/** Returns the source of the outer headers that a desired policy adds. */
export function outerSource({ bsid, encapSource }: SrPolicy, { encap }: ResolvedState, observed: Srv6View): Ip6Address {
  if (encapSource?.isUnspecified === false) return encapSource;
  return encap.source ?? observed.policy(bsid)?.encapSource ?? observed.encapSource;
}

/** Returns, in words, which value inside the segment lists is not as desired: VPP writes source and hop limit into each list. */
function bakedReason(
  desired: SrPolicy,
  found: SrPolicy,
  { encap }: ResolvedState,
  { encapSource, encapHopLimit, takesSource }: Srv6View,
): string | undefined {
  if (hasTwins(found.segmentLists)) return "VPP has a segment list more than once, after an interrupted change";
  if (desired.headend === "insert") return undefined;
  if (hasOtherSource(desired, found)) return `VPP encapsulates from ${found.encapSource}`;
  const isOtherSource = encap.source !== undefined && !encap.source.equals(encapSource);
  if (!takesSource && isOtherSource) return `VPP encapsulates from ${encapSource}`;
  const isOtherLimit = encap.hopLimit !== undefined && encap.hopLimit !== encapHopLimit;
  return isOtherLimit ? `VPP encapsulates with hop limit ${encapHopLimit}` : undefined;
}

/** @param reroute returns how VPP steers the traffic of a rule once it takes a detour. */
export function compareSteering(
  state: ResolvedState,
  observed: Srv6View,
  reroute = (rule: Steering): Steering => rule,
): Difference<"steering">[] {
  const differences: Difference<"steering">[] = [];
  for (const desired of state.steering) {
    const steered = observed.steeringOf(desired);
    const found = steered && reroute(steered);
    const twins = observed.steeringTwins(desired);
    if (twins.length > 0) {
      differences.push({ kind: "steering", desired, observed: found, reason: describeTwins(twins), twins });
      continue;
    }
    const isSame = found?.bsid.equals(desired.bsid) === true;
    if (isSame && !usesOne({ kind: "steering", value: desired }, state.renewed)) continue;
    const reason = found === undefined ? "VPP does not steer it" : `VPP steers it to ${found.bsid}`;
    const difference = { kind: "steering", desired, observed: found, reason } as const;
    differences.push(isSame ? { ...difference, ...RENEWED } : difference);
  }
  return differences;
}

function describeLocalSid({ behavior, fibTable, prefixLength }: LocalSid): string {
  const at = typeof prefixLength === "number" ? ` at /${prefixLength}` : "";
  return `${describeBehavior(behavior)} in table ${fibTable}${at}`;
}
