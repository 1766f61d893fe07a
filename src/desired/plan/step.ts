import { isSameSegmentList, type Operation } from "../../srv6/index.ts";
import { type Difference, type Subject, subjectOf } from "../difference/index.ts";
import { isReplacement, type Stages, stagesFor } from "./stages.ts";

/** What a step does to its subject. */
export type Action = "add" | "change" | "remove" | "set";

/** A part of a plan, which makes one difference go away. It is data: `inverseOf` and `undoOf` say how to take it back. */
export interface Step {
  readonly difference: Difference;
  /** Whether the step takes the difference back: VPP holds again what it held. */
  readonly isInverse: boolean;
  readonly action: Action;
  /** The subject as it will be; when it is removed: as it was. */
  readonly subject: Subject;
  readonly stages: Stages;
  readonly reason: string;
  /** Whether packets can get lost meanwhile: not every local SID can be changed, some must be deleted and added again. */
  readonly interrupts: boolean;
  /** Whether packets are copied more often meanwhile: a policy of type `spray` sends them along old and new lists. */
  readonly duplicates: boolean;
}

/** Why a step is taken back, by what it did. */
const TAKEN_BACK: Readonly<Record<Action, string>> = {
  add: "the plan added it",
  change: "the plan changed it",
  remove: "the plan removed it",
  set: "the plan set another value",
};

/** Returns the step that makes a difference go away, or takes that back. By default its stages follow from the difference. */
export function stepFor(
  difference: Difference,
  options: Partial<Pick<Step, "interrupts" | "isInverse" | "stages">> = {},
): Step {
  const { interrupts = false, isInverse = false } = options;
  const goal = isInverse ? oppositeOf(difference) : difference;
  return {
    difference,
    isInverse,
    action: actionOf(goal),
    subject: subjectOf(goal),
    stages: options.stages ?? stagesFor(goal, interrupts),
    reason: isInverse ? TAKEN_BACK[actionOf(difference)] : difference.reason,
    interrupts: interrupts || hasTwins(difference),
    duplicates: isDuplicating(difference),
  };
}

/** Returns the step that takes another one back. The inverse of the inverse equals the step. */
export function inverseOf({ difference, interrupts, isInverse }: Step): Step {
  return stepFor(difference, { interrupts, isInverse: !isInverse });
}

/**
 * Returns the operations that take back what VPP has done of a step that failed; undefined where that would do harm, or is not
 * possible.
 */
export function undoOf(step: Step, done: readonly Operation[]): Operation[] | undefined {
  const all = step.stages.flat();
  const [first] = done;
  // It is many messages, and VPP does not say which of them it has carried out.
  if (all.some(({ op }) => op === "replaceLocalSid")) return undefined;
  const back = inverseOf(step).stages.flat();
  switch (first?.op) {
    case undefined:
      return [];
    case "addPolicy":
      return [{ op: "deletePolicy", bsid: first.policy.bsid }];
    case "deletePolicy":
      return done.some(({ op }) => op === "addPolicy") ? back : back.slice(1);
  }
  // VPP goes on to show the source of the list that was added last, also after that list is deleted.
  const sources = [...all, ...back].flatMap((each) =>
    each.op === "addSegmentList" ? [each.encapSource?.toKey()] : [],
  );
  if (new Set(sources).size > 1) return undefined;
  const undo = done.map((operation) => deletionOf(all, operation));
  return undo.every((operation) => operation !== undefined) ? undo : undefined;
}

/** Only an added list is deleted. VPP does not distinguish it from an equal old one, and deletes the old one: both must stay. */
function deletionOf(all: readonly Operation[], operation: Operation): Operation | undefined {
  if (operation.op !== "addSegmentList") return undefined;
  const { bsid, segmentList } = operation;
  const isTwin = all.some(
    (other) => other.op === "deleteSegmentList" && isSameSegmentList(other.segmentList, segmentList),
  );
  return isTwin ? undefined : { op: "deleteSegmentList", bsid, segmentList };
}

/** Returns what makes a difference go away. Steering is changed where twins of it are removed. */
export function actionOf(difference: Difference): Action {
  const { kind, desired, observed } = difference;
  if (kind === "encapSource" || kind === "encapHopLimit") return "set";
  if (desired === undefined) return "remove";
  return observed === undefined && !hasTwins(difference) ? "add" : "change";
}

function hasTwins(difference: Difference): difference is Difference<"steering"> & { readonly twins: object } {
  return difference.kind === "steering" && difference.twins !== undefined;
}

/** Returns whether a step gives a policy of type `spray` more lists for a moment. */
function isDuplicating(difference: Difference): boolean {
  if ("marked" in difference) return difference.marked?.some(isDuplicating) === true;
  const { kind, desired, observed } = difference;
  const isChange = kind === "policy" && desired !== undefined && observed !== undefined;
  return isChange && observed.policyType === "spray" && !isReplacement(difference);
}

/** Returns the difference whose desired value is what VPP held. */
function oppositeOf(difference: Difference): Difference {
  if (hasTwins(difference)) return withoutTwins(difference);
  const { desired, observed } = difference;
  const marked = "marked" in difference ? { marked: difference.marked?.map(oppositeOf) } : {};
  // In each member of the union both values are of one type, which the compiler does not keep when they are taken apart.
  return { ...difference, ...marked, desired: observed, observed: desired } as Difference;
}

/** Steering with host bits is not put back: the prefix without them is steered to the policy of the twin. */
function withoutTwins({ twins: [twin] = [], ...difference }: Difference<"steering">): Difference<"steering"> {
  const { desired, observed } = difference;
  if (desired === undefined || twin === undefined) return difference;
  return { ...difference, desired: observed ?? { ...desired, bsid: twin.bsid }, observed: desired };
}
