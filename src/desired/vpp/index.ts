/**
 * Reading: all that plans and verifications ask VPP. In come desired states and questions, out come values. It decides nothing.
 */
export { readEgress } from "./egress.ts";
export { readInterfaceNames } from "./interfaces.ts";
export { type ReadOptions, readAnswers, readInputs, readState } from "./read-inputs.ts";
export { untilAborted } from "./until-aborted.ts";
