import t from "tap";
import { swInterfaceDump, swInterfaceSetFlags } from "../../../../src/binapi/interface.ts";
import { ipTableAddDel } from "../../../../src/binapi/ip.ts";
import { ipipAddTunnel, ipipDelTunnel, ipipTunnelDump } from "../../../../src/binapi/ipip.ts";
import { startSimulator } from "../../../../src/simulator/index.ts";
import { TypedClient } from "../../typed-client.ts";

const NONE = 0xffffffff;

// All retvals, indexes and names are those of VPP 26.06 after the same requests.
t.test("adds, lists and deletes tunnels as VPP does", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  const plain = {
    instance: NONE,
    src: "10.0.0.1",
    dst: "10.0.0.2",
    swIfIndex: 0,
    tableId: 0,
    flags: 0,
    mode: 0,
    dscp: 0,
  };
  for (const [wanted, retval, swIfIndex] of [
    [{}, 0, 1],
    [{}, -79, 1],
    [{ instance: 5, dst: "10.0.0.3", flags: 1, dscp: 10 }, 0, 2],
    [{ instance: 5, dst: "10.0.0.4" }, -147, NONE],
    [{ src: "2001:db8::1", dst: "2001:db8::2" }, 0, 3],
    [{ src: "2001:db8::1", dst: "10.0.0.9" }, -153, NONE],
    [{ dst: "10.0.0.5", tableId: 9 }, -3, NONE],
    [{ src: "0.0.0.0", dst: "0.0.0.0" }, -82, NONE],
    [{ dst: "0.0.0.0", mode: 1 }, 0, 4],
  ] as const) {
    const reply = await client.request(ipipAddTunnel, { tunnel: { ...plain, ...wanted } });
    t.same(reply, { retval, swIfIndex }, JSON.stringify(wanted));
  }
  const list = async (swIfIndex: number) => {
    const tunnels = await client.dump(ipipTunnelDump, { swIfIndex });
    return tunnels.map(
      ({ tunnel }) => `${tunnel.swIfIndex}: ${tunnel.instance} ${tunnel.src} ${tunnel.dst} ${tunnel.mode}`,
    );
  };
  const all = [
    "1: 0 10.0.0.1 10.0.0.2 0",
    "2: 5 10.0.0.1 10.0.0.3 0",
    "3: 2 2001:db8::1 2001:db8::2 0",
    "4: 3 10.0.0.1 0.0.0.0 1",
  ];
  t.same(await list(NONE), all);
  t.same([await list(2), await list(99)], [[all[1]], []]);
  t.equal(await client.retval(swInterfaceSetFlags, { swIfIndex: 2, flags: 1 }), 0);
  const interfaces = await client.dump(swInterfaceDump, { swIfIndex: NONE, nameFilter: "ipip", nameFilterValid: true });
  t.same(
    interfaces.map(({ interfaceName, flags, linkMtu, mtu }) => [interfaceName, flags, linkMtu, mtu[0]]),
    [
      ["ipip0", 0, 65516, 9000],
      ["ipip5", 3, 65516, 9000],
      ["ipip2", 0, 65496, 9000],
      ["ipip3", 0, 65516, 9000],
    ],
  );
  t.equal(interfaces[0]?.interfaceDevType, "IPIP tunnel device");
  const retvals: number[] = [];
  for (const swIfIndex of [2, 2, 0, 99]) retvals.push(await client.retval(ipipDelTunnel, { swIfIndex }));
  t.same(retvals, [0, -6, -6, -6]);
});

// VPP 26.06 shows the same: a tunnel does not hold its table.
t.test("a tunnel is in the table that took the place of its own", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  const setTable = (tableId: number, isAdd: boolean) =>
    client.retval(ipTableAddDel, { isAdd, table: { tableId, isIp6: false, name: "" } });
  const tunnel = {
    instance: NONE,
    src: "10.0.0.1",
    dst: "10.0.0.2",
    swIfIndex: 0,
    tableId: 10,
    flags: 0,
    mode: 0,
    dscp: 0,
  };
  await setTable(10, true);
  await client.request(ipipAddTunnel, { tunnel });
  await setTable(10, false);
  await setTable(20, true);
  t.equal((await client.dump(ipipTunnelDump, { swIfIndex: NONE }))[0]?.tunnel.tableId, 20);
});

// VPP 26.06's answers to these bytes.
t.test("refuses an end of an unknown address family beside one of IPv4 or IPv6", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  const address = `0a000001${"00".repeat(12)}`;
  for (const [source, destination] of [
    ["02", "00"],
    ["01", "07"],
  ]) {
    const tunnel = `ffffffff ${source} ${address} ${destination} ${address} 00000000 00000000 00 00 00`;
    t.match(await client.raw.ask(`{ipip_add_tunnel} 80000001 00000001 ${tunnel}`), /^.{12}ffffff67ffffffff$/);
  }
});
