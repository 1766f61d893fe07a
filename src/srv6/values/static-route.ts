import { type IpAddress, ipAddressFrom } from "../../address/index.ts";
import type { FibPath } from "../../binapi/fib_types.ts";
import { requireShape, STATIC_ROUTE_INPUT } from "../arguments/index.ts";
import type { Given } from "./addresses.ts";
import { invalid, type Refusal, throwIf } from "./refusal.ts";
import { nameOfRoute, type TableRoute, type TableRouteInput, tableRouteFrom } from "./table-route.ts";

/** A route as operators set it: one of VPP's source `API`. */
export interface StaticRoute extends TableRoute {
  readonly via: NextHop | OtherPaths;
}

/** The router that receives the packets of a route. */
export interface NextHop {
  readonly nextHop: IpAddress;
  /** The interface on which it is a neighbor; undefined: packets take the route to it that the table of this route has then. */
  readonly swIfIndex?: number | undefined;
}

/** The paths of a route that is not one next hop, as VPP shows them: several paths, a drop, a lookup in another table. */
export interface OtherPaths {
  readonly paths: readonly FibPath[];
}

/** The arguments of a route by one next hop; without interface, by the route to the next hop. */
export type StaticRouteInput = TableRouteInput & Given<NextHop, "swIfIndex">;

/** Returns the route as a value. @throws {VppError} `VPP_ADDRESS`; `VPP_SRV6` for a next hop that cannot take its packets. */
export function staticRouteFrom(input: StaticRouteInput): StaticRoute {
  const route = tableRouteFrom(input);
  const { nextHop, swIfIndex } = requireShape(STATIC_ROUTE_INPUT, input, "route");
  const address = ipAddressFrom(nextHop);
  requireWay(route, address);
  return { ...route, via: swIfIndex === undefined ? { nextHop: address } : { nextHop: address, swIfIndex } };
}

/** Returns the route in words: `fcff:3::/48 table 0 via fd00:12::2 on interface 3`. */
export function describeRoute(route: StaticRoute): string {
  return `${nameOfRoute(route)} ${describeWay(route)}`;
}

/** Returns the path of a route in words: `via fd00:12::2 on interface 3`. */
export function describeWay({ via }: Pick<StaticRoute, "via">): string {
  if ("nextHop" in via) {
    const { nextHop, swIfIndex } = via;
    return swIfIndex === undefined ? `via the route to ${nextHop}` : `via ${nextHop} on interface ${swIfIndex}`;
  }
  return via.paths.length === 1 ? "via a path of another kind" : `via ${via.paths.length} paths`;
}

/** Returns whether packets of both routes go to the same neighbor; false for routes with other paths. */
export function isSameWay({ via: a }: StaticRoute, { via: b }: StaticRoute): boolean {
  return "nextHop" in a && "nextHop" in b && a.swIfIndex === b.swIfIndex && a.nextHop.equals(b.nextHop);
}

/** @throws {VppError} `VPP_SRV6` for a next hop that cannot take packets of the prefix. */
export function requireWay(route: TableRoute, nextHop: IpAddress): void {
  throwIf(checkNextHop(route, nextHop));
}

/** Returns why a next hop cannot take packets of the prefix, if so. */
export function checkNextHop({ prefix }: TableRoute, nextHop: IpAddress): Refusal | undefined {
  const isNone = nextHop.family === 6 ? nextHop.isUnspecified : nextHop.word === 0;
  if (!isNone && (prefix.address.family === 4 || nextHop.family === 6)) return undefined;
  const reason = isNone ? "it is the unspecified address" : "a route to an IPv6 prefix needs an IPv6 next hop";
  // @refuses setRoute: the next hop is `::` or `0.0.0.0`, or IPv4 for an IPv6 prefix | no packet arrives
  return invalid(`${nextHop} cannot be a next hop for ${prefix}: ${reason}`);
}
