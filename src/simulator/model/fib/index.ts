/**
 * The forwarding information base: tables, their entries, the paths of each source. It knows prefixes and table ids, and
 * nothing of interfaces or SRv6.
 */

export { from46, to46 } from "./address46.ts";
export { Fib } from "./fib.ts";
export type { FibEntry } from "./fib-entry.ts";
export {
  connectedPath,
  DROP,
  EXCLUSIVE,
  type Family,
  type FibPath,
  LOCAL,
  neighborPath,
  PathKind,
  type RoutePath,
  type RouteType,
  receivePath,
  resolvePath,
  type TableIdentity,
} from "./fib-path.ts";
export { FIB_SOURCES, FibSource } from "./fib-source.ts";
export type { FibTable } from "./fib-table.ts";
export { type RequestedPaths, requestedPaths } from "./requested-paths.ts";
