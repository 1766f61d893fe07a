/** Reads from VPP what it holds of SRv6, and the tables, routes and neighbors under it. Changes nothing. */
export { explainOutcome } from "./bsid-conflict.ts";
export {
  type NumberedLists,
  readInterfaceNames,
  readNeighbors,
  readNumberedLists,
  readTables,
  type Tables,
} from "./dumps.ts";
export { type Facts, READ } from "./facts.ts";
export { type LocalSidCounters, type PacketCount, readCoverLengths } from "./local-sids.ts";
export { abortable, type Questions } from "./questions.ts";
export { readStaticRoutes } from "./routes.ts";
export { Srv6Reader } from "./srv6-reader.ts";
export { readTableUsers, type TableUsers } from "./table-users.ts";
