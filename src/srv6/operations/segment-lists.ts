import { Ip6Address } from "../../address/index.ts";
import type { Held, HeldPolicy } from "../held/index.ts";
import type { CheckedList, CheckedOf, OperationOf, SegmentList } from "../values/index.ts";
import {
  checkSegmentList,
  checkWeight,
  describePath,
  hazard,
  invalid,
  isSameSegmentList,
  MAX_SEGMENT_LISTS,
  Refusal,
} from "../values/index.ts";
import { shownSource } from "./policies.ts";
import type { Rule } from "./rule.ts";

/** The policy that an operation names, if VPP has it. */
interface NamedPolicy {
  readonly bsid: Ip6Address;
  readonly found: HeldPolicy | undefined;
}

/** A list of a policy, and its place among the lists of the policy that was found. */
interface FoundList extends CheckedList {
  readonly found: HeldPolicy;
  readonly place: number;
}

/** What the operations find. */
interface Found {
  readonly addSegmentList: NamedPolicy;
  readonly deleteSegmentList: FoundList;
  readonly setWeight: FoundList;
}

export const segmentLists: { readonly [Op in keyof Found]: Rule<OperationOf<Op>, CheckedOf<Op> & Found[Op]> } = {
  addSegmentList: {
    needs: ["takesSource", "policies"],
    resolve(held, operation) {
      const { op, bsid, segmentList, encapSource } = operation;
      const refusal = checkSegmentList(segmentList);
      if (refusal !== undefined) return refusal;
      const found = held.heldPolicy(bsid);
      const source = encapSource ?? found?.policy.encapSource ?? Ip6Address.UNSPECIFIED;
      return { op, bsid, segmentList, encapSource: source, found };
    },
    guards: [
      guardChangeable,
      (_, { bsid, found }) => {
        const count = found?.policy.segmentLists.length ?? 0;
        if (count < MAX_SEGMENT_LISTS) return undefined;
        // @refuses addSegmentList: the policy has 255 segment lists | VPP counts lists in a byte: dumps show a wrong number
        // of them
        return hazard(`policy ${bsid}: it can have at most ${MAX_SEGMENT_LISTS} segment lists`);
      },
    ],
    effect(to, { bsid, segmentList, encapSource, found }) {
      // A policy that is not there is left to VPP, which says so.
      if (found === undefined) return;
      const { policy, numbers, ages } = found;
      // A spread would leave room in the array for more.
      const segmentLists = policy.segmentLists.concat(segmentList);
      to.setPolicy(bsid, {
        policy: { ...policy, encapSource: shownSource(to.held, policy, encapSource), segmentLists },
        numbers: numbers.concat(undefined),
        ages: ages.concat(to.held.nextAge()),
      });
    },
  },
  deleteSegmentList: {
    needs: ["policies"],
    resolve(held, { op, bsid, segmentList }) {
      const found = findList(held, bsid, segmentList);
      return found instanceof Refusal ? found : { op, ...found };
    },
    guards: [guardChangeable],
    effect(to, { bsid, place, found: { policy, numbers, ages } }) {
      const changed = { ...policy, segmentLists: without(place, policy.segmentLists) };
      to.setPolicy(bsid, { policy: changed, numbers: without(place, numbers), ages: without(place, ages) });
    },
  },
  setWeight: {
    needs: ["policies"],
    resolve(held, { op, bsid, segmentList, weight }) {
      const found = checkWeight(weight) ?? findList(held, bsid, segmentList);
      return found instanceof Refusal ? found : { op, weight, ...found };
    },
    guards: [guardChangeable],
    effect(to, { bsid, place, weight, found: { policy, numbers, ages } }) {
      const segmentLists = policy.segmentLists.slice();
      segmentLists[place] = { ...segmentLists[place]!, weight };
      to.setPolicy(bsid, { policy: { ...policy, segmentLists }, numbers, ages });
    },
  },
};

/** Returns a refusal for a policy whose lists VPP does not change, whatever it shows. */
function guardChangeable(_: Held, { bsid, found }: NamedPolicy): Refusal | undefined {
  const type = found?.policy.policyType ?? "default";
  if (type === "default" || type === "spray") return undefined;
  // @refuses addSegmentList, deleteSegmentList, setWeight: the policy is of type `tef` or an unknown one | VPP replies 0
  // and forwards by the old lists, even after it has freed them
  return hazard(
    `policy ${bsid}: VPP goes on to forward by the old segment lists of a ${type} policy; delete and add the policy instead`,
  );
}

/** Returns the others in VPP's order: the last one takes the place of the one that is deleted. */
function without<T>(place: number, all: readonly T[]): T[] {
  const last = all.at(-1)!;
  const left = all.slice(0, -1);
  if (place < left.length) left[place] = last;
  return left;
}

/**
 * Returns the oldest of equal lists. VPP looks one place behind a policy's lists: a number that was deleted before can still
 * be there, and would be freed twice.
 *
 * @see VPP src/vnet/srv6/sr_policy_rewrite.c sr_policy_mod
 */
function findList(held: Held, bsid: Ip6Address, segmentList: SegmentList): FoundList | Refusal {
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
