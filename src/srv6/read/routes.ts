import { type IpAddress, Prefix } from "../../address/index.ts";
import { fibSourceDump } from "../../binapi/fib.ts";
import { type IpRouteV2, ipRouteV2Dump } from "../../binapi/ip.ts";
import { staticRouteOf } from "../translate/index.ts";
import type { FoundLocalSid, SrPolicy, StaticRoute, Steering, TableName, TableRoute } from "../values/index.ts";
import { API_SOURCE, HIDDEN_TABLE, invalid, lengthsOf, nameOfRoute, SR_SOURCE } from "../values/index.ts";
import { collect, type Questions } from "./questions.ts";

/** A local SID of unknown length explains the routes of all. */
const ALL_LENGTHS = Array.from({ length: 129 }, (_, length) => length);

/** Reads VPP's names of the sources of routes, by number. */
export async function readSourceNames(vpp: Questions): Promise<ReadonlyMap<number, string>> {
  return new Map(await collect(vpp.dump(fibSourceDump, {}), ({ src }) => [src.id, src.name]));
}

/**
 * Reads the routes of SRv6 in these tables: those of local SIDs, of BSIDs and of steered traffic, also those to which VPP
 * prefers another source.
 */
export async function readSrRoutes(vpp: Questions, tables: readonly TableName[]): Promise<IpRouteV2[]> {
  return (await readRoutesFrom(vpp, SR_SOURCE, tables)).flat();
}

/** Returns whether a route of SRv6 leads to a BSID. */
export function isSteeringRoute({ paths }: IpRouteV2): boolean {
  return paths[0]?.tableId === HIDDEN_TABLE;
}

/**
 * Reads the routes of the API in each of these tables. VPP shows a route only under the best of its sources: a prefix that SRv6
 * or an interface has, too, is missing.
 */
export async function readStaticRoutes(vpp: Questions, tables: readonly TableName[]): Promise<StaticRoute[][]> {
  const found = await readRoutesFrom(vpp, API_SOURCE, tables);
  return found.map((routes) => routes.map(staticRouteOf));
}

/**
 * Reads the routes of each table that come from the source with this name.
 *
 * @throws {VppError} `VPP_SRV6` when VPP does not list the source: whether there are routes of it is not known then.
 */
export async function readRoutesFrom(
  vpp: Questions,
  name: string,
  tables: readonly TableName[],
): Promise<IpRouteV2[][]> {
  const src = [...(await readSourceNames(vpp))].find(([, each]) => each === name)?.[0];
  if (src === undefined) throw invalid(`fib_source_dump: VPP lists no source ${name}`).error;
  const asked = tables.map(({ family, tableId }) => ({ src, table: { tableId, isIp6: family === 6, name: "" } }));
  return Promise.all(asked.map((fields) => collect(vpp.dump(ipRouteV2Dump, fields), ({ route }) => route)));
}

/**
 * Returns the routes of SRv6 that no local SID, policy or steering explains: they are left of a local SID that was deleted from
 * a wrong table. Nothing can be added in their place.
 */
export function orphansOf(
  routes: readonly TableRoute[],
  localSids: readonly FoundLocalSid[],
  policies: readonly SrPolicy[],
  steering: readonly Steering[],
): TableRoute[] {
  const explained = new Set<string>();
  const explain = (tableId: number, address: IpAddress, length: number) =>
    explained.add(nameOf({ tableId, prefix: new Prefix(address, length) }));
  for (const localSid of localSids) {
    const lengths = lengthsOf(localSid, localSid.companionLength).flatMap((length) => length ?? ALL_LENGTHS);
    for (const length of lengths) explain(localSid.fibTable, localSid.sid, length);
  }
  for (const { fibTable, bsid } of policies) explain(fibTable, bsid, 128);
  for (const rule of steering) {
    if (rule.kind === "l3") explain(rule.tableId, rule.prefix.address, rule.prefix.length);
  }
  const orphans = routes.filter((route) => !explained.has(nameOf(route)));
  return orphans.map(({ prefix, tableId }) => ({ prefix, tableId }));
}

function nameOf({ tableId, prefix }: TableRoute): string {
  return nameOfRoute({ prefix: prefix.masked(), tableId });
}
