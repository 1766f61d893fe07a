import type { Operation, SegmentList, SrPolicy } from "../../srv6/index.ts";
import {
  bucketsOf,
  isSameKind,
  isSamePath,
  isSameSegmentList,
  MAX_SEGMENT_LISTS,
  takesFrames,
} from "../../srv6/index.ts";
import { type Difference, hasTwins, listsWithout, type StateDifferences } from "../difference/index.ts";

/** Lists to add, lists to delete, and lists that get another weight. */
interface ListChanges {
  readonly added: readonly SegmentList[];
  readonly gone: readonly SegmentList[];
  readonly weighed: readonly { readonly list: SegmentList; readonly weight: number }[];
}

/**
 * Returns the stages that give a policy other lists. The policy is never without a list: new ones are added, and confirmed,
 * before old ones are deleted. If only the weight of a list changes, it is set.
 *
 * VPP writes source and hop limit into a list when it is added: to change them, all lists are replaced by equal ones. VPP does
 * not distinguish equal lists, and does not show the source of an old list. As long as an old list can be taken for a new
 * one, at least one list exists twice, so that an interrupted change can be seen.
 */
export function changeLists(from: SrPolicy, to: SrPolicy, replacesAll: boolean, hasFrames: boolean): Operation[][] {
  const changes = replacesAll ? replaceAll(from, to) : difference(from, to);
  const isFit = ({ added }: ListChanges): boolean => {
    const together = [...from.segmentLists, ...added];
    return together.length <= MAX_SEGMENT_LISTS && isShareable(together) && (!hasFrames || takesFrames(together));
  };
  const chosen = [...(replacesAll ? [withMark(from, changes)] : []), changes].find(isFit);
  const set = changes.weighed.map(
    ({ list, weight }): Operation => ({ op: "setWeight", bsid: to.bsid, segmentList: list, weight }),
  );
  // In one batch, weights that VPP cannot share may exist in between.
  if (chosen === undefined) return [[...inRounds(from, to, changes), ...set]];
  const { added, gone } = chosen;
  return [added.map((list) => addition(from, to, list)), [...set, ...gone.map((list) => deletion(to, list))]].filter(
    (stage) => stage.length > 0,
  );
}

/**
 * Adds one of the old lists once more if none stays as it is: after an interruption, a list that differs in its weight only
 * would get the weight, and keep the old source.
 */
function withMark({ segmentLists }: SrPolicy, { added, gone, weighed }: ListChanges): ListChanges {
  const isMarked = hasTwins([...segmentLists, ...added]);
  const marks = isMarked ? [] : segmentLists.slice(0, 1);
  return { added: [...marks, ...added], gone: [...gone, ...marks], weighed };
}

/** Adds the lists that exist already first, and deletes them last: in between they exist twice. */
function replaceAll(from: SrPolicy, to: SrPolicy): ListChanges {
  const order = (list: SegmentList, others: readonly SegmentList[]) =>
    others.some((other) => isSameSegmentList(list, other)) ? 0 : 1;
  const added = to.segmentLists.toSorted((a, b) => order(a, from.segmentLists) - order(b, from.segmentLists));
  const gone = from.segmentLists.toSorted((a, b) => order(b, to.segmentLists) - order(a, to.segmentLists));
  return { added, gone, weighed: [] };
}

function difference(from: SrPolicy, to: SrPolicy): ListChanges {
  const gone = listsWithout(from.segmentLists, to.segmentLists);
  const weighed: { list: SegmentList; weight: number }[] = [];
  const added = listsWithout(to.segmentLists, from.segmentLists).filter((list) => {
    const at = gone.findIndex((each) => isSamePath(each, list));
    if (at < 0) return true;
    weighed.push({ list: gone.splice(at, 1)[0]!, weight: list.weight });
    return false;
  });
  return { added, gone, weighed };
}

/** Deletes as few old lists as possible before new ones are added, where VPP has no room for both. */
function inRounds(from: SrPolicy, to: SrPolicy, { added, gone }: ListChanges): Operation[] {
  const operations: Operation[] = [];
  const waiting = [...added];
  const leaving = [...gone];
  let room = MAX_SEGMENT_LISTS - from.segmentLists.length;
  while (waiting.length > 0) {
    const coming = waiting.splice(0, room);
    const going = leaving.splice(0, Math.max(1, Math.min(coming.length, leaving.length - 1)));
    operations.push(...coming.map((list) => addition(from, to, list)), ...going.map((list) => deletion(to, list)));
    room += going.length - coming.length;
  }
  return [...operations, ...leaving.map((list) => deletion(to, list))];
}

/** Returns the addition of a list. A VPP that does not show the source of a policy takes none for a list either. */
function addition(from: SrPolicy, { bsid, encapSource }: SrPolicy, segmentList: SegmentList): Operation {
  const source = from.encapSource === undefined || encapSource === undefined ? {} : { encapSource };
  return { op: "addSegmentList", bsid, segmentList, ...source };
}

function deletion({ bsid }: SrPolicy, segmentList: SegmentList): Operation {
  return { op: "deleteSegmentList", bsid, segmentList };
}

/** Returns whether VPP sends packets by each of these lists. */
export function isShareable(lists: readonly SegmentList[]): boolean {
  return !bucketsOf(lists.map(({ weight }) => weight)).includes(0);
}

/*
 * VPP writes the hop limit, and before 23.06 the source, into segment lists and does not show them. If a change is interrupted
 * after one of them is set and before all lists are replaced, that could not be seen. So one list of each policy is added once
 * more before: equal lists mean that all lists must be replaced, see `hasTwins`.
 */

type Marked = Pick<StateDifferences, "encap" | "policy">;

/** Returns the differences with marks for the policies that take a value which VPP does not show. */
export function mark({ encap, policy: policies }: Marked, takesSource: boolean): Marked {
  const hidden = encap.filter(({ kind }) => kind === "encapHopLimit" || !takesSource);
  if (hidden.length === 0) return { encap, policy: policies };
  const marked = new Set(policies.filter((each) => marksOf(each).length > 0));
  if (marked.size === 0) return { encap, policy: policies };
  return {
    // No value is set before all marks are added.
    encap: encap.map((each) => ({ ...each, marked: each === hidden[0] ? [...marked] : [] })),
    policy: policies.map((each) => (marked.has(each) ? { ...each, isMarked: true } : each)),
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
