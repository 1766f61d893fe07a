import type { Survey, Transaction } from "./held/index.ts";
import { checkOperation } from "./operations/index.ts";
import { checkPoliciesLeft, policiesUnfitForFrames, type Refused } from "./policies-left.ts";
import { type CheckedOf, type CheckedOperation, type Operation, Refusal } from "./values/index.ts";

/** The operations that name a list by VPP's number for it. */
const CHANGED: readonly Operation["op"][] = ["deleteSegmentList", "setWeight"];

/** What must be known before a check can be completed. */
type Lacking = "steering" | "numbers";

/**
 * Checks operations, each against the state that those before it leave, and makes their changes, a part for each stage.
 *
 * @returns the operations of each stage with the entries that they name, or the first refusal.
 */
export function checkStages(
  surveyed: Survey,
  to: Transaction,
  isGuarded: boolean,
): CheckedOperation[][] | Refused | Lacking {
  const parts: CheckedOperation[][] = [];
  let place = 0;
  for (const stage of surveyed.stages) {
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
  const done = { ...surveyed, held: to.held };
  if (!to.held.knows("steering") && policiesUnfitForFrames(done).places.length > 0) return "steering";
  const lacksOldNumber = (each: CheckedOperation) => lacksNumber(each) && to.isOld(each.age!);
  const isChanged = CHANGED.some((kind) => surveyed.kinds.has(kind));
  if (isChanged && parts.some((part) => part.some(lacksOldNumber))) return "numbers";
  return checkPoliciesLeft(done, isGuarded) ?? parts;
}

/** Returns whether an operation names a list whose number VPP has not reported yet. */
export function lacksNumber(operation: CheckedOperation): operation is CheckedOf<"deleteSegmentList" | "setWeight"> {
  const { op } = operation;
  return (op === "deleteSegmentList" || op === "setWeight") && operation.slIndex === undefined;
}
