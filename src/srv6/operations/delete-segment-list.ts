import type { Ip6Address } from "../../address/index.ts";
import type { Held, HeldPolicy } from "../held/index.ts";
import type { CheckedList, CheckedOf, DeleteSegmentList, SegmentList } from "../values/index.ts";
import { describePath, invalid, isSameSegmentList, Refusal } from "../values/index.ts";
import { guardChangeable } from "./add-segment-list.ts";
import type { Rule } from "./rule.ts";

export const deleteSegmentListRule: Rule<DeleteSegmentList, FoundList & CheckedOf<"deleteSegmentList">> = {
  needs: ["policies"],
  resolve(held, { op, bsid, segmentList }) {
    const found = findList(held, bsid, segmentList);
    return found instanceof Refusal ? found : { op, ...found };
  },
  guards: [guardChangeable],
  effect(to, { place, found: { policy, numbers, ages } }) {
    const changed = { ...policy, segmentLists: without(place, policy.segmentLists) };
    to.setPolicy({ policy: changed, numbers: without(place, numbers), ages: without(place, ages) });
  },
};

/** Returns the others in VPP's order: the last one takes the place of the one that is deleted. */
function without<T>(place: number, all: readonly T[]): T[] {
  const last = all.at(-1)!;
  const left = all.slice(0, -1);
  if (place < left.length) left[place] = last;
  return left;
}

/** A list of a policy, and its place among the lists of the policy that was found. */
export type FoundList = CheckedList & { readonly found: HeldPolicy; readonly place: number };

/**
 * Returns the oldest of equal lists. VPP looks one place behind a policy's lists: a number that was deleted before can still
 * be there, and would be freed twice.
 *
 * @see VPP src/vnet/srv6/sr_policy_rewrite.c sr_policy_mod
 */
export function findList(held: Held, bsid: Ip6Address, segmentList: SegmentList): FoundList | Refusal {
  const found = held.heldPolicy(bsid);
  // @refuses deleteSegmentList, setWeight: there is no such policy | VPP replies -1
  if (found === undefined) return invalid(`there is no policy ${bsid}`);
  const { policy, numbers, ages } = found;
  let oldest = -1;
  for (const [place, list] of policy.segmentLists.entries()) {
    const canBeNamed = numbers[place] !== undefined || held.isEarlier(ages[place]!);
    if (!canBeNamed || !isSameSegmentList(list, segmentList)) continue;
    if (oldest < 0 || ages[place]! < ages[oldest]!) oldest = place;
  }
  if (oldest >= 0) return { bsid, found, place: oldest, age: ages[oldest]!, slIndex: numbers[oldest] };
  // @refuses deleteSegmentList, setWeight: the policy has no such list | VPP takes the number of a list that was deleted
  // before, frees it twice and aborts, or removes another list
  return invalid(`policy ${bsid} has no segment list ${describePath(segmentList)} of weight ${segmentList.weight}`);
}
