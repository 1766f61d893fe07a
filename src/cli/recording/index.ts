/**
 * Recordings on the command line: messages in words and as JSON, bytes in hex, and the requests of a recording sent again.
 */
export { readHex } from "./hex.ts";
export { loadDefinitions } from "./load-definitions.ts";
export { MessageView } from "./message-view.ts";
export { listRequests, ReplayReport } from "./replay-report.ts";
export { type RecordedRequests, readRequests } from "./requests.ts";
