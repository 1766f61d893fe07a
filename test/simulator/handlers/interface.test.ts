import t from "tap";
import {
  createLoopback,
  createLoopbackInstance,
  deleteLoopback,
  swInterfaceAddDelAddress,
  swInterfaceDump,
  swInterfaceGetTable,
  swInterfaceSetFlags,
  swInterfaceSetMtu,
  swInterfaceSetTable,
} from "../../../src/binapi/interface.ts";
import { ipAddressDump, ipTableAddDel } from "../../../src/binapi/ip.ts";
import { startSimulator } from "../../../src/simulator/index.ts";
import { RawClient } from "../raw-client.ts";
import { TypedClient } from "../typed-client.ts";

const NO_MAC = "00:00:00:00:00:00";
const MAC = "02:fe:00:00:00:09";
const ALL = { nameFilterValid: false, nameFilter: "" };
const NO_INTERFACE = 0xffffffff;

t.test("creates loopbacks as VPP does", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  t.same(await client.request(createLoopback, { macAddress: NO_MAC }), { retval: 0, swIfIndex: 1 });
  const wanted = { macAddress: MAC, isSpecified: true, userInstance: 5 };
  t.same(await client.request(createLoopbackInstance, wanted), { retval: 0, swIfIndex: 2 });
  t.same(await client.request(createLoopbackInstance, wanted), { retval: -31, swIfIndex: NO_INTERFACE });
  const tooHigh = { ...wanted, userInstance: 16384 };
  t.same(await client.request(createLoopbackInstance, tooHigh), { retval: -31, swIfIndex: NO_INTERFACE });
  const shown = await client.dump(swInterfaceDump, ALL);
  t.same(
    shown.map((each) => [each.interfaceName, String(each.l2Address), each.interfaceDevType, each.linkMtu, each.mtu]),
    [
      ["local0", NO_MAC, "local", 0, [0, 0, 0, 0]],
      ["loop0", "de:ad:00:00:00:00", "Loopback", 9000, [9000, 0, 0, 0]],
      ["loop5", MAC, "Loopback", 9000, [9000, 0, 0, 0]],
    ],
  );
});

t.test("gives the lowest free number and the index freed last to a new loopback", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  for (let n = 0; n < 3; n++) await client.request(createLoopback, { macAddress: NO_MAC });
  t.equal(await client.retval(deleteLoopback, { swIfIndex: 1 }), 0);
  t.equal(await client.retval(deleteLoopback, { swIfIndex: 3 }), 0);
  await client.request(createLoopback, { macAddress: NO_MAC });
  t.same(
    simulator.state.interfaces.map(({ swIfIndex, name }) => [swIfIndex, name]),
    [
      [0, "local0"],
      [2, "loop1"],
      [3, "loop0"],
    ],
  );
});

t.test("deletes nothing but loopbacks", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  t.equal(await client.retval(deleteLoopback, { swIfIndex: 0 }), -2);
  t.equal(await client.retval(deleteLoopback, { swIfIndex: 1 }), -2);
});

const filters = [
  { title: "all", fields: ALL, found: [0, 1, 2] },
  { title: "all for index 0", fields: { ...ALL, swIfIndex: 0 }, found: [0, 1, 2] },
  { title: "one", fields: { ...ALL, swIfIndex: 2 }, found: [2] },
  { title: "none", fields: { ...ALL, swIfIndex: 9 }, found: [] },
  {
    title: "those whose name holds a text in any case",
    fields: { nameFilterValid: true, nameFilter: "OOP" },
    found: [1, 2],
  },
];

for (const { title, fields, found } of filters) {
  t.test(`dumps ${title}`, async (t) => {
    await using simulator = await startSimulator();
    await using client = await TypedClient.register(simulator.socketPath);
    for (let n = 0; n < 2; n++) await client.request(createLoopback, { macAddress: NO_MAC });
    t.same(
      (await client.dump(swInterfaceDump, fields)).map(({ swIfIndex }) => swIfIndex),
      found,
    );
  });
}

t.test("links a loopback that is up, but not local0", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  await client.request(createLoopback, { macAddress: NO_MAC });
  for (const swIfIndex of [0, 1]) t.equal(await client.retval(swInterfaceSetFlags, { swIfIndex, flags: 1 }), 0);
  t.same(
    (await client.dump(swInterfaceDump, ALL)).map(({ flags }) => flags),
    [1, 3],
  );
  t.equal(await client.retval(swInterfaceSetFlags, { swIfIndex: 9, flags: 1 }), -2);
});

