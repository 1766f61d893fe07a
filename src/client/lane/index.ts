/**
 * Sends large batches by VPP's shared memory, beside the socket of a connection: whether VPP's memory may be used, which requests
 * may go by it, when a batch begins and ends, and what follows when it breaks. This module does not know what the memory
 * looks like.
 */
export { type LaneOptions, openLane } from "./open-lane.ts";
