/**
 * The client: registers with VPP, sends requests, dumps and batches, and brings each answer to the call that waits for it.
 * It knows descriptors, contexts and message ids, but not what any message means.
 */
export { argumentError, BOOLEAN, countFrom, type Kind, NUMBER, SIGNAL, TEXT } from "./argument-error.ts";
export {
  type Batch,
  type Generation,
  type Outcome,
  type Outcomes,
  type Patch,
  type PreparedRequest,
  prepare,
  type Ticket,
  VppCalls,
} from "./calls/index.ts";
export type { EventNotice, ReplyNotice, RequestNotice, StateNotice } from "./channels.ts";
export { type ReadyHook, VppClient } from "./client.ts";
export { connect } from "./connect.ts";
export { retvalError } from "./connection/index.ts";
export type { Counters } from "./counters.ts";
export type { EventOptions, EventStream, VppEvent } from "./events/index.ts";
export type { BatchOptions, CallOptions, ConnectOptions, DumpOptions, SharedMemoryOptions } from "./options.ts";
export type { ConnectionState, SharedMemoryState } from "./state.ts";
export { MAX_TIMER_MS } from "./timer.ts";
export { type Compatibility, hazardOf, MAX_SEGMENTS } from "./versions/index.ts";
