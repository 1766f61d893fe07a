import t from "tap";
import { Ip4Address, Ip6Address, MacAddress, Prefix } from "../../../src/address/index.ts";
import { type FibPath, FibPathNhProto, FibPathType } from "../../../src/binapi/fib_types.ts";
import {
  neighborFields,
  neighborOf,
  noNeighborFields,
  routeFields,
  staticRouteOf,
  tableFields,
} from "../../../src/srv6/translate/routes.ts";

const nextHop = Ip6Address.parse("fe80::1");
const route = { prefix: Prefix.parse("fcff::/48"), tableId: 7, via: { nextHop, swIfIndex: 3 } };
const neighbor = { swIfIndex: 3, address: nextHop, macAddress: MacAddress.parse("02:00:00:00:00:02"), isStatic: true };

/** A path as VPP shows it. */
function path(change: Partial<FibPath> = {}): FibPath {
  const nh = { address: { case: "ip6", value: nextHop }, viaLabel: 0, objId: 0, classifyTableIndex: 0 } as const;
  const labels = { nLabels: 0, labelStack: [] };
  const rest = { tableId: 0, rpfId: 0xffffffff, weight: 1, preference: 0, flags: 0, ...labels };
  const proto = FibPathNhProto.FIB_API_PATH_NH_PROTO_IP6;
  return { swIfIndex: 3, type: FibPathType.FIB_API_PATH_TYPE_NORMAL, proto, nh, ...rest, ...change };
}

const shown = (...paths: FibPath[]) => staticRouteOf({ ...route, statsIndex: 0, src: 8, paths });

t.test("a table is added with its name, and deleted without", async (t) => {
  const table = { family: 6, tableId: 7 } as const;
  t.same(tableFields(table, true, "red"), { isAdd: true, table: { tableId: 7, isIp6: true, name: "red" } });
  t.same(tableFields(table, false), { isAdd: false, table: { tableId: 7, isIp6: true, name: "" } });
});

t.test("a route is put in the place of any other, and deleted with all that the API says of it", async (t) => {
  const { prefix } = route;
  t.match(routeFields(route, route.via), {
    isAdd: true,
    isMultipath: false,
    route: { prefix, tableId: 7, paths: [path()] },
  });
  t.same(routeFields(route).route, { tableId: 7, statsIndex: 0, prefix, paths: [] });
  t.equal(routeFields(route).isAdd, false);
  const paths = [path({ type: FibPathType.FIB_API_PATH_TYPE_DROP })];
  t.same(routeFields(route, { paths }).route?.paths, paths);
});

t.test("one plain path is a next hop", async (t) => {
  t.same(shown(path()), route);
  const proto = FibPathNhProto.FIB_API_PATH_NH_PROTO_IP4;
  const ip4 = path({ proto, nh: { ...path().nh, address: { case: "ip4", value: Ip4Address.parse("10.0.0.1") } } });
  t.same(shown(ip4).via, { nextHop: Ip4Address.parse("10.0.0.1"), swIfIndex: 3 });
});

t.test("a next hop without interface is looked up in the table of the route", async (t) => {
  const recursive = path({ swIfIndex: 0xffffffff, tableId: 7 });
  t.same(shown(recursive), { ...route, via: { nextHop } });
  t.match(routeFields(route, { nextHop }).route, { tableId: 7, paths: [recursive] });
});

t.test("everything else is shown as the paths that it has", async (t) => {
  const others = [
    [],
    [path(), path()],
    [path({ type: FibPathType.FIB_API_PATH_TYPE_DROP })],
    [path({ swIfIndex: 0xffffffff, tableId: 8 })],
    [path({ nLabels: 1 })],
    [path({ nh: { ...path().nh, address: { case: "ip6", value: Ip6Address.UNSPECIFIED } } })],
    [path({ proto: 0, nh: { ...path().nh, address: { case: "ip4", value: Ip4Address.parse("0.0.0.0") } } })],
    [path({ proto: 2, nh: { ...path().nh, address: { case: "bytes", value: new Uint8Array(16) } } })],
  ];
  for (const paths of others) t.same(shown(...paths).via, { paths });
});

t.test("a route is shown without the host bits of whoever added it", async (t) => {
  const prefix = Prefix.parse("fcff::9/48");
  t.equal(String(staticRouteOf({ ...route, prefix, statsIndex: 0, src: 8, paths: [path()] }).prefix), "fcff::/48");
});

// ip_neighbor.api: the flag of a static neighbor is 1.
t.test("a neighbor is set with its MAC address and flag, and deleted without", async (t) => {
  const { swIfIndex, macAddress } = neighbor;
  const set = { swIfIndex, flags: 1, macAddress, ipAddress: nextHop };
  t.same(neighborFields(neighbor), { isAdd: true, neighbor: set });
  t.equal(neighborFields({ ...neighbor, isStatic: false }).neighbor?.flags, 0);
  t.match(noNeighborFields(neighbor), { isAdd: false, neighbor: { swIfIndex: 3, flags: 0, ipAddress: nextHop } });
  t.same(neighborOf(set), neighbor);
  t.equal(neighborOf({ ...set, flags: 2 }).isStatic, false);
});
