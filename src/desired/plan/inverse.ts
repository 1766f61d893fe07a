import { interruptionsOf } from "./permission.ts";
import { isEncap } from "./phases.ts";
import type { Plan } from "./plan.ts";
import { inverseOf } from "./step.ts";

/**
 * Returns the plan that removes what a plan has added and takes back what it has changed, the last step first; only encap comes
 * first again, since lists that are put back take its source.
 */
export function inverse({ steps }: Pick<Plan, "steps">): Plan {
  const undone = steps.map(inverseOf).reverse();
  const needs = interruptionsOf(undone);
  return {
    steps: [...undone.filter(isEncap), ...undone.filter((step) => !isEncap(step))],
    conflicts: [],
    warnings: [],
    ...(needs.interrupt === undefined ? {} : { needs }),
  };
}
