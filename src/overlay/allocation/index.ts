/**
 * The own local SIDs and BSIDs of a node: chosen from its pools, and kept in a file over restarts.
 */
export { allocate, type OwnAddresses } from "./allocate.ts";
export { StateFile } from "./state-file.ts";
