/**
 * What `plan`, `apply` and `verify` share: the document or plan that the command line names, the steps as they are printed,
 * and the result of a verification.
 */
export { readDocument, readDocumentOrPlan } from "./document.ts";
export { outcomeToJson, printReport } from "./keep-reports.ts";
export { countSteps, PLAN_OPTIONS, PLAN_OPTIONS_HELP, planOptions, printPlan, stepToJson } from "./steps.ts";
export { isVerified, VERIFY_OPTIONS, VERIFY_OPTIONS_HELP, verificationToJson } from "./verification.ts";
export { writeWarnings } from "./warnings.ts";
