import type { Survey, Transaction } from "./held/index.ts";
import { checkOperation } from "./operations/index.ts";
import { checkPoliciesLeft, policiesUnfitForFrames, type Refused } from "./policies-left.ts";
import { type CheckedOf, type CheckedOperation, type Operation, Refusal } from "./values/index.ts";

/** The operations that name a list by VPP's number for it. */
const CHANGED: readonly Operation["op"][] = ["deleteSegmentList", "setWeight"];

/** All operations that are refused by themselves; or the first that is refused for what all of them leave. */
export interface Refusals {
  readonly refused: readonly Refused[];
}

/** What must be known before a check can be completed. */
type Lacking = "steering" | "numbers";

/**
 * Checks operations, each against the state that those before it leave, and makes their changes, a part for each stage. One that is
 * refused changes nothing.
 *
 * @returns the operations of each stage with the entries that they name, or the refusals.
 */
export function checkStages(
  surveyed: Survey,
  to: Transaction,
  isGuarded: boolean,
): CheckedOperation[][] | Refusals | Lacking {
  const parts: CheckedOperation[][] = [];
  const refused: Refused[] = [];
  let place = 0;
  for (const stage of surveyed.stages) {
    const part = new Array<CheckedOperation>(stage.length);
    for (let at = 0; at < stage.length; at++) {
      const checked = checkOperation(to, stage[at]!, isGuarded);
      if (checked instanceof Refusal) refused.push({ operation: place + at, refusal: checked });
      else part[at] = checked;
    }
    parts.push(part);
    place += stage.length;
    to.endPart();
  }
  if (refused.length > 0) return { refused };
  const done = { ...surveyed, held: to.held };
  if (!to.held.knows("steering") && policiesUnfitForFrames(done).places.length > 0) return "steering";
  if (CHANGED.some((kind) => surveyed.kinds.has(kind))) {
    const lacksOldNumber = (each: CheckedOperation) => lacksNumber(each) && to.isOld(each.age!);
    if (parts.some((part) => part.some(lacksOldNumber))) return "numbers";
  }
  const left = checkPoliciesLeft(done, isGuarded);
  return left === undefined ? parts : { refused: [left] };
}

/** Returns whether an operation names a list whose number VPP has not reported yet. */
export function lacksNumber(operation: CheckedOperation): operation is CheckedOf<"deleteSegmentList" | "setWeight"> {
  const { op } = operation;
  return (op === "deleteSegmentList" || op === "setWeight") && operation.slIndex === undefined;
}
