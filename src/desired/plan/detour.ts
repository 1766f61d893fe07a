import { Ip6Address } from "../../address/index.ts";
import { VppError } from "../../errors.ts";
import { describePolicyKind, describeTraffic, type SrPolicy, type Srv6View, type Steering } from "../../srv6/index.ts";
import { carriedTraffic, type Difference, gone, PLAIN } from "../difference/index.ts";
import type { ResolvedState } from "../document/index.ts";
import { isReplacement } from "./stages.ts";

/** The detour of traffic around policies that are deleted and added again: it takes others that are like them meanwhile. */
export interface Detours {
  readonly policies: readonly Difference<"policy">[];
  readonly steering: readonly Difference<"steering">[];
  /** Returns how VPP steers the traffic of a rule once it takes the detour. */
  readonly reroute: (rule: Steering) => Steering;
  /** Removes the policies again. */
  readonly removal: readonly Difference<"policy">[];
}

/**
 * Returns the detours around the policies that are replaced and to which traffic is steered.
 *
 * @throws {VppError} `VPP_SRV6` if the state has no free BSIDs for them.
 */
export function findDetours(
  differences: readonly Difference<"policy">[],
  desired: ResolvedState,
  observed: Srv6View,
): Detours {
  const free = freeBsids(desired, observed);
  const standIns = new Map<string, StandIn>();
  for (const difference of differences) {
    const { observed: found } = difference;
    if (found === undefined || !isReplacement(difference)) continue;
    const traffic = observed.steeringTo(found.bsid);
    if (traffic.length === 0) continue;
    const bsid = free.next().value;
    if (bsid === undefined) throw noDetour(difference, traffic[0]!, desired);
    standIns.set(found.bsid.toKey(), { replaced: found, policy: { ...found, bsid }, traffic });
  }
  const reroute = (rule: Steering): Steering => {
    const standIn = standIns.get(rule.bsid.toKey());
    return standIn === undefined ? rule : { ...rule, bsid: standIn.policy.bsid };
  };
  const all = [...standIns.values()];
  return {
    policies: all.map(({ policy, replaced }) => {
      const reason = `it carries the traffic of policy ${replaced.bsid} while ${replaced.bsid} is replaced`;
      return { kind: "policy", desired: policy, observed: undefined, reason, ...PLAIN };
    }),
    steering: all.flatMap(({ traffic }) => traffic.map((rule) => around(reroute(rule), rule))),
    reroute,
    removal: all.map(({ policy, replaced }) => gone("policy", policy, carriedTraffic(`policy ${replaced.bsid}`))),
  };
}

/** A policy that is like another one, and the traffic that it takes over meanwhile. */
interface StandIn {
  readonly replaced: SrPolicy;
  readonly policy: SrPolicy;
  readonly traffic: readonly Steering[];
}

function around(rule: Steering, before: Steering): Difference<"steering"> {
  const reason = `policy ${before.bsid} is being replaced`;
  return { kind: "steering", desired: rule, observed: before, reason, leaves: "replaced" };
}

/** Yields the unused addresses of the range, from the second on. */
function* freeBsids({ owns }: ResolvedState, observed: Srv6View): Generator<Ip6Address, undefined> {
  const range = owns?.scratch?.masked();
  if (range === undefined) return;
  const { word0, word1, word2, word3 } = range.address;
  for (let number = 1; number < 2 ** 32; number++) {
    const bsid = new Ip6Address(word0, word1, word2, word3 + number);
    if (!range.contains(bsid)) return;
    if (observed.policy(bsid) === undefined && observed.localSidsAt(bsid).length === 0) yield bsid;
  }
}

function noDetour({ desired, observed }: Difference<"policy">, traffic: Steering, { owns }: ResolvedState): VppError {
  const kinds = `VPP has it with ${describePolicyKind(observed!)}, and cannot change that to ${describePolicyKind(desired!)}`;
  const wayOut =
    owns?.scratch === undefined
      ? "set owns.scratch to a range of free BSIDs, so that the plan can move the traffic during the change"
      : `no BSID of owns.scratch ${owns.scratch} is free: extend the range`;
  const text = `${kinds} while ${describeTraffic(traffic)} is steered to it; ${wayOut}, or delete the policy first`;
  return new VppError("VPP_SRV6", `policy ${desired!.bsid}: ${text}`);
}
