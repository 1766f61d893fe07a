/**
 * Desired state: what one node's SRv6 should be, as a document, published as `tsvpp/desired`. In comes YAML, out go plans:
 * differences to what VPP holds and the operations that make them go away, in an order that is safe. It knows VPP's
 * messages only to find interfaces and tables.
 *
 * @module tsvpp/desired
 */

export type { Places } from "../yaml/index.ts";
export { type ApplyOptions, apply, type StepOutcome } from "./apply.ts";
export type { FailedItem, Srv6Changes, SteeringInput } from "./changes.ts";
export type { Contested } from "./contests.ts";
export type { Difference, Subject } from "./difference/index.ts";
export type {
  DesiredLocalSid,
  DesiredRoute,
  DesiredState,
  DesiredSteering,
  Ownership,
  PrefixRange,
  RequiredNeighbor,
  Requirements,
  SteeringRange,
  TableIds,
} from "./document/index.ts";
export { jsonSchema, parseDocument } from "./document/index.ts";
export { exportDocument, exportObject } from "./export.ts";
export { Keeper, type KeepOptions, type KeepReport, keep } from "./keep.ts";
export { parsePlan } from "./parse-plan.ts";
export type { Conflict, Needs, Permission, Plan } from "./plan/index.ts";
export {
  describeConflict,
  describeDifference,
  describeStep,
  describeSubject,
  inverse,
  inverseOf,
  requirePermission,
  type Step,
  undoOf,
} from "./plan/index.ts";
export { plan } from "./plan.ts";
export type { PlanFile, SourceDocument } from "./plan-file.ts";
export { isPlanFile, isSavedPlan, planFromFile, readPlanFile, savePlan } from "./plan-file.ts";
export { Srv6State, type Srv6StateOptions, type UpdateOutcome } from "./srv6-state.ts";
export { describeForwarded, type Forwarded, isForwarded, type Verification, verify } from "./verify.ts";
