/**
 * Requests, dumps and batches: from the values that a caller gives to the answers of VPP. This module knows no sockets and no
 * message ids.
 */
export type { Batch } from "./batch.ts";
export { VppCalls } from "./calls.ts";
export { Generation } from "./generation.ts";
export type { Outcome, Outcomes, Ticket } from "./outcomes.ts";
export { type Patch, type PreparedRequest, prepare } from "./prepare.ts";
