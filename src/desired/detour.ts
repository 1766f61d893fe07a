import { Ip6Address } from "../address/index.ts";
import { VppError } from "../errors.ts";
import { describePolicyKind, describeTraffic, type SrPolicy, type Steering } from "../srv6/index.ts";
import type { PolicyDifference, SteeringDifference } from "./difference.ts";
import type { ObservedState, ResolvedState } from "./state.ts";
import { isReplacement } from "./step.ts";

/** The way around policies that are deleted and added again: traffic goes by others that are like them. */
export interface Detours {
  readonly policies: readonly PolicyDifference[];
  readonly steering: readonly SteeringDifference[];
  /** What VPP holds once the traffic is on its way around. */
  readonly observed: ObservedState;
  /** What removes the policies again. */
  readonly removal: readonly PolicyDifference[];
}

/**
 * Finds the way around each of the differences that takes one.
 *
 * @throws {VppError} `VPP_SRV6` when the state names no range of BSIDs for it.
 */
export function findDetours(
  differences: readonly PolicyDifference[],
  desired: ResolvedState,
  observed: ObservedState,
): Detours {
  const free = freeBsids(desired, observed);
  const standIns = new Map<string, SrPolicy>();
  for (const difference of differences) {
    const { observed: found } = difference;
    if (found === undefined || !isReplacement(difference)) continue;
    const [traffic] = trafficTo(found, observed);
    if (traffic === undefined) continue;
    const bsid = free.next().value;
    if (bsid === undefined) throw noDetour(difference, traffic, desired);
    standIns.set(String(found.bsid), { ...found, bsid });
  }
  const rules = observed.steering.map((rule) => ({
    ...rule,
    bsid: standIns.get(String(rule.bsid))?.bsid ?? rule.bsid,
  }));
  return {
    policies: [...standIns].map(([bsid, policy]) => standIn(policy, bsid)),
    steering: rules.flatMap((rule, at) => around(rule, observed.steering[at]!)),
    observed: { ...observed, steering: rules },
    removal: [...standIns].map(([bsid, policy]) => removalOf(policy, bsid)),
  };
}

/** What is steered to a policy. */
export function trafficTo({ bsid }: SrPolicy, { steering }: ObservedState): Steering[] {
  return steering.filter((rule) => rule.bsid.equals(bsid));
}

function standIn(policy: SrPolicy, bsid: string): PolicyDifference {
  const reason = `it stands in for ${bsid}, which is replaced`;
  return { kind: "policy", desired: policy, observed: undefined, reason, replacesLists: false };
}

function removalOf(policy: SrPolicy, bsid: string): PolicyDifference {
  const reason = `it stood in for ${bsid}`;
  return { kind: "policy", desired: undefined, observed: policy, reason, replacesLists: false };
}

function around(rule: Steering, before: Steering): SteeringDifference[] {
  if (rule.bsid.equals(before.bsid)) return [];
  return [{ kind: "steering", desired: rule, observed: before, reason: `${before.bsid} is replaced` }];
}

/** The addresses of the range that nothing has, from the second on. */
function* freeBsids({ owns }: ResolvedState, observed: ObservedState): Generator<Ip6Address, undefined> {
  const range = owns?.scratch?.masked();
  if (range === undefined) return;
  const taken = new Set(
    [...observed.policies.map(({ bsid }) => bsid), ...observed.localSids.map(({ sid }) => sid)].map(String),
  );
  const { word0, word1, word2, word3 } = range.address;
  for (let number = 1; number < 2 ** 32; number++) {
    const bsid = new Ip6Address(word0, word1, word2, word3 + number);
    if (!range.contains(bsid)) return;
    if (!taken.has(String(bsid))) yield bsid;
  }
}

function noDetour({ desired, observed }: PolicyDifference, traffic: Steering, { owns }: ResolvedState): VppError {
  const kinds = `VPP has it as ${describePolicyKind(observed!)}, and cannot make it ${describePolicyKind(desired!)}`;
  const wayOut =
    owns?.scratch === undefined
      ? "name a range of free BSIDs as owns.scratch, to move traffic there meanwhile"
      : `no BSID of owns.scratch ${owns.scratch} is free`;
  return new VppError(
    "VPP_SRV6",
    `policy ${desired!.bsid}: ${kinds} while ${describeTraffic(traffic)} is steered to it: ${wayOut}, or delete it first`,
  );
}
