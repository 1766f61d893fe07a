/** Reads from VPP what it holds of SRv6, and the tables, routes and neighbors under it. Changes nothing. */
export { explained } from "./bsid-conflict.ts";
export { type LocalSidCounters, type PacketCount, readLocalSidCounters } from "./counters.ts";
export { readCoverLengths } from "./cover-lengths.ts";
export {
  readFoundLists,
  readFoundPolicies,
  readInterfaces,
  readPolicies,
  readSteering,
  readTables,
  type SlIndexes,
  type Tables,
} from "./dumps.ts";
export { readEncap, readEncapHopLimit, readEncapSource } from "./encap.ts";
export { readEgress, readRoutesTo } from "./fib-entries.ts";
export { readFirstSids, readForwarding } from "./forwarding.ts";
export { hasPrefixLengths, readFoundLocalSids, readHasMicroSids, readLocalSids } from "./local-sids.ts";
export { readNeighbors } from "./neighbors.ts";
export { readPathTracing } from "./path-tracing.ts";
export { readBsidSources, readShadows, readStaticRoutes } from "./static-routes.ts";
export { readOrphans, readTableUsers, type TableUsers } from "./table-users.ts";
