/**
 * The plan: the steps that make differences go away, in a safe order. In come the desired state, what VPP holds and VPP's
 * answers to the questions of `questionsOf`; out come plans, which are data. It asks VPP nothing.
 */
export type { Conflict } from "./conflict.ts";
export { describeConflict, describeDifference, describeStep, describeSubject } from "./describe.ts";
export { inverse, makePlan } from "./make-plan.ts";
export { describeOverheads, destinationsOf, type Egress, type Interface } from "./overheads.ts";
export { requirePermission } from "./permission.ts";
export { type Part, partOf, partsOf } from "./phases.ts";
export type { Needs, Permission, Plan } from "./plan.ts";
export type { Answers, Inputs, Questions } from "./questions.ts";
export { inputsForChanges, inputsForWholeState, keyOfCover, NO_QUESTIONS, questionsOf } from "./questions.ts";
export type { Stages } from "./stages.ts";
export { inverseOf, type Step, stepFor } from "./step.ts";
export { undoOf } from "./undo.ts";
export { describeUnsourced } from "./unsourced.ts";
