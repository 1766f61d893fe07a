/**
 * The state of a VPP, as far as it is modelled: tables, interfaces, neighbours and SRv6, with VPP's numbering and VPP's
 * return values. In come decoded values, out go return values and entries. It knows nothing of messages or clients.
 */

export { VppCrash } from "./crash.ts";
export type { TapEntry } from "./devices/index.ts";
export {
  type Family,
  FIB_SOURCES,
  type FibEntry,
  type FibPath,
  FibSource,
  type FibTable,
  from46,
  LOCAL,
  PathKind,
  type RequestedPaths,
  type RoutePath,
  type RouteType,
  requestedPaths,
  type TableIdentity,
  to46,
} from "./fib/index.ts";
export {
  type Interface,
  InterfaceChange,
  type InterfaceEntry,
  type InterfaceObserver,
  type Interfaces,
  type NeighborEntry,
  type SubInterface,
} from "./interfaces/index.ts";
export { Model } from "./model.ts";
export type { PathMtuEntry } from "./path-mtus.ts";
export { Pool } from "./pool.ts";
export {
  ANY_INTERFACE,
  ANY_NODE,
  ANY_TABLE_ID,
  NO_CURSOR,
  NO_INTERFACE,
  NO_RPF_ID,
  NO_STATS_INDEX,
  NO_TABLE_ID,
} from "./reserved-numbers.ts";
export { Retval } from "./retval.ts";
export {
  Behavior,
  type LocalSidEntry,
  type LocalSids,
  l3Traffic,
  type PathTracingEntry,
  type Policies,
  type PolicyEntry,
  type SegmentListEntry,
  type SegmentListRequest,
  type SteeredTraffic,
  type SteeringEntry,
  TrafficType,
  usesInterface,
} from "./srv6/index.ts";
