/**
 * The plan: the steps that make differences go away, in a safe order. In come the desired state, what VPP holds and VPP's
 * answers to the questions of `questionsOf`; out come plans, which are data. It asks VPP nothing.
 */
export type { Conflict } from "./conflict.ts";
export { describeConflict, describeDifference, describeStep, describeSubject } from "./describe.ts";
export { inverse, makePlan, type Plan } from "./make-plan.ts";
export { type Needs, type Permission, requirePermission } from "./permission.ts";
export { type Part, partOf, partsOf } from "./phases.ts";
export type { Answers, Inputs, Questions } from "./questions.ts";
export { inputsForChanges, inputsForWholeState, keyOfCover, questionsOf, questionsOfChanges } from "./questions.ts";
export type { Stages } from "./stages.ts";
export { inverseOf, type Step, stepFor, undoOf } from "./step.ts";
export { describeOverheads, describeUnsourced, destinationsOf, type Egress, type Interface } from "./warnings.ts";