t.test("keeps the MTUs of an interface", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  t.equal(await client.retval(swInterfaceSetMtu, { swIfIndex: 0, mtu: [1500, 1400, 0, 0] }), 0);
  t.same((await client.dump(swInterfaceDump, ALL))[0]?.mtu, [1500, 1400, 0, 0]);
  t.equal(await client.retval(swInterfaceSetMtu, { swIfIndex: 9, mtu: [] }), -2);
});

// What VPP 26.06 answered, one after the other. Addresses go to loop0 unless it says otherwise.
const addresses: { prefix: string; isAdd?: boolean; swIfIndex?: number; retval: number }[] = [
  { prefix: "10.0.0.1/8", swIfIndex: 0, retval: -126 },
  { prefix: "10.0.0.1/8", swIfIndex: 9, retval: -2 },
  { prefix: "10.0.0.1/24", retval: 0 },
  { prefix: "10.0.0.1/24", retval: -105 },
  { prefix: "10.0.0.2/24", retval: 0 },
  { prefix: "10.0.0.3/25", retval: -105 },
  { prefix: "10.0.0.4/24", swIfIndex: 2, retval: -105 },
  { prefix: "10.0.0.9/24", isAdd: false, retval: -60 },
  { prefix: "0.0.0.0/0", retval: -105 },
  { prefix: "10.0.0.2/25", isAdd: false, retval: 0 },
  { prefix: "fe80::1/64", retval: -59 },
  { prefix: "fe80::1/128", retval: 0 },
  { prefix: "fe80::1/128", isAdd: false, retval: -61 },
  { prefix: "fe80::2/128", isAdd: false, retval: -60 },
  { prefix: "2001:db8::1/64", retval: 0 },
  { prefix: "2001:db8::1/64", retval: -127 },
  { prefix: "2001:db8::2/64", retval: 0 },
  { prefix: "2001:db8::9/128", swIfIndex: 2, retval: -127 },
  { prefix: "::/0", retval: -127 },
  { prefix: "2001:db8::5/64", isAdd: false, retval: -60 },
  { prefix: "192.0.2.0/31", retval: 0 },
];

t.test("adds and removes addresses as VPP does", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  for (let n = 0; n < 2; n++) await client.request(createLoopback, { macAddress: NO_MAC });
  for (const { prefix, isAdd = true, swIfIndex = 1, retval } of addresses) {
    const fields = { swIfIndex, isAdd, delAll: false, prefix };
    t.equal(await client.retval(swInterfaceAddDelAddress, fields), retval, `${isAdd ? "add" : "remove"} ${prefix}`);
  }
  const listed = async (isIpv6: boolean): Promise<string[]> =>
    (await client.dump(ipAddressDump, { swIfIndex: 1, isIpv6 })).map(({ prefix }) => String(prefix));
  t.same(await listed(false), ["10.0.0.1/24", "192.0.2.0/31"]);
  t.same(await listed(true), ["2001:db8::1/64", "2001:db8::2/64"]);
  await client.retval(swInterfaceAddDelAddress, { swIfIndex: 1, isAdd: false, delAll: true, prefix: "0.0.0.0/0" });
  t.same([...(await listed(false)), ...(await listed(true))], []);
});

t.test("moves an interface without addresses into another table", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  await client.request(createLoopback, { macAddress: NO_MAC });
  const table = { tableId: 10, isIp6: true, name: "" };
  await client.retval(ipTableAddDel, { table });
  const move = { swIfIndex: 1, isIpv6: true, vrfId: 10 };
  t.equal(await client.retval(swInterfaceSetTable, { ...move, vrfId: 11 }), -3);
  t.equal(await client.retval(swInterfaceSetTable, { ...move, swIfIndex: 9 }), -2);
  t.equal(await client.retval(swInterfaceSetTable, move), 0);
  t.same(await client.request(swInterfaceGetTable, { swIfIndex: 1, isIpv6: true }), { retval: 0, vrfId: 10 });
  t.same(await client.request(swInterfaceGetTable, { swIfIndex: 1, isIpv6: false }), { retval: 0, vrfId: 0 });
  const unknown = await client.request(swInterfaceGetTable, { swIfIndex: 9, isIpv6: true });
  t.same(unknown, { retval: -2, vrfId: 0xffffffff });
  await client.retval(swInterfaceAddDelAddress, { swIfIndex: 1, isAdd: true, delAll: false, prefix: "2001:db8::1/64" });
  t.equal(await client.retval(swInterfaceSetTable, { ...move, vrfId: 0 }), -114);
});

