import { isSameSegmentList, type LocalSid, type SegmentList, type Srv6View } from "../../srv6/index.ts";
import { keyOfPath } from "../document/index.ts";

/** Returns whether two local SIDs at one address are the same in behavior, table and prefix length. */
export function isSameLocalSid(a: LocalSid, b: LocalSid): boolean {
  return a.fibTable === b.fibTable && contentOf(a) === contentOf(b);
}

/**
 * Returns the local SID of VPP that equals a desired one, or is changed into it. VPP can have an address twice, as End and as
 * uN, of which a document names one.
 */
export function counterpartOf(desired: LocalSid, observed: Srv6View): LocalSid | undefined {
  const found = observed.localSidsAt(desired.sid);
  const same = found.find((each) => isSameLocalSid(each, desired));
  return same ?? found.find(({ prefixLength }) => prefixLength === desired.prefixLength) ?? found[0];
}

function contentOf({ behavior, prefixLength }: LocalSid): string {
  const { type, tableId, nextHop, swIfIndex, psp, endSid, code }: Readonly<Record<string, unknown>> = behavior;
  const length = typeof prefixLength === "number" ? prefixLength : "";
  return [type, tableId, nextHop, swIfIndex, psp === true, endSid === false, code, length].join(" ");
}

/** Returns the lists that are not among the others; each of the others counts once. The order has no meaning in VPP. */
export function listsWithout(lists: readonly SegmentList[], others: readonly SegmentList[]): SegmentList[] {
  const counts = new Map<string, number>();
  for (const other of others) counts.set(keyOfList(other), (counts.get(keyOfList(other)) ?? 0) + 1);
  return lists.filter((list) => {
    const count = counts.get(keyOfList(list)) ?? 0;
    counts.set(keyOfList(list), count - 1);
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
  return lists.length > 1 && new Set(lists.map(keyOfList)).size < lists.length;
}

function keyOfList(list: SegmentList): string {
  return `${list.weight} ${keyOfPath(list)}`;
}
