import type { FibPath } from "../../src/binapi/fib_types.ts";
import { swInterfaceDump } from "../../src/binapi/interface.ts";
import { type IpTable, ipAddressDump, ipRouteV2Dump, ipTableDump } from "../../src/binapi/ip.ts";
import { ipNeighborDump } from "../../src/binapi/ip_neighbor.ts";
import { ipipTunnelDump } from "../../src/binapi/ipip.ts";
import { memifDump, memifSocketFilenameDump } from "../../src/binapi/memif.ts";
import {
  srLocalsidsDump,
  srLocalsidsWithPacketStatsDump,
  srPoliciesDump,
  srPoliciesV2Dump,
  srPoliciesWithSlIndexDump,
  srSteeringPolDump,
} from "../../src/binapi/sr.ts";
import { srPtIfaceDump } from "../../src/binapi/sr_pt.ts";
import type { VppClient } from "../../src/client/index.ts";
import { type Dump, type Input, toJson } from "../../src/wire/index.ts";

const NO_TABLE_ID = 0xffffffff;
const ANY_INTERFACE = 0xffffffff;

/** Details as lines of text, by their kind. */
export type Observation = Readonly<Record<string, readonly string[]>>;

/** Reads all dumps of SRv6; keeps the order of the details. */
export async function observeSrv6(vpp: VppClient): Promise<Observation> {
  const reading = {
    localSids: lines(vpp, srLocalsidsDump, {}),
    localSidsWithStats: withoutTraffic(vpp),
    policies: lines(vpp, srPoliciesDump, {}),
    policiesV2: lines(vpp, srPoliciesV2Dump, {}),
    policiesWithSlIndex: lines(vpp, srPoliciesWithSlIndexDump, {}),
    steering: lines(vpp, srSteeringPolDump, {}),
    pathTracing: lines(vpp, srPtIfaceDump, {}),
  };
  const found = await Promise.all(Object.entries(reading).map(async ([what, read]) => [what, await read] as const));
  return Object.fromEntries(found);
}

/** Reads interfaces with their addresses, and tables with their routes. */
export async function observeRouting(vpp: VppClient): Promise<Observation> {
  const [interfaces, tables, neighbors] = await Promise.all([
    all(vpp, swInterfaceDump, { nameFilterValid: false, nameFilter: "" }),
    all(vpp, ipTableDump, {}),
    observeNeighbors(vpp),
  ]);
  const addresses = await each(interfaces, async ({ swIfIndex }) => [
    ...(await lines(vpp, ipAddressDump, { swIfIndex, isIpv6: false })),
    ...(await lines(vpp, ipAddressDump, { swIfIndex, isIpv6: true })),
  ]);
  // Tables without an id are internal tables of VPP.
  const named = tables.filter(({ table }) => table.tableId !== NO_TABLE_ID);
  const routes = await each(named, ({ table }) => observeRoutes(vpp, table));
  return { interfaces: interfaces.map(lineOf), addresses, tables: tables.map(lineOf), routes, neighbors };
}

async function each<T>(items: readonly T[], read: (item: T) => Promise<string[]>): Promise<string[]> {
  return (await Promise.all(items.map(read))).flat();
}

/** Reads what belongs to kinds of interfaces, in the order of the details. */
export async function observeDevices(vpp: VppClient): Promise<Observation> {
  const swIfIndex = ANY_INTERFACE;
  const [sockets, memifs, tunnels] = await Promise.all([
    lines(vpp, memifSocketFilenameDump, {}),
    lines(vpp, memifDump, {}),
    lines(vpp, ipipTunnelDump, { swIfIndex }),
  ]);
  // The folder of relative names is that of the VPP.
  const names = sockets.map((line) => line.replace(/"[^"]*\//, '"'));
  return { sockets: names, memifs, tunnels };
}

/** Reads neighbors, sorted (VPP's order is that of a hash) and without their age. */
async function observeNeighbors(vpp: VppClient): Promise<string[]> {
  const found: string[] = [];
  for (const af of [0, 1]) {
    for (const { neighbor } of await all(vpp, ipNeighborDump, { swIfIndex: ANY_INTERFACE, af })) {
      found.push(lineOf(neighbor));
    }
  }
  return found.sort();
}

/** Reads local SIDs without counters: these can include packets of VPP's own neighbor discovery. */
async function withoutTraffic(vpp: VppClient): Promise<string[]> {
  const found = await lines(vpp, srLocalsidsWithPacketStatsDump, {});
  return found.map((line) => line.replace(/"goodTrafficBytes".*/, ""));
}

/** Reads the routes of a table, sorted (VPP's order is that of a hash) and without the index of their counters. */
async function observeRoutes(vpp: VppClient, table: IpTable): Promise<string[]> {
  const routes = await all(vpp, ipRouteV2Dump, { src: 0, table });
  const family = table.isIp6 ? "IPv6" : "IPv4";
  return routes
    .map(({ route: { prefix, src, tableId, paths } }) => {
      return `${family} table ${tableId}: ${prefix} by source ${src} ${paths.map(pathText).join(", ")}`;
    })
    .sort();
}

function pathText({ type, proto, nh, swIfIndex, tableId, weight, preference }: FibPath): string {
  const { value } = nh.address;
  return `[type ${type} proto ${proto} via ${value} on ${swIfIndex} in ${tableId} weight ${weight} preference ${preference}]`;
}

async function lines<T, D>(vpp: VppClient, message: Dump<T, D>, fields: Input<T>): Promise<string[]> {
  const found = await all(vpp, message, fields);
  return found.map((details) => lineOf(toJson(message.details, details)));
}

function lineOf(value: object): string {
  return JSON.stringify(value);
}

async function all<T, D>(vpp: VppClient, message: Dump<T, D>, fields: Input<T>): Promise<D[]> {
  const found: D[] = [];
  for await (const details of vpp.dump(message, fields)) found.push(details);
  return found;
}
