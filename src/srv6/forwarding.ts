import { type Ip6Address, Prefix } from "../address/index.ts";
import { type FibPath, FibPathNhProto, FibPathType } from "../binapi/fib_types.ts";
import { type IpRouteLookupV2Reply, type IpRouteV2, ipRouteLookupV2 } from "../binapi/ip.ts";
import type { VppCalls } from "../client/index.ts";
import { replyIfThere } from "./absence.ts";
import type { SrPolicy } from "./policy.ts";
import { isSteeringRoute, readSources, SR_SOURCE } from "./routes.ts";
import type { SegmentList } from "./segment-list.ts";
import type { Steering } from "./steering.ts";

/** A prefix in a table. */
export interface Destination {
  readonly prefix: Prefix;
  readonly tableId: number;
}

/** What VPP forwards packets to a destination by. */
export interface Route {
  /** That of the route, which is the destination's or a shorter one. */
  readonly prefix: Prefix;
  /** VPP's name of who put the route into the table: `SR`, `API`, `interface`, `default-route`. */
  readonly source: string;
  /** Where `/net/route/to` of the stats segment counts its packets; another one after each change of the route. */
  readonly statsIndex: number;
  /** Whether it only drops packets. The route to a first SID does so too where it leads on to others that do. */
  readonly isDrop: boolean;
  /** Whether it is one of steering, into a policy. */
  readonly isSteering: boolean;
}

/**
 * What became of steering: packets take the policy (`installed`); another source's route to the same prefix has the better say
 * (`shadowed`); or they are dropped, since a policy or a way to the first SID of a list is missing (`unresolved`). A segment
 * list is installed or unresolved, too.
 */
export type Forwarding =
  | { readonly state: "installed"; readonly statsIndex: number | undefined }
  | { readonly state: "shadowed"; readonly by: string; readonly statsIndex: number }
  | { readonly state: "unresolved"; readonly reason: string };

/** A path without one leads on to another route. */
const NO_INTERFACE = 0xffffffff;
const DROPPING: ReadonlySet<FibPathType> = new Set([
  FibPathType.FIB_API_PATH_TYPE_DROP,
  FibPathType.FIB_API_PATH_TYPE_ICMP_UNREACH,
  FibPathType.FIB_API_PATH_TYPE_ICMP_PROHIBIT,
]);
/** A route may lead on to another one, and that to a third. More are no way that anyone means. */
const MOST_ROUTES = 4;

/** The route to each destination, undefined where there is none. With `exact`, no route to a shorter prefix counts. */
export async function readRoutesTo(
  vpp: VppCalls,
  destinations: readonly Destination[],
  options: { readonly exact: boolean },
): Promise<(Route | undefined)[]> {
  if (destinations.length === 0) return [];
  const [sources, routes] = await Promise.all([readSources(vpp), lookUp(vpp, destinations, options)]);
  const names = namesOf(sources);
  return routes.map((route) => route && routeOf(route, names));
}

/** The interfaces by which packets to each destination leave: of all paths, and of the routes that those lead on to. */
export async function readEgress(vpp: VppCalls, destinations: readonly Destination[]): Promise<ReadonlySet<number>[]> {
  return (await readWays(vpp, destinations)).map(({ egress }) => egress);
}

/** What becomes of packets to a destination, however many routes that takes. */
interface Way {
  /** The first of them. */
  readonly route: IpRouteV2 | undefined;
  readonly egress: Set<number>;
  isDrop: boolean;
}

async function readWays(vpp: VppCalls, destinations: readonly Destination[]): Promise<Way[]> {
  const routes = await lookUp(vpp, destinations, { exact: false });
  const ways = routes.map((route): Way => ({ route, egress: new Set(), isDrop: true }));
  let wanted = ways.flatMap((way) => follow(way, way.route));
  for (let count = 1; count < MOST_ROUTES && wanted.length > 0; count++) {
    const next = await lookUp(
      vpp,
      wanted.map(({ destination }) => destination),
      { exact: false },
    );
    wanted = wanted.flatMap(({ way }, at) => follow(way, next[at]));
  }
  return ways;
}

