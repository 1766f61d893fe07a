import t from "tap";
import { Ip4Address, Prefix } from "../../../src/address/index.ts";
import { fibSourceDump } from "../../../src/binapi/fib.ts";
import { createLoopback, deleteLoopback, swInterfaceAddDelAddress } from "../../../src/binapi/interface.ts";
import {
  type IpRouteAddDelV2,
  ipRouteAddDel,
  ipRouteAddDelV2,
  ipRouteDump,
  ipRouteLookup,
  ipRouteLookupV2,
  ipRouteV2Dump,
} from "../../../src/binapi/ip.ts";
import { srLocalsidAddDel, srPolicyAdd } from "../../../src/binapi/sr.ts";
import { startSimulator } from "../../../src/simulator/index.ts";
import type { Input } from "../../../src/wire/index.ts";
import { RawClient } from "../raw-client.ts";
import { TypedClient } from "../typed-client.ts";

const NO_INTERFACE = 0xffffffff;
const NORMAL = 0;
const LOCAL = 1;
const DROP = 2;

type Path = Input<IpRouteAddDelV2>["route"]["paths"][number];

function path(fields: Partial<Path> & { hop?: string }): Path {
  const { proto = fields.hop?.includes(":") ? 1 : 0, hop = proto === 0 ? "0.0.0.0" : "::", ...others } = fields;
  return {
    swIfIndex: NO_INTERFACE,
    tableId: 0,
    rpfId: 0,
    weight: 1,
    preference: 0,
    type: NORMAL,
    flags: 0,
    proto,
    nh: {
      address: { case: hop.includes(":") ? "ip6" : "ip4", value: hop },
      viaLabel: 0,
      objId: 0,
      classifyTableIndex: 0,
    } as Path["nh"],
    nLabels: 0,
    labelStack: [],
    ...others,
  };
}

function route(prefix: string, paths: Path[], fields: Partial<Input<IpRouteAddDelV2>> = {}): Input<IpRouteAddDelV2> {
  return { isMultipath: false, route: { tableId: 0, statsIndex: 0, prefix, src: 0, paths }, ...fields };
}

// VPP 26.06's return values, as measured but for the last. @see VPP src/vnet/fib/fib_api.c
const refused = [
  { title: "a table that does not exist", change: { ...route("10.0.0.0/8", []), tableId: 9 }, retval: -3 },
  { title: "no paths", change: route("10.0.0.0/8", []), retval: -52 },
  { title: "no paths to add", change: route("10.0.0.0/8", [], { isMultipath: true }), retval: -52 },
  { title: "no paths to remove", change: route("10.0.0.0/8", [], { isMultipath: true, isAdd: false }), retval: -52 },
  {
    title: "an interface that does not exist",
    change: route("10.0.0.0/8", [path({ hop: "10.9.0.1", swIfIndex: 9 })]),
    retval: -54,
  },
  {
    title: "a next hop's table that does not exist",
    change: route("10.0.0.0/8", [path({ hop: "10.9.0.1", tableId: 9 })]),
    retval: -3,
  },
  { title: "what is not a protocol", change: route("10.0.0.0/8", [path({ proto: 5 })]), retval: -1 },
];

for (const { title, change, retval } of refused) {
  t.test(`gives ${retval} for a route with ${title}`, async (t) => {
    await using simulator = await startSimulator();
    await using client = await TypedClient.register(simulator.socketPath);
    const tableId = "tableId" in change ? change.tableId : 0;
    const fields = { ...change, route: { ...change.route, tableId } };
    t.same(await client.request(ipRouteAddDelV2, fields), { retval, statsIndex: 0xffffffff });
    t.equal((await client.request(ipRouteAddDel, fields)).retval, retval);
  });
}

t.test("replaces the paths of a route, or adds and removes some of them", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  const change = (hops: string[], fields: Partial<Input<IpRouteAddDelV2>>): Promise<unknown> =>
    client.request(
      ipRouteAddDelV2,
      route(
        "10.0.0.0/8",
        hops.map((hop) => path({ hop })),
        fields,
      ),
    );
  const shown = async (): Promise<string[] | undefined> => {
    const routes = await client.dump(ipRouteDump, { table: { tableId: 0, isIp6: false, name: "" } });
    const found = routes.find((each) => String(each.route.prefix) === "10.0.0.0/8");
    return found?.route.paths.map(({ nh }) => String(nh.address.value));
  };
  await change(["192.0.2.2", "192.0.2.1"], {});
  t.same(await shown(), ["192.0.2.1", "192.0.2.2"], "in the order of their next hops");
  await change(["192.0.2.3", "192.0.2.1"], { isMultipath: true });
  t.same(await shown(), ["192.0.2.1", "192.0.2.2", "192.0.2.3"]);
  await change(["192.0.2.2", "192.0.2.9"], { isMultipath: true, isAdd: false });
  t.same(await shown(), ["192.0.2.1", "192.0.2.3"]);
  await change(["192.0.2.4"], {});
  t.same(await shown(), ["192.0.2.4"]);
  await change(["192.0.2.4"], { isMultipath: true, isAdd: false });
  t.same(await shown(), undefined);
});

