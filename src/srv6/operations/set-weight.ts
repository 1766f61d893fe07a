import { type CheckedOf, checkWeight, Refusal, type SetWeight } from "../values/index.ts";
import { guardChangeable } from "./add-segment-list.ts";
import { type FoundList, findList } from "./delete-segment-list.ts";
import type { Rule } from "./rule.ts";

export const setWeightRule: Rule<SetWeight, FoundList & CheckedOf<"setWeight">> = {
  needs: ["policies"],
  resolve(held, { op, bsid, segmentList, weight }) {
    const found = checkWeight(weight) ?? findList(held, bsid, segmentList);
    return found instanceof Refusal ? found : { op, weight, ...found };
  },
  guards: [guardChangeable],
  effect(to, { place, weight, found: { policy, numbers, ages } }) {
    const segmentLists = policy.segmentLists.slice();
    segmentLists[place] = { ...segmentLists[place]!, weight };
    to.setPolicy({ policy: { ...policy, segmentLists }, numbers, ages });
  },
};
