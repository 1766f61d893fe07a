import { Ip6Address } from "../../address/index.ts";
import type { Held } from "../held/index.ts";
import { type AddSegmentList, checkSegmentList, hazard, MAX_SEGMENT_LISTS, type Refusal } from "../values/index.ts";
import { shownSource } from "./add-policy.ts";
import type { Rule } from "./rule.ts";
export const addSegmentListRule: Rule<AddSegmentList, Required<AddSegmentList>> = {
  needs: ["takesSource", "policies"],
  resolve(held, operation) {
    const { bsid, segmentList, encapSource } = operation;
    const refusal = checkSegmentList(segmentList);
    if (refusal !== undefined) return refusal;
    return { ...operation, encapSource: encapSource ?? held.policy(bsid)?.encapSource ?? Ip6Address.UNSPECIFIED };
  },
  guards: [
    (held, { bsid }) => guardChangeable(held, bsid),
    (held, { bsid }) => {
      const count = held.policy(bsid)?.segmentLists.length ?? 0;
      if (count < MAX_SEGMENT_LISTS) return undefined;
      return hazard(`policy ${bsid}: VPP loses count of more than ${MAX_SEGMENT_LISTS} segment lists`);
    },
  ],
  effect(to, { bsid, segmentList, encapSource }) {
    const found = to.held.heldPolicy(bsid);
    // A policy that is not there is left to VPP, which says so.
    if (found === undefined) return;
    const { policy, numbers, ages } = found;
    // A spread would leave room in the array for more.
    const segmentLists = policy.segmentLists.concat(segmentList);
    to.setPolicy({
      policy: { ...policy, encapSource: shownSource(to.held, policy, encapSource), segmentLists },
      numbers: numbers.concat(undefined),
      ages: ages.concat(to.held.nextAge()),
    });
  },
};

/** Returns a refusal for a policy whose lists VPP does not change, whatever it shows. */
export function guardChangeable(held: Held, bsid: Ip6Address): Refusal | undefined {
  const type = held.policy(bsid)?.policyType ?? "default";
  if (type === "default" || type === "spray") return undefined;
  return hazard(`policy ${bsid}: VPP forwards by the old segment lists of a ${type} policy, also when they are gone`);
}
