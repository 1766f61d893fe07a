import t from "tap";
import { bfdUdpSessionEvent, wantBfdEvents } from "../../../src/binapi/bfd.ts";
import { swInterfaceEvent, wantInterfaceEvents } from "../../../src/binapi/interface.ts";
import { ipNeighborEventV2, wantIpNeighborEventsV2 } from "../../../src/binapi/ip_neighbor.ts";
import { l2MacsEvent, wantL2MacsEvents2 } from "../../../src/binapi/l2.ts";
import { showVersion } from "../../../src/binapi/vpe.ts";
import { startSimulator } from "../../../src/simulator/index.ts";
import { decode } from "../../helpers.ts";
import { TypedClient } from "../typed-client.ts";

const EVENT = { swIfIndex: 7, flags: 3, deleted: false };

// What VPP 26.06 answered to: begin, begin, end, end, begin.
t.test("takes and refuses subscriptions as VPP does", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  const bfd = (isWanted: boolean) => client.retval(wantBfdEvents, { enableDisable: isWanted, pid: 5 });
  const neighbors = (enable: boolean) =>
    client.retval(wantIpNeighborEventsV2, { enable, pid: 5, ip: "10.0.0.1", swIfIndex: 0xffffffff });
  for (const [want, expected] of [
    [bfd, [0, -31, 0, -31, 0]],
    [neighbors, [0, 0, 0, 0, 0]],
  ] as const) {
    const retvals: number[] = [];
    for (const isWanted of [true, true, false, false, true]) retvals.push(await want(isWanted));
    t.same(retvals, expected);
  }
});

t.test("an event of a test reaches the clients that subscribed to it, with their pids", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  t.equal(simulator.emit(swInterfaceEvent, EVENT), 0);
  await client.retval(wantInterfaceEvents, { enableDisable: 1, pid: 4207 });
  t.equal(simulator.emit(swInterfaceEvent, EVENT), 1);
  // The bytes of VPP's own events: id, client index, pid, interface, flags, whether it is deleted.
  const expected = client.raw.hex("{sw_interface_event} 80000001 0000106f 00000007 00000003 00");
  t.equal((await client.raw.receive()).toString("hex"), expected);
  await client.retval(wantInterfaceEvents, { enableDisable: 0, pid: 4207 });
  t.equal(simulator.emit(swInterfaceEvent, EVENT), 0);
});

t.test("events of everything else come by a test alone", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  await client.retval(wantIpNeighborEventsV2, { enable: true, pid: 9, ip: "10.0.0.1", swIfIndex: 0xffffffff });
  await client.retval(wantL2MacsEvents2, { pid: 8 });
  const neighbor = { swIfIndex: 1, flags: 1, macAddress: "02:00:00:00:00:01", ipAddress: "10.0.0.1" } as const;
  simulator.emit(ipNeighborEventV2, { flags: 1, neighbor });
  const received = decode(ipNeighborEventV2, await client.raw.receive());
  t.match(received, { pid: 9, flags: 1, neighbor: { swIfIndex: 1, flags: 1 } });
  simulator.emit(l2MacsEvent, { mac: [] });
  t.same(decode(l2MacsEvent, await client.raw.receive()), { pid: 8, mac: [] });
});

t.test("only an event of VPP can be sent, and only a whole one", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  await client.retval(wantBfdEvents, { enableDisable: true, pid: 5 });
  t.throws(() => simulator.emit(showVersion as never, {} as never), /emit: show_version is no event/);
  t.throws(() => simulator.emit(bfdUdpSessionEvent, {} as never), { code: "VPP_FIELD_RANGE" });
});

t.test("a restart of VPP forgets who subscribed", async (t) => {
  await using simulator = await startSimulator();
  const client = await TypedClient.register(simulator.socketPath);
  await client.retval(wantBfdEvents, { enableDisable: true, pid: 5 });
  await simulator.restart();
  t.equal(simulator.emit(swInterfaceEvent, EVENT), 0);
});