// What VPP 26.06 answers, and where it dies, while it has no MPLS table.
t.test("is_ipv6 of the question for a table is the number of a protocol, and MPLS kills", async (t) => {
  await using simulator = await startSimulator();
  await using client = await RawClient.register(simulator.socketPath);
  await client.ask(`{create_loopback} 80000001 00000001 ${"00".repeat(6)}`);
  const ask = (bytes: string) => client.ask(`{sw_interface_get_table} 80000001 00000001 ${bytes}`);
  t.match(await ask("00000001 01"), /0000000000000000$/);
  t.match(await ask("00000001 03"), /00000000ffffffff$/);
  t.match(await ask("00000009 02"), /fffffffeffffffff$/);
  void ask("00000000 02").catch(() => {});
  await simulator.closed;
  t.match(simulator.crash, { messageName: "sw_interface_get_table" });
});

t.test("keeps a table that an interface is in", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  await client.request(createLoopback, { macAddress: NO_MAC });
  const table = { tableId: 10, isIp6: true, name: "" };
  await client.retval(ipTableAddDel, { table });
  await client.retval(swInterfaceSetTable, { swIfIndex: 1, isIpv6: true, vrfId: 10 });
  await client.retval(ipTableAddDel, { isAdd: false, table });
  t.equal(simulator.state.tables.length, 3);
  await client.retval(deleteLoopback, { swIfIndex: 1 });
  t.equal(simulator.state.tables.length, 2);
});

// The entries of VPP 26.06 for one address on an interface that is up.
const entries = [
  { prefix: "10.0.0.1/24", found: ["10.0.0.1/32", "10.0.0.1/24", "10.0.0.0/32", "10.0.0.255/32"] },
  { prefix: "192.0.2.0/31", found: ["192.0.2.0/32", "192.0.2.0/31", "192.0.2.1/32"] },
  { prefix: "10.0.0.1/32", found: ["10.0.0.1/32"] },
  { prefix: "2001:db8::1/64", found: ["2001:db8::1/128", "2001:db8::/64"] },
  { prefix: "2001:db8::1/128", found: ["2001:db8::1/128"] },
];

for (const { prefix, found } of entries) {
  t.test(`has entries for ${prefix} as long as its interface is up`, async (t) => {
    await using simulator = await startSimulator();
    await using client = await TypedClient.register(simulator.socketPath);
    await client.request(createLoopback, { macAddress: NO_MAC });
    await client.retval(swInterfaceAddDelAddress, { swIfIndex: 1, isAdd: true, delAll: false, prefix });
    const connected = (): string[] =>
      simulator.state.routes.filter(({ sources }) => sources[0]?.source === 4).map((route) => String(route.prefix));
    t.same(connected(), []);
    await client.retval(swInterfaceSetFlags, { swIfIndex: 1, flags: 1 });
    t.same(connected(), found);
    await client.retval(swInterfaceSetFlags, { swIfIndex: 1, flags: 0 });
    t.same(connected(), []);
  });
}

// VPP 26.06's return values for these bytes.
t.test("an address of which is_add is 2 is removed", async (t) => {
  await using simulator = await startSimulator();
  await using client = await RawClient.register(simulator.socketPath);
  await client.ask("{create_loopback} 80000001 00000001 000000000000");
  const change = (isAdd: string): Promise<string> =>
    client.ask(
      `{sw_interface_add_del_address} 80000001 00000001 00000001 ${isAdd} 00 00 0a000001 ${"00".repeat(12)} 18`,
    );
  t.match(await change("02"), /ffffffc4$/, "-60: there is no such address");
  t.match(await change("01"), /00000000$/);
  t.match(await change("02"), /00000000$/);
  t.same(simulator.state.interfaces[1]?.addresses, []);
});
