import type { Transaction } from "./held/index.ts";
import { checkOperation, type Survey } from "./operations/index.ts";
import { checkPoliciesLeft, policiesUnfitForFrames, type Refused } from "./policies-left.ts";
import { type CheckedOf, type CheckedOperation, type Operation, Refusal } from "./values/index.ts";

/** The operations that name a list by VPP's number for it. */
const CHANGED: readonly Operation["op"][] = ["deleteSegmentList", "setWeight"];

/** The knowledge without which the check cannot be completed. */
export interface Lacking {
  readonly lacks: "steering" | "numbers";
}

/**
 * Checks operations, each against the state that those before it leave, and makes their changes, a part for each stage.
 *
 * @param operations of all stages.
 * @param kinds of these operations.
 * @returns the operations of each stage with the entries that they name, or the first refusal.
 */
export function checkStages(
  stages: readonly (readonly Operation[])[],
  operations: readonly Operation[],
  kinds: Survey["kinds"],
  to: Transaction,
  isGuarded: boolean,
): CheckedOperation[][] | Refused | Lacking {
  const parts: CheckedOperation[][] = [];
  let place = 0;
  for (const stage of stages) {
    const part = new Array<CheckedOperation>(stage.length);
    for (let at = 0; at < stage.length; at++) {
      const checked = checkOperation(to, stage[at]!, isGuarded);
      if (checked instanceof Refusal) return { operation: place + at, refusal: checked };
      part[at] = checked;
    }
    parts.push(part);
    place += stage.length;
    to.endPart();
  }
  const done = { operations, kinds, held: to.held };
  if (!to.held.knows("steering") && policiesUnfitForFrames(done).places.length > 0) return { lacks: "steering" };
  const lacksOldNumber = (each: CheckedOperation) => lacksNumber(each) && to.isOld(each.age!);
  if (CHANGED.some((kind) => kinds.has(kind)) && parts.some((part) => part.some(lacksOldNumber))) {
    return { lacks: "numbers" };
  }
  return checkPoliciesLeft(done, isGuarded) ?? parts;
}

/** Returns whether an operation names a list whose number VPP has not reported yet. */
export function lacksNumber(operation: CheckedOperation): operation is CheckedOf<"deleteSegmentList" | "setWeight"> {
  const { op } = operation;
  return (op === "deleteSegmentList" || op === "setWeight") && operation.slIndex === undefined;
}
