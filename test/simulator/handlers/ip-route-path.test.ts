import t from "tap";
import { createLoopback, swInterfaceSetTable } from "../../../src/binapi/interface.ts";
import { type IpRouteAddDel, ipRouteAddDel, ipRouteLookup, ipTableAddDel } from "../../../src/binapi/ip.ts";
import { ipNeighborAddDel } from "../../../src/binapi/ip_neighbor.ts";
import { startSimulator } from "../../../src/simulator/index.ts";
import type { Input } from "../../../src/wire/index.ts";
import { TypedClient } from "../typed-client.ts";

type Path = Input<IpRouteAddDel>["route"]["paths"][number];

const NONE = 0xffffffff;

function path({ hop = "0.0.0.0", ...others }: Partial<Path> & { hop?: string }): Path {
  const address = { case: hop.includes(":") ? "ip6" : "ip4", value: hop } as Path["nh"]["address"];
  return {
    swIfIndex: NONE,
    tableId: 0,
    rpfId: 0,
    weight: 1,
    preference: 0,
    type: 0,
    flags: 0,
    proto: 0,
    nh: { address, viaLabel: 0, objId: 0, classifyTableIndex: NONE },
    nLabels: 0,
    labelStack: [],
    ...others,
  };
}

/** Adds a route with this path to a VPP with `loop0`, and looks it up. */
async function added(given: Path, prefix: string): Promise<{ retval: number; paths: object[] }> {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  await client.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
  const route = { tableId: 0, statsIndex: 0, prefix, paths: [given] };
  const { retval } = await client.request(ipRouteAddDel, { isMultipath: false, route });
  const { route: found } = await client.request(ipRouteLookup, { tableId: 0, exact: 1, prefix });
  const paths = found.paths.map(({ swIfIndex, weight, preference, type, proto, nh }) => {
    return { swIfIndex, weight, preference, type, proto, hop: String(nh.address.value) };
  });
  return { retval, paths };
}

const PLAIN = { swIfIndex: NONE, weight: 1, preference: 0, type: 0, proto: 0, hop: "0.0.0.0" };

// What VPP 26.06 showed of each path.
const shown: readonly { title: string; given: Path; prefix?: string; path: object }[] = [
  { title: "a next hop", given: path({ hop: "10.9.0.1" }), path: { ...PLAIN, hop: "10.9.0.1" } },
  {
    title: "a next hop on an interface",
    given: path({ hop: "10.9.0.1", swIfIndex: 1 }),
    path: { ...PLAIN, swIfIndex: 1, hop: "10.9.0.1" },
  },
  {
    title: "an IPv6 next hop",
    given: path({ hop: "2001:db8::9", proto: 1, swIfIndex: 1 }),
    prefix: "2001:db8:1::/48",
    path: { ...PLAIN, proto: 1, swIfIndex: 1, hop: "2001:db8::9" },
  },
  { title: "an interface", given: path({ swIfIndex: 1 }), path: { ...PLAIN, swIfIndex: 1 } },
  {
    title: "an interface, for a host",
    given: path({ swIfIndex: 1 }),
    prefix: "10.3.3.3/32",
    path: { ...PLAIN, swIfIndex: 1, hop: "10.3.3.3" },
  },
  { title: "the route's own address", given: path({ hop: "10.0.0.0" }), path: { ...PLAIN, type: 2 } },
  { title: "a table", given: path({}), path: PLAIN },
  { title: "local", given: path({ type: 1 }), path: { ...PLAIN, type: 1 } },
  { title: "drop", given: path({ type: 2 }), path: { ...PLAIN, type: 2 } },
  { title: "unreachable", given: path({ type: 5 }), path: { ...PLAIN, type: 5 } },
  { title: "prohibited", given: path({ type: 6 }), path: { ...PLAIN, type: 6 } },
  { title: "source lookup", given: path({ type: 7 }), path: PLAIN },
  { title: "weight 0", given: path({ hop: "10.9.0.1", weight: 0 }), path: { ...PLAIN, hop: "10.9.0.1" } },
  {
    title: "a preference",
    given: path({ hop: "10.9.0.1", preference: 3 }),
    path: { ...PLAIN, hop: "10.9.0.1", preference: 3 },
  },
  { title: "no RPF id", given: path({ hop: "10.9.0.1", rpfId: NONE }), path: { ...PLAIN, hop: "10.9.0.1" } },
];

for (const { title, given, prefix = "10.0.0.0/8", path: expected } of shown) {
  t.test(`shows a path of ${title} as VPP does`, async (t) => {
    t.same(await added(given, prefix), { retval: 0, paths: [expected] });
  });
}

// VPP 26.06's return values, but -9: what is not modelled is not implemented.
const refused: readonly { title: string; given: Path; retval: number }[] = [
  { title: "no such protocol", given: path({ proto: 5 }), retval: -1 },
  { title: "no such interface", given: path({ hop: "10.9.0.1", swIfIndex: 99 }), retval: -54 },
  { title: "no such table", given: path({ hop: "10.9.0.1", tableId: 99 }), retval: -3 },
  { title: "no such classifier table", given: path({ type: 10 }), retval: -65 },
  { title: "a label", given: path({ hop: "10.9.0.1", nLabels: 1 }), retval: -9 },
  { title: "MPLS", given: path({ proto: 2 }), retval: -9 },
];

for (const { title, given, retval } of refused) {
  t.test(`gives ${retval} for a path with ${title}`, async (t) => {
    t.equal((await added(given, "10.0.0.0/8")).retval, retval);
  });
}

// As VPP 26.06 does.
t.test("crashes when a neighbour goes of which only the entry is left that it exported to its own table", async (t) => {
  await using simulator = await startSimulator({ onCrash: "refuse" });
  await using client = await TypedClient.register(simulator.socketPath);
  const neighbor = { swIfIndex: 2, flags: 1, macAddress: "02:00:00:00:00:02", ipAddress: "10.9.0.1" };
  const other = path({ type: 1, swIfIndex: 1, hop: "192.0.2.2" });
  const paths = [
    path({ type: 1, swIfIndex: 2, preference: 1 }),
    path({ swIfIndex: 1, tableId: 10, hop: "192.0.2.2" }),
    path({ swIfIndex: 2, preference: 1, hop: "10.0.0.77" }),
  ];
  const route = { tableId: 0, statsIndex: 0, prefix: "10.0.0.0/8" };
  await client.request(ipTableAddDel, { table: { tableId: 10, isIp6: false, name: "" } });
  for (let at = 0; at < 2; at++) await client.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
  await client.request(swInterfaceSetTable, { swIfIndex: 1, isIpv6: false, vrfId: 10 });
  await client.request(ipNeighborAddDel, { isAdd: true, neighbor });
  await client.request(ipRouteAddDel, { isMultipath: true, route: { ...route, paths } });
  await client.request(ipRouteAddDel, { isAdd: false, isMultipath: true, route: { ...route, paths: [other] } });
  await client.request(ipNeighborAddDel, { isAdd: false, neighbor });
  t.match(simulator.crash?.reason, /^10\.9\.0\.1\/32 is freed with what it exported to its own table/);
});
