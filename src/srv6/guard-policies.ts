import {
  checkShares,
  describeTraffic,
  describeWayBack,
  findPolicyCycles,
  hazard,
  invalid,
  type Operation,
  type SrPolicy,
  type Traffic,
  takesFrames,
} from "./values/index.ts";
import type { View } from "./view.ts";

/**
 * Checks the policies that operations leave. Only how it ends counts: old and new lists of a policy may stand side by side for
 * a moment.
 */
export function checkPoliciesLeft(operations: readonly Operation[], view: View): void {
  for (const policy of policiesOf(operations, view, ["addSegmentList", "setWeight"])) checkShares(policy.segmentLists);
  checkCycles(policiesOf(operations, view, ["addPolicy", "addSegmentList"]), view);
  for (const operation of operations) {
    if (operation.op !== "steer" || operation.traffic.kind !== "l2") continue;
    const policy = view.policy(operation.bsid);
    if (policy !== undefined) checkFrames(operation.traffic, policy, view);
  }
  for (const policy of unfitForFrames(operations, view)) {
    for (const rule of view.steeringTo(policy.bsid)) if (rule.kind === "l2") checkFrames(rule, policy, view);
  }
}

/** The policies with changed lists that cannot take frames: what is steered to them must be known. */
export function unfitForFrames(operations: readonly Operation[], view: View): SrPolicy[] {
  const changed = policiesOf(operations, view, ["addSegmentList", "setWeight", "deleteSegmentList"]);
  return changed.filter(({ segmentLists }) => !takesFrames(segmentLists));
}

/** The policies, as they are left, of operations of these kinds: each once for those that stand next to each other. */
function policiesOf(operations: readonly Operation[], view: View, kinds: readonly Operation["op"][]): SrPolicy[] {
  const found: SrPolicy[] = [];
  for (const each of operations) {
    if (!kinds.includes(each.op)) continue;
    const policy =
      "policy" in each ? view.policy(each.policy.bsid) : "bsid" in each ? view.policy(each.bsid) : undefined;
    if (policy !== undefined && policy !== found.at(-1)) found.push(policy);
  }
  return found;
}

function checkFrames(traffic: Traffic, policy: SrPolicy, view: View): void {
  if (takesFrames(policy.segmentLists)) return;
  const weights = policy.segmentLists.map(({ weight }) => weight).join(", ");
  view.refuse(
    invalid(
      `steering of ${describeTraffic(traffic)}: VPP spreads frames over 1, 2, 4, 8, ... segment lists of equal weight, and ` +
        `those of policy ${policy.bsid} weigh ${weights}`,
    ),
  );
}

function checkCycles(policies: readonly SrPolicy[], view: View): void {
  for (const cycle of findPolicyCycles(policies, (bsid) => view.policy(bsid))) {
    const { bsid } = cycle.policies[0]!;
    view.refuse(hazard(`policy ${bsid}: its packets come back to it, by ${describeWayBack(cycle)}`));
  }
}
