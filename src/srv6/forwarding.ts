import { type Ip6Address, Prefix } from "../address/index.ts";
import { FibPathType } from "../binapi/fib_types.ts";
import { type IpRouteV2, ipRouteLookupV2 } from "../binapi/ip.ts";
import type { Outcome, VppCalls } from "../client/index.ts";
import type { SrPolicy } from "./policy.ts";
import { isSteeringRoute, readSources, SR_SOURCE } from "./routes.ts";
import { describeTraffic, type Steering } from "./steering.ts";

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
  /** Whether it only drops packets. */
  readonly isDrop: boolean;
  /** Whether it is one of steering, into a policy. */
  readonly isSteering: boolean;
}

/**
 * What became of steering: packets take the policy (`installed`); another source's route to the same prefix has the better say
 * (`shadowed`); or they are dropped, since a policy or a way to the first SID of a list is missing (`unresolved`).
 */
export type Forwarding =
  | { readonly state: "installed"; readonly statsIndex: number | undefined }
  | { readonly state: "shadowed"; readonly by: string; readonly statsIndex: number }
  | { readonly state: "unresolved"; readonly reason: string };

/** The route to each destination, undefined where there is none. With `exact`, no route to a shorter prefix counts. */
export async function readRoutesTo(
  vpp: VppCalls,
  destinations: readonly Destination[],
  { exact }: { readonly exact: boolean },
): Promise<(Route | undefined)[]> {
  const sources = new Map(Array.from(await readSources(vpp), ([name, id]) => [id, name]));
  const outcomes = await vpp.batch((batch) => {
    for (const destination of destinations) batch.add(ipRouteLookupV2, { ...destination, exact: exact ? 1 : 0 });
  });
  return outcomes.map((outcome) => routeOf(outcome, sources));
}

function routeOf(outcome: Outcome, sources: ReadonlyMap<number, string>): Route | undefined {
  if (!outcome.ok) {
    if (outcome.error.code === "VPP_RETVAL") return undefined;
    throw outcome.error;
  }
  const { route } = outcome.reply as { readonly route: IpRouteV2 }; // the reply to what was added
  const { prefix, src, statsIndex, paths } = route;
  const isDrop = paths.every(({ type }) => type === FibPathType.FIB_API_PATH_TYPE_DROP);
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
  const routes = (await readRoutesTo(vpp, wanted, { exact: false })).values();
  return new Map(policies.map((policy) => [policy, policy.segmentLists.map(() => routes.next().value)]));
}

function hostPrefix(address: Ip6Address): Prefix {
  return new Prefix(address, 128);
}

/** What became of each steering rule. */
export async function readForwarding(
  vpp: VppCalls,
  steering: readonly Steering[],
  policies: readonly SrPolicy[],
): Promise<Forwarding[]> {
  const byBsid = new Map(policies.map((policy) => [String(policy.bsid), policy]));
  const used = [...new Set(steering.flatMap(({ bsid }) => byBsid.get(String(bsid)) ?? []))];
  const rules = steering.filter((rule) => rule.kind === "l3");
  const [routes, firstSids] = await Promise.all([
    readRoutesTo(
      vpp,
      rules.map(({ prefix, tableId }) => ({ prefix, tableId })),
      { exact: true },
    ),
    readFirstSids(vpp, used),
  ]);
  const routeOfRule = new Map(rules.map((rule, at) => [describeTraffic(rule), routes[at]]));
  return steering.map((rule) => {
    const policy = byBsid.get(String(rule.bsid));
    const route = routeOfRule.get(describeTraffic(rule));
    if (rule.kind === "l3" && route === undefined) return unresolved(`VPP has no route to ${rule.prefix}`);
    if (route !== undefined && route.source !== SR_SOURCE) {
      return { state: "shadowed", by: route.source, statsIndex: route.statsIndex };
    }
    if (policy === undefined) return unresolved(`there is no policy ${rule.bsid}`);
    const reason = whyUnresolved(policy, firstSids.get(policy)!);
    return reason === undefined ? { state: "installed", statsIndex: route?.statsIndex } : unresolved(reason);
  });
}

function unresolved(reason: string): Forwarding {
  return { state: "unresolved", reason };
}

/** VPP adds any policy, whether it can reach its first SIDs or not. */
function whyUnresolved(
  { bsid, fibTable, segmentLists }: SrPolicy,
  routes: readonly (Route | undefined)[],
): string | undefined {
  for (const [place, route] of routes.entries()) {
    const name = `${segmentLists[place]!.segments[0]} in table ${fibTable}`;
    if (route === undefined || route.isDrop) return `policy ${bsid}: there is no way to ${name}`;
    // The packet would get one outer header after the other.
    if (route.isSteering) return `policy ${bsid}: the way to ${name} is steered itself, by ${route.prefix}`;
  }
  return undefined;
}
