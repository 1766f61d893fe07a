/**
 * One registered connection to one VPP process: registers, sends, brings each message to the call that waits for it, leaves VPP
 * in order. It does not know dumps, batches or events.
 */
export { isAnsweredInOrder } from "./answered-in-order.ts";
export { API_ERRNO } from "./api-errno.ts";
export { askForApiJson } from "./ask-api-json.ts";
export { type BatchLane, LaneExit, type WaitingBatch } from "./batch-lane.ts";
export { Connection } from "./connection.ts";
export type { ConnectionSource } from "./connection-source.ts";
export { leave } from "./goodbye.ts";
export { createBytes } from "./handshake.ts";
export type { PendingCall } from "./pending.ts";
export { leaveIfExitComesFirst, type Registration, register } from "./registration.ts";
export { answerError, OwnCall, RequestCall, type Resolve, receiveReply, type Settle } from "./request-call.ts";
export { retvalError } from "./retval.ts";
export { closeOnSignals } from "./signals.ts";
