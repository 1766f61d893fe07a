/**
 * The API that a simulator serves: the messages of one VPP release, their ids in this process, their definitions and their
 * codecs. It knows nothing of what a message does.
 */

export { BUILD, versionOf } from "./build.ts";
export { loadApi } from "./load-api.ts";
export { type KnownMessage, MessageIds } from "./message-ids.ts";
export { moduleOf } from "./module-crcs.ts";
export { BOUND_RELEASE, findEntry, type ServedApi } from "./served-api.ts";