t.test("has an entry for a next hop as long as a route needs it", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  const localSid = { localsid: "fc00::1", endPsp: false, behavior: 1, vlanIndex: 0, fibTable: 0, nhAddr: "::" };
  await client.request(ipRouteAddDelV2, route("2001:db8::/32", [path({ hop: "fc00::1" })]));
  t.equal(await client.retval(srLocalsidAddDel, localSid), -4);
  await client.request(ipRouteAddDelV2, route("2001:db8::/32", [], { isAdd: false }));
  t.equal(await client.retval(srLocalsidAddDel, localSid), 0);
});

t.test("takes the source of a route for what it is told", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  const byCli = route("10.0.0.0/8", [path({ type: DROP, proto: 0 })]);
  await client.request(ipRouteAddDelV2, { ...byCli, route: { ...byCli.route, src: 9 } });
  await client.request(ipRouteAddDelV2, route("10.0.0.0/8", [path({ type: LOCAL, proto: 0 })]));
  const sourceOf = async (): Promise<number | undefined> => {
    const routes = await client.dump(ipRouteV2Dump, { src: 0, table: { tableId: 0, isIp6: false, name: "" } });
    return routes.find((each) => String(each.route.prefix) === "10.0.0.0/8")?.route.src;
  };
  t.equal(await sourceOf(), 8, "the API's source is better than the command line's");
  await client.request(ipRouteAddDelV2, route("10.0.0.0/8", [], { isAdd: false }));
  t.equal(await sourceOf(), 9);
});

t.test("prefers the source that tracks path MTUs to the API's, as its priority says", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  const sources = (await client.dump(fibSourceDump, {})).map(({ src: { id, name, priority } }) => [id, name, priority]);
  t.same(sources.at(-1), [22, "path-mtu", 16]);
  const byApi = route("10.0.0.0/8", [path({ type: DROP, proto: 0 })]);
  for (const src of [8, 22]) await client.request(ipRouteAddDelV2, { ...byApi, route: { ...byApi.route, src } });
  const found = async (): Promise<number | undefined> =>
    (await client.request(ipRouteLookupV2, { tableId: 0, exact: 1, prefix: "10.0.0.0/8" })).route.src;
  t.equal(await found(), 22);
  await client.request(ipRouteAddDelV2, { ...byApi, isAdd: false, route: { ...byApi.route, src: 22 } });
  t.equal(await found(), 8);
});

t.test("dumps the routes of one source", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  const sids = { numSids: 1, weight: 1, sids: ["fc00::1"] };
  await client.retval(srPolicyAdd, {
    bsidAddr: "cafe::1",
    weight: 1,
    isEncap: true,
    isSpray: false,
    fibTable: 0,
    sids,
  });
  const sources = (await client.dump(fibSourceDump, {})).map(({ src }) => src);
  const { id: src = 0 } = sources.find(({ name }) => name === "SR") ?? {};
  const routes = await client.dump(ipRouteV2Dump, { src, table: { tableId: 0, isIp6: true, name: "" } });
  t.same(
    routes.map((each) => String(each.route.prefix)),
    ["cafe::1/128"],
  );
});

// A next hop that is covered by 10.0.0.0/8.
const lookups = [
  { title: "the longest prefix", wanted: "10.1.2.3/32", exact: 0, found: "10.0.0.0/8" },
  { title: "the default route", wanted: "11.0.0.1/32", exact: 0, found: "0.0.0.0/0" },
  { title: "exactly the prefix", wanted: "10.0.0.0/8", exact: 1, found: "10.0.0.0/8" },
  { title: "the prefix whatever its host bits", wanted: "10.1.2.3/8", exact: 1, found: "10.0.0.0/8" },
];

for (const { title, wanted, exact, found } of lookups) {
  t.test(`looks up ${title}`, async (t) => {
    await using simulator = await startSimulator();
    await using client = await TypedClient.register(simulator.socketPath);
    await client.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
    const { statsIndex } = await client.request(
      ipRouteAddDelV2,
      route("10.0.0.0/8", [path({ hop: "192.0.2.1", swIfIndex: 1 })]),
    );
    const reply = await client.request(ipRouteLookup, { tableId: 0, exact, prefix: wanted });
    t.equal(reply.retval, 0);
    t.equal(String(reply.route.prefix), found);
    if (found === "10.0.0.0/8") t.equal(reply.route.statsIndex, statsIndex);
  });
}

t.test("finds nothing but what is exactly there, when that is wanted", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  const { retval } = await client.request(ipRouteLookup, { tableId: 0, exact: 1, prefix: "10.0.0.0/8" });
  t.equal(retval, -6);
  t.equal((await client.request(ipRouteLookup, { tableId: 9, exact: 1, prefix: "10.0.0.0/8" })).retval, -3);
});

