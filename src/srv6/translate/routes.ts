import type { IpAddress } from "../../address/index.ts";
import { type FibPath, FibPathNhProto, FibPathType } from "../../binapi/fib_types.ts";
import type { IpRouteAddDel, IpRouteV2, IpTableAddDel } from "../../binapi/ip.ts";
import { type IpNeighbor, type IpNeighborAddDel, IpNeighborFlags } from "../../binapi/ip_neighbor.ts";
import type { Input } from "../../wire/index.ts";
import type { Neighbor, NeighborName, NextHop, StaticRoute, TableName, TableRoute } from "../values/index.ts";
import { NO_INTERFACE } from "../values/index.ts";

/*
 * Tables, routes and neighbors in VPP's messages. See VPP 26.06 src/vnet/ip/ip_api.c, src/vnet/fib/fib_api.c,
 * src/vnet/ip-neighbor/ip_neighbor_api.c.
 */

const NO_RPF_ID = 0xffffffff;
const NO_MAC = "00:00:00:00:00:00";

export function tableFields({ family, tableId }: TableName, isAdd: boolean, name = ""): Input<IpTableAddDel> {
  return { isAdd, table: { tableId, isIp6: family === 6, name } };
}

/** Returns the fields that add a route, or replace its paths; without a path, those that delete the route of the API. */
export function routeFields({ prefix, tableId }: TableRoute, via?: StaticRoute["via"]): Input<IpRouteAddDel> {
  const isAdd = via !== undefined;
  const paths = via === undefined ? [] : "paths" in via ? via.paths : [pathTo(via, tableId)];
  return { isAdd, isMultipath: false, route: { tableId, statsIndex: 0, prefix, paths } };
}

/** VPP takes the protocol of a path from its next hop, which can be IPv6 also where the prefix is IPv4. */
function pathTo({ nextHop, swIfIndex }: NextHop, tableId: number): Input<FibPath> {
  return {
    swIfIndex: swIfIndex ?? NO_INTERFACE,
    tableId: swIfIndex === undefined ? tableId : 0,
    rpfId: NO_RPF_ID,
    weight: 1,
    preference: 0,
    type: FibPathType.FIB_API_PATH_TYPE_NORMAL,
    flags: 0,
    proto: nextHop.family === 6 ? IP6 : IP4,
    nh: { address: addressOf(nextHop), viaLabel: 0, objId: 0, classifyTableIndex: 0 },
    nLabels: 0,
    labelStack: [],
  };
}

const { FIB_API_PATH_NH_PROTO_IP4: IP4, FIB_API_PATH_NH_PROTO_IP6: IP6 } = FibPathNhProto;

function addressOf(address: IpAddress): FibPath["nh"]["address"] {
  return address.family === 6 ? { case: "ip6", value: address } : { case: "ip4", value: address };
}

/** Returns the route of a message of VPP, without the host bits with which it was added. */
export function staticRouteOf({ prefix, tableId, paths }: IpRouteV2): StaticRoute {
  const [path] = paths;
  const via = path !== undefined && paths.length === 1 ? nextHopOf(path, tableId) : undefined;
  return { prefix: prefix.masked(), tableId, via: via ?? { paths } };
}

/** Returns the next hop of a plain path; undefined for a path of another kind. */
function nextHopOf(path: FibPath, ownTable: number): NextHop | undefined {
  const { type, nLabels, swIfIndex, tableId, nh } = path;
  const isRecursive = swIfIndex === NO_INTERFACE;
  const isPlain = type === FibPathType.FIB_API_PATH_TYPE_NORMAL && nLabels === 0;
  if (!isPlain || nh.address.case === "bytes" || (isRecursive && tableId !== ownTable)) return undefined;
  const { value: nextHop } = nh.address;
  const isUnspecified = nextHop.family === 6 ? nextHop.isUnspecified : nextHop.word === 0;
  if (isUnspecified) return undefined;
  return isRecursive ? { nextHop } : { nextHop, swIfIndex };
}

/** Returns the fields that add a neighbor, or change its MAC address. */
export function neighborFields({ swIfIndex, address, macAddress, isStatic }: Neighbor): Input<IpNeighborAddDel> {
  const { IP_API_NEIGHBOR_FLAG_STATIC: STATIC, IP_API_NEIGHBOR_FLAG_NONE: NONE } = IpNeighborFlags;
  const flags = isStatic ? STATIC : NONE;
  return { isAdd: true, neighbor: { swIfIndex, flags, macAddress, ipAddress: address } };
}

/** Returns the fields that delete a neighbor, whatever its MAC address is. */
export function noNeighborFields({ swIfIndex, address }: NeighborName): Input<IpNeighborAddDel> {
  return { isAdd: false, neighbor: { swIfIndex, flags: 0, macAddress: NO_MAC, ipAddress: address } };
}

/** Returns the neighbor of a message of VPP. */
export function neighborOf({ swIfIndex, flags, macAddress, ipAddress }: IpNeighbor): Neighbor {
  const isStatic = (flags & IpNeighborFlags.IP_API_NEIGHBOR_FLAG_STATIC) !== 0;
  return { swIfIndex, address: ipAddress, macAddress, isStatic };
}
