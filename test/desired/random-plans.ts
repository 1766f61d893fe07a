import fc from "fast-check";
import { Ip6Address, Prefix } from "../../src/address/index.ts";
import type { ResolvedState } from "../../src/desired/document/state.ts";
import type { DesiredState, Plan } from "../../src/desired/index.ts";
import { makePlan } from "../../src/desired/plan/make-plan.ts";
import { inputsForWholeState, keyOfCover } from "../../src/desired/plan/questions.ts";
import type { Steering } from "../../src/srv6/index.ts";
import { state } from "./converge.ts";
import { type Held, NO_ANSWERS, resolved, viewOf } from "./view-of.ts";

/** What a VPP holds once a state was applied. */
export function heldAfter({ encap, ...desired }: DesiredState): Held {
  const { localSids, policies, steering, tables, routes } = resolved({ encap, ...desired });
  const encapSource = encap.source ?? Ip6Address.parse("fd11::9");
  const held = { localSids, steering, tables, routes, encapSource, encapHopLimit: encap.hopLimit ?? 64 };
  const sourceOf = (headend: string) => (headend === "insert" ? Ip6Address.UNSPECIFIED : encapSource);
  return { ...held, policies: policies.map((each) => ({ ...each, encapSource: sourceOf(each.headend) })) };
}

/** Steering of the same prefix with host bits, as others can have added it. */
function twinOf(rule: Steering): Steering[] {
  if (rule.kind === "l2" || rule.prefix.length > 16 || rule.prefix.address.family === 6) return [];
  const [a, b] = String(rule.prefix.address).split(".");
  return [{ ...rule, prefix: Prefix.parse(`${a}.${b}.0.9/${rule.prefix.length}`) }];
}

/** A plan from one state to another, with twins, covers and an old VPP at times. */
export const plans: fc.Arbitrary<Plan> = fc
  .record({ from: state, to: state, hasTwins: fc.boolean(), hasCovers: fc.boolean(), takesSource: fc.boolean() })
  .map(({ from, to, hasTwins, hasCovers, takesSource }) => {
    const held = heldAfter(from);
    const steering = [...(held.steering ?? []), ...(hasTwins ? (held.steering ?? []).flatMap(twinOf) : [])];
    const policies = takesSource ? held.policies : held.policies?.map((each) => ({ ...each, encapSource: undefined }));
    const view = viewOf({ ...held, policies: policies ?? [], steering, takesSource });
    const desired: ResolvedState = resolved(to);
    const sids = [...desired.localSids, ...view.localSids];
    const covers = new Map(hasCovers ? sids.map((each) => [keyOfCover(each), [120]]) : []);
    return makePlan(inputsForWholeState(desired, view, { ...NO_ANSWERS, covers }));
  });
