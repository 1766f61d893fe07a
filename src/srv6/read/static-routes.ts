import { fibSourceDump } from "../../binapi/fib.ts";
import { ipRouteLookupV2 } from "../../binapi/ip.ts";
import { staticRouteOf } from "../translate/index.ts";
import { API_SOURCE, type SrPolicy, type StaticRoute, type TableName, type TableRoute } from "../values/index.ts";
import { hostPrefix, readRoutesTo } from "./fib-entries.ts";
import type { Questions } from "./questions.ts";
import { readRoutes, readSources, sourceNamed } from "./routes.ts";

/**
 * The routes of each of these tables that come from the API. VPP shows a route only as that of the best of its sources: it is
 * missing where SRv6 or an interface has the same prefix.
 */
export async function readStaticRoutes(vpp: Questions, tables: readonly TableName[]): Promise<StaticRoute[][]> {
  const src = sourceNamed(await readSources(vpp), API_SOURCE);
  const found = await Promise.all(tables.map((table) => readRoutes(vpp, table, src)));
  return found.map((routes) => routes.map(staticRouteOf));
}

/**
 * The source of what VPP has at the BSID of each policy, in the policy's table; undefined where there is none, or VPP cannot be
 * asked.
 */
export function readBsidSources(
  vpp: Questions,
  policies: readonly Pick<SrPolicy, "bsid" | "fibTable">[],
): Promise<(string | undefined)[]> {
  const routes = policies.map(({ bsid, fibTable }) => ({ prefix: hostPrefix(bsid), tableId: fibTable }));
  return readRouteSources(vpp, routes);
}

/** The source of the route that VPP has to each of these prefixes itself; undefined where there is none, or VPP cannot be asked. */
async function readRouteSources(vpp: Questions, routes: readonly TableRoute[]): Promise<(string | undefined)[]> {
  if (!vpp.messageTable.has(ipRouteLookupV2)) return routes.map(() => undefined);
  return (await readRoutesTo(vpp, routes, { exact: true })).map((route) => route?.source);
}

/** The source that has the better say than the API for each prefix; undefined where there is none. */
export async function readShadows(vpp: Questions, routes: readonly TableRoute[]): Promise<(string | undefined)[]> {
  const priorities = new Map<string, number>();
  for await (const { src } of vpp.dump(fibSourceDump, {})) priorities.set(src.name, src.priority);
  const rank = (source: string) => priorities.get(source) ?? Infinity;
  const sources = await readRouteSources(vpp, routes);
  return sources.map((source) => (source !== undefined && rank(source) < rank(API_SOURCE) ? source : undefined));
}
