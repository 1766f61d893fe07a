import type { Transaction } from "./held/index.ts";
import { checkOperation } from "./operations/index.ts";
import { checkPoliciesLeft, policiesUnfitForFrames, type Refused } from "./policies-left.ts";
import { type CheckedOf, type CheckedOperation, type Operation, Refusal } from "./values/index.ts";
/** What is not known, without which it is not known whether an operation is refused. */
export interface Lacking {
  readonly lacks: "steering" | "numbers";
}

/**
 * Checks operations, each against what those before it leave, and makes their changes, a part for each stage.
 *
 * @param operations of all stages.
 * @returns the operations with what they name, or the first that is refused.
 */
export function checkStages(
  stages: readonly (readonly Operation[])[],
  operations: readonly Operation[],
  to: Transaction,
  isGuarded: boolean,
): CheckedOperation[] | Refused | Lacking {
  const all: CheckedOperation[] = [];
  for (const stage of stages) {
    for (const operation of stage) {
      const checked = checkOperation(to, operation, isGuarded);
      if (checked instanceof Refusal) return { operation: all.length, refusal: checked };
      all.push(checked);
    }
    to.endPart();
  }
  const { held } = to;
  if (!held.knows("steering") && policiesUnfitForFrames(operations, held).length > 0) return { lacks: "steering" };
  if (all.some((each) => lacksNumber(each) && to.isOld(each.age!))) return { lacks: "numbers" };
  return checkPoliciesLeft(operations, held, isGuarded) ?? all;
}

/** Whether an operation names a list whose number VPP has not reported yet. */
export function lacksNumber(operation: CheckedOperation): operation is CheckedOf<"deleteSegmentList" | "setWeight"> {
  const { op } = operation;
  return (op === "deleteSegmentList" || op === "setWeight") && operation.slIndex === undefined;
}
