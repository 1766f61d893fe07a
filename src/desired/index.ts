/**
 * Desired state: what one node's SRv6 should be, as a document, published as `tsvpp/desired`. In comes YAML, out go plans:
 * differences to what VPP holds and the operations that make them go away, in an order that is safe. It does not know VPP's
 * messages.
 */
export { apply, type StepOutcome } from "./apply.ts";
export { describeDifference, describeStep, describeSubject } from "./describe.ts";
export type { Difference } from "./difference.ts";
export { parseDocument } from "./document.ts";
export { Keeper, type KeepOptions, type KeepReport, keep } from "./keep.ts";
export { inverse, type Plan, plan, verify } from "./plan.ts";
export type { DesiredState } from "./state.ts";
export type { Step } from "./step.ts";
export type { Subject, Work } from "./work.ts";
