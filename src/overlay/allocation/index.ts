/**
 * The own local SIDs and BSIDs of a node: chosen from its pools, and kept in a file over restarts.
 */

export { AddressFile } from "./address-file.ts";
export { allocate, type OwnAddresses } from "./allocate.ts";
