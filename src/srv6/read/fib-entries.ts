import { Prefix } from "../../address/index.ts";
import { fibSourceDump } from "../../binapi/fib.ts";
import { type FibPath, FibPathType } from "../../binapi/fib_types.ts";
import { type IpRouteV2, ipRouteLookupV2 } from "../../binapi/ip.ts";
import type { Destination, FibEntry, FirstSids, Forwarding, SrPolicy, Steering, TableRoute } from "../values/index.ts";
import { API_SOURCE, forwardingOfRule, NO_INTERFACE } from "../values/index.ts";
import { askForEach, collect, type Questions } from "./questions.ts";
import { isSteeringRoute, readSourceNames } from "./routes.ts";

const DROPPING: ReadonlySet<FibPathType> = new Set([
  FibPathType.FIB_API_PATH_TYPE_DROP,
  FibPathType.FIB_API_PATH_TYPE_ICMP_UNREACH,
  FibPathType.FIB_API_PATH_TYPE_ICMP_PROHIBIT,
]);
/** How many routes are followed that lead to each other. */
const MAX_ENTRIES = 4;

/** Reads the FIB entry for each destination; undefined: no route. With `exact` an entry of a shorter prefix does not count. */
export async function readRoutesTo(
  vpp: Questions,
  destinations: readonly Destination[],
  options: { readonly exact: boolean },
): Promise<(FibEntry | undefined)[]> {
  if (destinations.length === 0) return [];
  const [names, routes] = await Promise.all([readSourceNames(vpp), lookUp(vpp, destinations, options)]);
  return routes.map((route) => route && entryOf(route, names));
}

/**
 * Reads the source of the route at the BSID of each policy, in the table of the policy; undefined if there is none, or this VPP
 * has no message for the question.
 */
export function readBsidSources(
  vpp: Questions,
  policies: readonly Pick<SrPolicy, "bsid" | "fibTable">[],
): Promise<(string | undefined)[]> {
  const routes = policies.map(({ bsid, fibTable }) => ({ prefix: Prefix.host(bsid), tableId: fibTable }));
  return readRouteSources(vpp, routes);
}

/** Reads the source of the route to exactly each of these prefixes; undefined if there is none, or no message for it. */
async function readRouteSources(vpp: Questions, routes: readonly TableRoute[]): Promise<(string | undefined)[]> {
  if (!vpp.messageTable.has(ipRouteLookupV2)) return routes.map(() => undefined);
  return (await readRoutesTo(vpp, routes, { exact: true })).map((route) => route?.source);
}

/** Reads the source that VPP prefers to the API for each prefix; undefined if there is none. */
export async function readShadows(vpp: Questions, routes: readonly TableRoute[]): Promise<(string | undefined)[]> {
  const priorities = new Map(await collect(vpp.dump(fibSourceDump, {}), ({ src }) => [src.name, src.priority]));
  const rank = (source: string) => priorities.get(source) ?? Infinity;
  const sources = await readRouteSources(vpp, routes);
  return sources.map((source) => (source !== undefined && rank(source) < rank(API_SOURCE) ? source : undefined));
}

/** The path of packets to a destination, through all routes that lead to each other. */
export interface Way {
  /** The first route. */
  route: IpRouteV2 | undefined;
  /** The interfaces through which packets leave. */
  readonly egress: Set<number>;
  isDrop: boolean;
}

/** Reads the path of packets to each destination. */
export async function readWays(vpp: Questions, destinations: readonly Destination[]): Promise<Way[]> {
  const ways = destinations.map((): Way => ({ route: undefined, egress: new Set(), isDrop: true }));
  let wanted = ways.map((way, at) => ({ way, destination: destinations[at]! }));
  for (let count = 0; count < MAX_ENTRIES && wanted.length > 0; count++) {
    const asked = wanted.map(({ destination }) => destination);
    const routes = await lookUp(vpp, asked, { exact: false });
    wanted = wanted.flatMap(({ way }, at) => follow(way, routes[at]));
  }
  return ways;
}

/** Notes the interfaces of a route, and returns the destinations to which its other paths lead. */
function follow(way: Way, route: IpRouteV2 | undefined): { way: Way; destination: Destination }[] {
  way.route ??= route;
  const paths = (route?.paths ?? []).filter(({ type }) => !DROPPING.has(type));
  return paths.flatMap((path) => {
    const destination = nextOf(path);
    if (destination !== undefined) return [{ way, destination }];
    way.isDrop = false;
    if (path.type === FibPathType.FIB_API_PATH_TYPE_NORMAL && path.swIfIndex !== NO_INTERFACE) {
      way.egress.add(path.swIfIndex);
    }
    return [];
  });
}

/** Returns the destination to which a path leads; undefined if it has an interface. */
function nextOf({ swIfIndex, tableId, nh: { address } }: FibPath): Destination | undefined {
  if (swIfIndex !== NO_INTERFACE || address.case !== "ip6" || address.value.isUnspecified) return undefined;
  return { prefix: Prefix.host(address.value), tableId };
}

/** Reads the route of the FIB for each destination; undefined: no route. */
export async function lookUp(
  vpp: Questions,
  destinations: readonly Destination[],
  { exact }: { readonly exact: boolean },
): Promise<(IpRouteV2 | undefined)[]> {
  const asked = destinations.map((destination) => ({ ...destination, exact: exact ? 1 : 0 }));
  return (await askForEach(vpp, ipRouteLookupV2, asked)).map((reply) => reply?.route);
}

/** Returns the entry of a route in VPP's message. */
export function entryOf(route: IpRouteV2, sources: ReadonlyMap<number, string>): FibEntry {
  const { prefix, src, statsIndex, paths } = route;
  const isDrop = paths.every(({ type }) => DROPPING.has(type));
  const source = sources.get(src) ?? `source ${src}`;
  return { prefix, source, statsIndex, isDrop, isSteering: isSteeringRoute(route) };
}

/**
 * Reads the FIB entry for the first SID of each segment list, in the table of the policy, where VPP looks up the packets, also
 * those of a policy that inserts.
 */
export async function readFirstSids(vpp: Questions, policies: readonly SrPolicy[]): Promise<FirstSids> {
  const wanted = policies.flatMap(({ fibTable, segmentLists }) =>
    segmentLists.map(({ segments }) => ({ prefix: Prefix.host(segments[0]!), tableId: fibTable })),
  );
  if (wanted.length === 0) return new Map(policies.map((policy) => [policy, []]));
  const [names, ways] = await Promise.all([readSourceNames(vpp), readWays(vpp, wanted)]);
  const routes = ways.map(({ route, isDrop }) => route && { ...entryOf(route, names), isDrop }).values();
  return new Map(policies.map((policy) => [policy, policy.segmentLists.map(() => routes.next().value)]));
}

/** Reads the forwarding state of each steering rule. */
export async function readForwarding(
  vpp: Questions,
  steering: readonly Steering[],
  firstSids: FirstSids,
): Promise<Forwarding[]> {
  const policies = new Map(Array.from(firstSids.keys(), (policy) => [policy.bsid.toKey(), policy]));
  const rules = steering.filter((rule) => rule.kind === "l3");
  const destinations = rules.map(({ prefix, tableId }) => ({ prefix, tableId }));
  const routes = (await readRoutesTo(vpp, destinations, { exact: true })).values();
  return steering.map((rule) => {
    const policy = policies.get(rule.bsid.toKey());
    const route = rule.kind === "l3" ? routes.next().value : undefined;
    return forwardingOfRule(rule, route, policy, (policy && firstSids.get(policy)) ?? []);
  });
}