/** Notes how packets leave by a route, and gives where they are looked up again. */
function follow(way: Way, route: IpRouteV2 | undefined): { way: Way; destination: Destination }[] {
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

/** Where a path leads on to, if it has no interface. */
function nextOf({ swIfIndex, tableId, proto, nh: { address } }: FibPath): Destination | undefined {
  const isIp6 = proto === FibPathNhProto.FIB_API_PATH_NH_PROTO_IP6 && address.case === "ip6";
  if (swIfIndex !== NO_INTERFACE || !isIp6 || address.value.isUnspecified) return undefined;
  return { prefix: hostPrefix(address.value), tableId };
}

async function lookUp(
  vpp: VppCalls,
  destinations: readonly Destination[],
  { exact }: { readonly exact: boolean },
): Promise<(IpRouteV2 | undefined)[]> {
  const outcomes = await vpp.batch((batch) => {
    for (const destination of destinations) batch.add(ipRouteLookupV2, { ...destination, exact: exact ? 1 : 0 });
  });
  return outcomes.map((outcome) => replyIfThere<IpRouteLookupV2Reply>(outcome)?.route);
}

/** Names of sources by number. */
function namesOf(sources: ReadonlyMap<string, number>): ReadonlyMap<number, string> {
  return new Map(Array.from(sources, ([name, id]) => [id, name]));
}

function routeOf(route: IpRouteV2, sources: ReadonlyMap<number, string>): Route {
  const { prefix, src, statsIndex, paths } = route;
  const isDrop = paths.every(({ type }) => DROPPING.has(type));
  const source = sources.get(src) ?? `source ${src}`;
  return { prefix, source, statsIndex, isDrop, isSteering: isSteeringRoute(route) };
}

/**
 * The route to the first SID of each segment list, in the table of the policy, where VPP looks it up. A policy that inserts is
 * looked up there too.
 */
export async function readFirstSids(
  vpp: VppCalls,
  policies: readonly SrPolicy[],
): Promise<ReadonlyMap<SrPolicy, readonly (Route | undefined)[]>> {
  const wanted = policies.flatMap(({ fibTable, segmentLists }) =>
    segmentLists.map(({ segments }) => ({ prefix: hostPrefix(segments[0]!), tableId: fibTable })),
  );
  if (wanted.length === 0) return new Map(policies.map((policy) => [policy, []]));
  const [sources, ways] = await Promise.all([readSources(vpp), readWays(vpp, wanted)]);
  const names = namesOf(sources);
  const routes = ways.map(({ route, isDrop }) => route && { ...routeOf(route, names), isDrop }).values();
  return new Map(policies.map((policy) => [policy, policy.segmentLists.map(() => routes.next().value)]));
}

export function hostPrefix(address: Ip6Address): Prefix {
  return new Prefix(address, 128);
}

/** What became of each steering rule, by the routes to the first SIDs of policies. */
export async function readForwarding(
  vpp: VppCalls,
  steering: readonly Steering[],
  firstSids: ReadonlyMap<SrPolicy, readonly (Route | undefined)[]>,
): Promise<Forwarding[]> {
  const policies = new Map(Array.from(firstSids.keys(), (policy) => [policy.bsid.toKey(), policy]));
  const rules = steering.filter((rule) => rule.kind === "l3");
  const destinations = rules.map(({ prefix, tableId }) => ({ prefix, tableId }));
  const routes = await readRoutesTo(vpp, destinations, { exact: true });
  const routeOfRule = new Map<Steering, Route | undefined>(rules.map((rule, at) => [rule, routes[at]]));
  return steering.map((rule) => {
    const route = routeOfRule.get(rule);
    if (rule.kind === "l3" && route === undefined) return unresolved(`VPP has no route to ${rule.prefix}`);
    if (route !== undefined && route.source !== SR_SOURCE) {
      return { state: "shadowed", by: route.source, statsIndex: route.statsIndex };
    }
    const policy = policies.get(rule.bsid.toKey());
    if (policy === undefined) return unresolved(`there is no policy ${rule.bsid}`);
    const reason = whyUnresolved(policy, firstSids.get(policy)!);
    return reason === undefined ? { state: "installed", statsIndex: route?.statsIndex } : unresolved(reason);
  });
}

/** What becomes of packets that take a list, by the route to its first SID. */
export function forwardingOf(
  { fibTable }: Pick<SrPolicy, "fibTable">,
  { segments: [first] }: SegmentList,
  route: Route | undefined,
): Forwarding {
  // VPP adds any list, whether it can reach its first SID or not.
  if (route === undefined || route.isDrop) return unresolved(`there is no way to ${first} in table ${fibTable}`);
  if (!route.isSteering) return { state: "installed", statsIndex: route.statsIndex };
  // The packet would get one outer header after the other.
  return unresolved(`the way to ${first} in table ${fibTable} is steered itself, by ${route.prefix}`);
}

function unresolved(reason: string): Forwarding & { readonly state: "unresolved" } {
  return { state: "unresolved", reason };
}

function whyUnresolved(policy: SrPolicy, routes: readonly (Route | undefined)[]): string | undefined {
  for (const [place, list] of policy.segmentLists.entries()) {
    const forwarding = forwardingOf(policy, list, routes[place]);
    if (forwarding.state === "unresolved") return `policy ${policy.bsid}: ${forwarding.reason}`;
  }
  return undefined;
}
