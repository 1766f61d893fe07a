/**
 * The client: registers with VPP, sends requests, dumps and batches, and brings each answer to the call that waits for it.
 * It knows descriptors, contexts and message ids, but not what any message means.
 */
export type { Batch, Outcome } from "./batch.ts";
export { VppClient } from "./client.ts";
export type { Compatibility } from "./compatibility.ts";
export { connect } from "./connect.ts";
export type { BatchOptions, CallOptions, ConnectOptions } from "./options.ts";
