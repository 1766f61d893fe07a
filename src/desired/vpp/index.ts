/**
 * Reading: all that plans and verifications ask VPP. In come desired states and questions, out come values. It decides nothing.
 */
export { type ReadOptions, readAnswers, readEgress, readInputs, readState, untilAborted } from "./read-inputs.ts";
