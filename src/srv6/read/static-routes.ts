import { fibSourceDump } from "../../binapi/fib.ts";
import { ipRouteLookupV2 } from "../../binapi/ip.ts";
import { staticRouteOf } from "../translate/index.ts";
import { API_SOURCE, type SrPolicy, type StaticRoute, type TableName, type TableRoute } from "../values/index.ts";
import { hostPrefix, readRoutesTo } from "./fib-entries.ts";
import type { Questions } from "./questions.ts";
import { readRoutes, readSources, sourceNamed } from "./routes.ts";

/**
 * Reads the routes of the API in each of these tables. VPP shows a route only under the best of its sources: a prefix that SRv6
 * or an interface has, too, is missing.
 */
export async function readStaticRoutes(vpp: Questions, tables: readonly TableName[]): Promise<StaticRoute[][]> {
  const src = sourceNamed(await readSources(vpp), API_SOURCE);
  const found = await Promise.all(tables.map((table) => readRoutes(vpp, table, src)));
  return found.map((routes) => routes.map(staticRouteOf));
}

/**
 * Reads the source of the route at the BSID of each policy, in the table of the policy; undefined if there is none, or this VPP
 * has no message for the question.
 */
export function readBsidSources(
  vpp: Questions,
  policies: readonly Pick<SrPolicy, "bsid" | "fibTable">[],
): Promise<(string | undefined)[]> {
  const routes = policies.map(({ bsid, fibTable }) => ({ prefix: hostPrefix(bsid), tableId: fibTable }));
  return readRouteSources(vpp, routes);
}

/** Reads the source of the route to exactly each of these prefixes; undefined if there is none, or no message for it. */
async function readRouteSources(vpp: Questions, routes: readonly TableRoute[]): Promise<(string | undefined)[]> {
  if (!vpp.messageTable.has(ipRouteLookupV2)) return routes.map(() => undefined);
  return (await readRoutesTo(vpp, routes, { exact: true })).map((route) => route?.source);
}

/** Reads the source that VPP prefers to the API for each prefix; undefined if there is none. */
export async function readShadows(vpp: Questions, routes: readonly TableRoute[]): Promise<(string | undefined)[]> {
  const priorities = new Map<string, number>();
  for await (const { src } of vpp.dump(fibSourceDump, {})) priorities.set(src.name, src.priority);
  const rank = (source: string) => priorities.get(source) ?? Infinity;
  const sources = await readRouteSources(vpp, routes);
  return sources.map((source) => (source !== undefined && rank(source) < rank(API_SOURCE) ? source : undefined));
}
