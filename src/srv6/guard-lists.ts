import { Ip6Address } from "../address/index.ts";
import type { AddSegmentList, CheckedOperation, DeleteSegmentList, SetWeight } from "./operation.ts";
import { MOST_SEGMENT_LISTS } from "./policy.ts";
import type { FoundList, FoundPolicy } from "./read.ts";
import { hazard, invalid } from "./refusal.ts";
import { describePath, isSameSegmentList } from "./segment-list.ts";
import type { View } from "./view.ts";

/** A policy that is not there is left to VPP, which says so. */
export function addSegmentList(operation: AddSegmentList, view: View): CheckedOperation {
  const policy = view.policy(operation.bsid);
  const encapSource = operation.encapSource ?? policy?.encapSource ?? Ip6Address.UNSPECIFIED;
  if (policy !== undefined) {
    requireChangeable(policy, view);
    if (policy.segmentLists.length >= MOST_SEGMENT_LISTS) {
      view.refuse(hazard(`policy ${policy.bsid}: VPP loses count of more than ${MOST_SEGMENT_LISTS} segment lists`));
    }
    setLists(view, policy, [...policy.segmentLists, { ...operation.segmentList, slIndex: undefined }]);
  }
  return { ...operation, encapSource };
}

export function deleteSegmentList(operation: DeleteSegmentList, view: View): CheckedOperation {
  const { policy, list, slIndex } = findList(operation, view);
  const others = policy.segmentLists.filter((each) => each !== list);
  setLists(view, policy, others);
  return { op: operation.op, bsid: operation.bsid, slIndex };
}

export function setWeight(operation: SetWeight, view: View): CheckedOperation {
  const { bsid, weight } = operation;
  const { policy, list, slIndex } = findList(operation, view);
  const lists = policy.segmentLists.map((each) => (each === list ? { ...list, weight } : each));
  setLists(view, policy, lists);
  return { op: operation.op, bsid, weight, slIndex };
}

/**
 * The number of a list that VPP has told just now. VPP looks one place behind a policy's lists: a number that was deleted
 * before can still be there, and would be freed twice.
 *
 * @see VPP src/vnet/srv6/sr_policy_rewrite.c sr_policy_mod
 */
function findList(
  { bsid, segmentList }: DeleteSegmentList | SetWeight,
  view: View,
): { policy: FoundPolicy; list: FoundList; slIndex: number } {
  const policy = view.policy(bsid);
  if (policy === undefined) throw invalid(`there is no policy ${bsid}`);
  requireChangeable(policy, view);
  const list = policy.segmentLists.find((each) => each.slIndex !== undefined && isSameSegmentList(each, segmentList));
  if (list?.slIndex !== undefined) return { policy, list, slIndex: list.slIndex };
  throw invalid(`policy ${bsid} has no segment list ${describePath(segmentList)} of weight ${segmentList.weight}`);
}

function requireChangeable({ bsid, policyType }: FoundPolicy, view: View): void {
  if (policyType === "default" || policyType === "spray") return;
  view.refuse(
    hazard(`policy ${bsid}: VPP forwards by the old segment lists of a ${policyType} policy, also when they are gone`),
  );
}

function setLists(view: View, policy: FoundPolicy, segmentLists: readonly FoundList[]): void {
  view.setPolicy({ ...policy, segmentLists });
}
