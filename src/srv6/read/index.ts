/** Reads from VPP what it holds of SRv6, and the tables, routes and neighbors under it. Changes nothing. */
export { explainOutcome } from "./bsid-conflict.ts";
export { type LocalSidCounters, type PacketCount, readLocalSidCounters } from "./counters.ts";
export { readCoverLengths } from "./cover-lengths.ts";
export type { NumberedLists, NumberedPolicy, Tables } from "./dumps.ts";
export {
  readInterfaces,
  readNumberedLists,
  readNumberedPolicies,
  readPolicies,
  readSteering,
  readTables,
} from "./dumps.ts";
export { readEncap, readEncapHopLimit, readEncapSource } from "./encap.ts";
export { readEgress, readRoutesTo } from "./fib-entries.ts";
export { readFirstSids, readForwarding } from "./forwarding.ts";
export { hasPrefixLengths, readFoundLocalSids, readHasMicroSids, readLocalSids } from "./local-sids.ts";
export { readNeighbors } from "./neighbors.ts";
export { readPathTracing } from "./path-tracing.ts";
export { abortable, type Questions } from "./questions.ts";
export { readBsidSources, readShadows, readStaticRoutes } from "./static-routes.ts";
export { readOrphans, readTableUsers, type TableUsers } from "./table-users.ts";