// `ip_table_dump` lists table 0xffffffff as long as something has a table without an id; VPP finds it for ever after.
t.test("has nothing in table 0xffffffff when the last table without an id is gone", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  const table = { tableId: 0xffffffff, isIp6: true, name: "" };
  const lookup = { tableId: table.tableId, exact: 0, prefix: "::1/128" };
  t.equal((await client.request(ipRouteLookup, lookup)).retval, -3);
  await client.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
  await client.retval(swInterfaceAddDelAddress, { swIfIndex: 1, isAdd: true, delAll: false, prefix: "2001:db8::1/64" });
  const routes = (await client.dump(ipRouteV2Dump, { src: 0, table })).map(({ route: { prefix, src } }) => [
    String(prefix),
    src,
  ]);
  const link = [
    ["::/0", 20],
    ["fe80::/10", 1],
    ["fe80::dcad:ff:fe00:0/128", 14],
  ];
  t.same(routes, link);
  t.equal(await client.retval(deleteLoopback, { swIfIndex: 1 }), 0);
  t.same(await client.dump(ipRouteV2Dump, { src: 0, table }), []);
  t.equal((await client.request(ipRouteLookup, lookup)).retval, -6);
});

// VPP 26.06 sends no details for these bytes.
t.test("a dump of routes of which is_ip6 is neither 0 nor 1 is empty", async (t) => {
  await using simulator = await startSimulator();
  await using client = await RawClient.register(simulator.socketPath);
  for (const isIp6 of ["02", "07"]) {
    client.send(`{ip_route_dump} 80000001 00000001 00000000 ${isIp6} ${"00".repeat(64)}`);
    t.match(await client.ask("{control_ping} 80000001 00000002"), /^0018/);
  }
});

// VPP 26.06's return values for these bytes.
t.test("looks up prefixes that are longer than their addresses, as long as VPP survives it", async (t) => {
  await using simulator = await startSimulator();
  await using client = await RawClient.register(simulator.socketPath);
  const ask = async (exact: string, address: string, length: number): Promise<string | undefined> => {
    const prefix = `${address}${"00".repeat(17 - address.length / 2)}${length.toString(16)}`;
    client.send(`{ip_route_lookup} 80000001 00000001 00000000 ${exact} ${prefix}`);
    return (await client.receiveOrEnd())?.toString("hex", 6, 10);
  };
  for (const [address, length] of [
    ["000a000001", 33],
    ["000a000001", 40],
    ["0120010db8", 129],
    ["0120010db8", 255],
  ] as const) {
    t.equal(await ask("00", address, length), "00000000");
    t.equal(await ask("01", address, length), "fffffffa");
  }
  t.equal(await ask("00", "000a000001", 41), undefined);
  t.match(simulator.crash?.reason, /41 bits/);
});

// VPP 26.06's answers to these bytes, among messages of all kinds.
t.test("there is no table for a prefix of an unknown address family", async (t) => {
  await using simulator = await startSimulator();
  await using client = await RawClient.register(simulator.socketPath);
  const prefix = `0a010200${"00".repeat(12)} 18`;
  for (const family of ["02", "07", "ff"]) {
    for (const [message, fields] of [
      ["ip_route_add_del", `01 00 00000000 00000000 ${family} ${prefix} 00`],
      ["ip_route_add_del_v2", `00 00 00000000 00000000 ${family} ${prefix} 00 00`],
      ["ip_route_lookup", `00000000 00 ${family} ${prefix}`],
      ["ip_route_lookup_v2", `00000000 01 ${family} ${prefix}`],
    ] as const) {
      t.match(await client.ask(`{${message}} 80000001 00000001 ${fields}`), /^.{12}fffffffd/, message);
    }
  }
});

// VPP 26.06's answers; it ends after the last message.
t.test("a source that VPP does not have crashes VPP only where it adds paths", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  const over = path({ hop: "192.0.2.1" });
  await client.request(ipRouteAddDelV2, route("10.0.0.0/8", [over]));
  const fields = (tableId: number, paths: Path[]) => ({
    tableId,
    statsIndex: 0,
    prefix: "10.0.0.0/8",
    src: 200,
    paths,
  });
  for (const [change, retval] of [
    [{ isMultipath: false, route: fields(9, [over]) }, -3],
    [{ isMultipath: false, route: fields(0, []) }, -52],
    [
      { isMultipath: false, route: { ...fields(0, [over]), prefix: new Prefix(Ip4Address.parse("10.0.0.0"), 77) } },
      -171,
    ],
    [{ isMultipath: false, route: fields(0, [path({ hop: "192.0.2.1", swIfIndex: 9 })]) }, -54],
    [{ isMultipath: false, isAdd: false, route: fields(0, [over]) }, 0],
    [{ isMultipath: true, isAdd: false, route: fields(0, [over]) }, 0],
  ] as const) {
    t.equal((await client.request(ipRouteAddDelV2, change)).retval, retval);
  }
  client.send(ipRouteAddDelV2, { isMultipath: false, route: fields(0, [over]) });
  t.equal(await client.raw.receiveOrEnd(), undefined);
  t.match(simulator.crash?.reason, /source 200/);
});
