/** Reads from VPP what it holds of SRv6, and the tables, routes and neighbors under it. Changes nothing. */
export { explainOutcome } from "./bsid-conflict.ts";
export type { LocalSidCounters, PacketCount } from "./counters.ts";
export { readCoverLengths } from "./cover-lengths.ts";
export type { NumberedLists, NumberedPolicy, Tables } from "./dumps.ts";
export { readInterfaces, readNumberedLists, readNumberedPolicies, readSteering, readTables } from "./dumps.ts";
export { readEncap } from "./encap.ts";
export { hasPrefixLengths, readFoundLocalSids, readHasMicroSids } from "./local-sids.ts";
export { readNeighbors } from "./neighbors.ts";
export { abortable, type Questions } from "./questions.ts";
export { Srv6Reader } from "./srv6-reader.ts";
export { readStaticRoutes } from "./static-routes.ts";
export { readTableUsers, type TableUsers } from "./table-users.ts";
