import type { Operation, SegmentList, SrPolicy } from "../../srv6/index.ts";
import { isSameKind, MAX_SEGMENT_LISTS, takesFrames } from "../../srv6/index.ts";
import type { Difference } from "../difference/index.ts";
import { hasTwins } from "../difference/index.ts";
import { addition, isShareable } from "./list-changes.ts";

/*
 * VPP writes the hop limit, and before 23.06 the source, into segment lists and does not show them. If a change is interrupted
 * after one of them is set and before all lists are replaced, that could not be seen. So one list of each policy is added once
 * more before: equal lists mean that all lists must be replaced, see `hasTwins`.
 */

/** Returns the differences with marks for the policies that take a value which VPP does not show. */
export function mark(
  encap: readonly Difference<"encapSource" | "encapHopLimit">[],
  policies: readonly Difference<"policy">[],
  takesSource: boolean,
): {
  readonly encap: readonly Difference<"encapSource" | "encapHopLimit">[];
  readonly policies: readonly Difference<"policy">[];
} {
  const hidden = encap.filter(({ kind }) => kind === "encapHopLimit" || !takesSource);
  const marked = new Set(hidden.length === 0 ? [] : policies.filter((each) => marksOf(each).length > 0));
  if (marked.size === 0) return { encap, policies };
  return {
    // No value is set before all marks are added.
    encap: encap.map((each) => ({ ...each, marked: each === hidden[0] ? [...marked] : [] })),
    policies: policies.map((each) => (marked.has(each) ? { ...each, isMarked: true } : each)),
  };
}

/** Returns the lists that mark a policy; none if VPP takes no more, or the policy is replaced or has equal lists already. */
export function marksOf({ desired, observed, replacesLists }: Difference<"policy">): readonly SegmentList[] {
  if (desired === undefined || observed === undefined || !replacesLists || observed.headend === "insert") return [];
  const { policyType, segmentLists } = observed;
  if (policyType === "tef" || !isSameKind(observed, desired) || hasTwins(segmentLists)) return [];
  // Frames are spread over 1, 2, 4, ... lists. Those that are steered by now count too: an inverse marks before it ends that.
  const marks = takesFrames(segmentLists) ? segmentLists : segmentLists.slice(0, 1);
  const together = [...segmentLists, ...marks];
  return together.length <= MAX_SEGMENT_LISTS && isShareable(together) ? marks : [];
}

/** Returns the operations that add the marks of a policy. */
export function addMarks(difference: Difference<"policy">): Operation[] {
  const { observed } = difference;
  return marksOf(difference).map((list) => addition(observed!, observed!, list)); // marked is only what is there
}

/** Returns the policy as VPP has it once it is marked. */
export function withMarks(policy: SrPolicy, difference: Difference<"policy">): SrPolicy {
  return { ...policy, segmentLists: [...policy.segmentLists, ...marksOf(difference)] };
}
