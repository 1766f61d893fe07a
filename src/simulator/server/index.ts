/**
 * A VPP process between two starts: it takes messages from connections, carries each out by its handler, and counts what
 * it does not model. In come connections, out go answers by way of the clients.
 */

export { type Crash, Journal } from "./journal.ts";
export type { DetailsHandler, ReplyHandler } from "./override.ts";
export { type ClientEntry, VppProcess } from "./vpp-process.ts";
