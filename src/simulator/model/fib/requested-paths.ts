import type { Prefix } from "../../../address/index.ts";
import { NO_INTERFACE } from "../reserved-numbers.ts";
import { type FibPath, fixUp, isAttached, makePath, type RoutePath } from "./fib-path.ts";

/** The paths of a request, and what they make of the source that they are for. */
export interface RequestedPaths {
  readonly paths: readonly FibPath[];
  /** Whether the source becomes local: all paths that are added later than a local one in the request are local. */
  readonly isLocal: boolean;
  /** The interface whose neighbours the prefix is made of: that of the last path in VPP's order. */
  readonly attachedVia: number | undefined;
}

/**
 * Returns the paths that VPP creates for the paths of a request.
 *
 * @param isLocal whether the source is local already, so that all paths become local
 * @see VPP src/vnet/ip/ip_api.c ip_route_add_del_v2_t_handler, src/vnet/fib/fib_table.c fib_table_route_path_fixup,
 *   fib_entry_src.c fib_entry_flags_update
 */
export function requestedPaths(prefix: Prefix, given: readonly RoutePath[], isLocal: boolean): RequestedPaths {
  let local = isLocal || given.some(({ type, swIfIndex }) => type === "local" && swIfIndex === NO_INTERFACE);
  const fixed = given.map((each) => {
    local ||= each.type === "local";
    return fixUp(prefix, each, local);
  });
  fixed.sort(compareRequested);
  const last = fixed.at(-1);
  const attachedVia = last !== undefined && isAttached(prefix, last) ? last.swIfIndex : undefined;
  return { paths: fixed.map(makePath), isLocal: local, attachedVia };
}

function compareRequested(a: RoutePath, b: RoutePath): number {
  return a.nextHop.compare(b.nextHop) || (a.swIfIndex | 0) - (b.swIfIndex | 0) || compareTables(a, b);
}

function compareTables(a: RoutePath, b: RoutePath): number {
  return a.nextHop.isUnspecified ? (a.table?.index ?? 0) - (b.table?.index ?? 0) : 0;
}
