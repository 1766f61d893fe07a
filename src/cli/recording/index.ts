/**
 * The commands about recordings: messages recorded, in words and as JSON, and the requests of a recording sent again.
 */
export { decode } from "./decode.ts";
export { record } from "./record.ts";
export { replay } from "./replay.ts";
