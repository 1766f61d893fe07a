import { Ip6Address } from "../address/index.ts";
import {
  type AddSegmentList,
  type CheckedOperation,
  type DeleteSegmentList,
  describePath,
  hazard,
  invalid,
  MOST_SEGMENT_LISTS,
  type SegmentList,
  type SetWeight,
  type SrPolicy,
  segmentListFrom,
  weightFrom,
} from "./values/index.ts";
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
    view.setPolicy({
      ...policy,
      encapSource: shownSource(policy, encapSource, view),
      segmentLists: [...policy.segmentLists, segmentListFrom(operation.segmentList)],
    });
  }
  return { ...operation, encapSource };
}

export function deleteSegmentList(operation: DeleteSegmentList, view: View): CheckedOperation {
  const { policy, list, slIndex } = findList(operation, view);
  view.setPolicy({ ...policy, segmentLists: without(list, policy.segmentLists) });
  return { op: operation.op, bsid: operation.bsid, slIndex };
}

export function setWeight(operation: SetWeight, view: View): CheckedOperation {
  const { bsid } = operation;
  const weight = weightFrom(operation.weight);
  const { policy, list, slIndex } = findList(operation, view);
  view.replaceList(policy, list, { ...list, weight });
  return { op: operation.op, bsid, weight, slIndex };
}

/** What VPP will show as the source of a policy, once it has a list from this one: `::` stands for that of the node. */
export function shownSource(
  { headend }: SrPolicy,
  encapSource: Ip6Address | undefined,
  view: View,
): Ip6Address | undefined {
  if (!view.takesSource) return undefined;
  if (headend === "insert") return Ip6Address.UNSPECIFIED;
  return encapSource?.isUnspecified === false ? encapSource : view.encapSource;
}

/**
 * The oldest of equal lists, and its number, as VPP has told it. VPP looks one place behind a policy's lists: a number that was deleted before can
 * still be there, and would be freed twice.
 *
 * @see VPP src/vnet/srv6/sr_policy_rewrite.c sr_policy_mod
 */
function findList(
  { bsid, segmentList }: DeleteSegmentList | SetWeight,
  view: View,
): { policy: SrPolicy; list: SegmentList; slIndex: number } {
  const policy = view.policy(bsid);
  if (policy === undefined) throw invalid(`there is no policy ${bsid}`);
  requireChangeable(policy, view);
  for (const list of view.equalLists(bsid, segmentList)) {
    const slIndex = view.slIndexOf(list);
    if (slIndex !== undefined) return { policy, list, slIndex };
  }
  throw invalid(`policy ${bsid} has no segment list ${describePath(segmentList)} of weight ${segmentList.weight}`);
}

function requireChangeable({ bsid, policyType }: SrPolicy, view: View): void {
  if (policyType === "default" || policyType === "spray") return;
  view.refuse(
    hazard(`policy ${bsid}: VPP forwards by the old segment lists of a ${policyType} policy, also when they are gone`),
  );
}

/** The last one takes the place of a deleted one. */
function without(list: SegmentList, lists: readonly SegmentList[]): SegmentList[] {
  const left = [...lists];
  const last = left.pop()!;
  if (last !== list) left[left.indexOf(list)] = last;
  return left;
}
