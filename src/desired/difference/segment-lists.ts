import { isSameSegmentList, type SegmentList } from "../../srv6/index.ts";
import { keyOfPath } from "../document/index.ts";

/** Returns the lists that are not among the others; each of the others counts once. The order has no meaning in VPP. */
export function listsWithout(lists: readonly SegmentList[], others: readonly SegmentList[]): SegmentList[] {
  const counts = new Map<string, number>();
  for (const other of others) counts.set(keyOf(other), (counts.get(keyOf(other)) ?? 0) + 1);
  return lists.filter((list) => {
    const count = counts.get(keyOf(list)) ?? 0;
    counts.set(keyOf(list), count - 1);
    return count <= 0;
  });
}

/** Returns whether both have the same lists, in any order. */
export function isSameLists(a: readonly SegmentList[], b: readonly SegmentList[]): boolean {
  if (a.length !== b.length) return false;
  const isSameOrder = a.every((list, at) => isSameSegmentList(list, b[at]!));
  return isSameOrder || listsWithout(a, b).length === 0;
}

/** Returns whether a list exists twice: a change that replaces lists by equal ones was interrupted. */
export function hasTwins(lists: readonly SegmentList[]): boolean {
  return lists.length > 1 && new Set(lists.map(keyOf)).size < lists.length;
}

function keyOf(list: SegmentList): string {
  return `${list.weight} ${keyOfPath(list)}`;
}
