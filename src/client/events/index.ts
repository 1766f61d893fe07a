/**
 * Streams of events: switched on in VPP by the first reader and in each generation again, off by the last.
 */
export { checkEventArguments, failedStream } from "./event-arguments.ts";
export { EventHub } from "./event-hub.ts";
export type { EventArguments, EventOptions, EventStream, VppEvent } from "./event-stream.ts";
