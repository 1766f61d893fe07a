import { Ip6Address } from "../../address/index.ts";
import { VppError } from "../../errors.ts";
import { describePolicyKind, describeTraffic, type Srv6View, type Steering } from "../../srv6/index.ts";
import { carriedTraffic, type Difference, gone, PLAIN, subjectOf } from "../difference/index.ts";
import type { ResolvedState } from "../document/index.ts";
import type { Conflict, Separated } from "./conflict.ts";
import type { Inputs } from "./questions.ts";
import { isReplacement } from "./stages.ts";

/**
 * The detour of traffic around policies that are deleted and added again: it takes others that are like them meanwhile. The policies
 * are separated by whether there is one.
 */
export interface Detours extends Separated<Difference<"policy">> {
  readonly policies: readonly Difference<"policy">[];
  readonly steering: readonly Difference<"steering">[];
  /** Returns how VPP steers the traffic of a rule once it takes the detour. */
  readonly reroute: (rule: Steering) => Steering;
  /** Removes the policies again. */
  readonly removal: readonly Difference<"policy">[];
}

const NO_DETOURS: Detours = {
  free: [],
  conflicts: [],
  policies: [],
  steering: [],
  reroute: (rule) => rule,
  removal: [],
};

/**
 * Returns the detours around the policies that are replaced and to which traffic is steered.
 *
 * @throws {VppError} `VPP_SRV6` if a whole state has no free BSIDs for them.
 */
export function findDetours(
  differences: readonly Difference<"policy">[],
  { desired, observed, isWholeState }: Inputs,
): Detours {
  if (differences.length === 0) return NO_DETOURS;
  const bsids = freeBsids(desired, observed);
  const conflicts: Conflict[] = [];
  const blocked = new Set<Difference<"policy">>();
  const policies: Difference<"policy">[] = [];
  const steering: Difference<"steering">[] = [];
  const removal: Difference<"policy">[] = [];
  const detours = new Map<string, Ip6Address>();
  for (const difference of differences) {
    const { observed: found } = difference;
    if (found === undefined || !isReplacement(difference)) continue;
    const traffic = observed.steeringTo(found.bsid);
    if (traffic.length === 0) continue;
    const bsid = bsids.next().value;
    if (bsid === undefined) {
      const reason = noDetour(difference, traffic[0]!, desired);
      if (isWholeState) throw new VppError("VPP_SRV6", `policy ${found.bsid}: ${reason}`);
      conflicts.push({ subject: subjectOf(difference), reason });
      blocked.add(difference);
      continue;
    }
    const standIn = { ...found, bsid };
    const reason = `it carries the traffic of policy ${found.bsid} while ${found.bsid} is replaced`;
    policies.push({ kind: "policy", desired: standIn, observed: undefined, reason, ...PLAIN });
    removal.push(gone("policy", standIn, carriedTraffic(`policy ${found.bsid}`)));
    for (const rule of traffic) {
      const reason = `policy ${found.bsid} is being replaced`;
      steering.push({ kind: "steering", desired: { ...rule, bsid }, observed: rule, reason, leaves: "replaced" });
    }
    detours.set(found.bsid.toKey(), bsid);
  }
  const reroute = (rule: Steering): Steering => {
    const bsid = detours.get(rule.bsid.toKey());
    return bsid === undefined ? rule : { ...rule, bsid };
  };
  const free = blocked.size === 0 ? differences : differences.filter((each) => !blocked.has(each));
  return { free, conflicts, policies, steering, reroute, removal };
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

function noDetour({ desired, observed }: Difference<"policy">, traffic: Steering, { owns }: ResolvedState): string {
  const kinds = `VPP has it with ${describePolicyKind(observed!)}, and cannot change that to ${describePolicyKind(desired!)}`;
  const wayOut =
    owns?.scratch === undefined
      ? "set owns.scratch to a range of free BSIDs, so that the plan can move the traffic during the change"
      : `no BSID of owns.scratch ${owns.scratch} is free: extend the range`;
  return `${kinds} while ${describeTraffic(traffic)} is steered to it; ${wayOut}, or delete the policy first`;
}
