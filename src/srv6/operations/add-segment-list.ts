import { Ip6Address } from "../../address/index.ts";
import type { Held, HeldPolicy } from "../held/index.ts";
import { type AddSegmentList, checkSegmentList, hazard, MAX_SEGMENT_LISTS, type Refusal } from "../values/index.ts";
import { shownSource } from "./add-policy.ts";
import type { Rule } from "./rule.ts";

/** The policy that an operation names, if VPP has it. */
interface NamedPolicy {
  readonly bsid: Ip6Address;
  readonly found: HeldPolicy | undefined;
}

export const addSegmentListRule: Rule<AddSegmentList, Required<AddSegmentList> & NamedPolicy> = {
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
  effect(to, { segmentList, encapSource, found }) {
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
export function guardChangeable(_: Held, { bsid, found }: NamedPolicy): Refusal | undefined {
  const type = found?.policy.policyType ?? "default";
  if (type === "default" || type === "spray") return undefined;
  // @refuses addSegmentList, deleteSegmentList, setWeight: the policy is of type `tef` or an unknown one | VPP replies 0
  // and forwards by the old lists, even after it has freed them
  return hazard(
    `policy ${bsid}: VPP goes on to forward by the old segment lists of a ${type} policy; delete and add the policy instead`,
  );
}
