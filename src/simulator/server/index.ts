/**
 * A VPP process between two starts: it takes messages from connections, executes each by its handler, and counts what
 * is not modelled. In come connections, out go answers through the clients.
 */

export type { EventFields } from "../handlers/index.ts";
export { type Crash, Journal } from "./journal.ts";
export type { DetailsHandler, ReplyHandler } from "./override.ts";
export type { RecordedVpp } from "./recorded-replies.ts";
export { type ClientEntry, type StatsSettings, VppProcess } from "./vpp-process.ts";
