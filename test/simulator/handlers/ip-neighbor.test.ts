import t, { type Test } from "tap";
import {
  createLoopback,
  deleteLoopback,
  swInterfaceAddDelAddress,
  swInterfaceSetFlags,
} from "../../../src/binapi/interface.ts";
import { ipNeighborAddDel, ipNeighborDump } from "../../../src/binapi/ip_neighbor.ts";
import { startSimulator } from "../../../src/simulator/index.ts";
import { RawClient } from "../raw-client.ts";
import { TypedClient } from "../typed-client.ts";

const ALL = 0xffffffff;
const STATIC = 1;
const NO_FIB_ENTRY = 2;
const IP4 = 0;
const IP6 = 1;

/** A client of a VPP with interface 1, which is up. */
async function sceneOf(t: Test): Promise<TypedClient> {
  const simulator = await startSimulator();
  t.teardown(() => simulator.close());
  const client = await TypedClient.register(simulator.socketPath);
  t.teardown(() => client[Symbol.asyncDispose]());
  await client.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
  await client.request(swInterfaceSetFlags, { swIfIndex: 1, flags: 1 });
  return client;
}

async function change(client: TypedClient, ipAddress: string, more: object = {}): Promise<number> {
  const {
    isAdd = true,
    mac = "02:00:00:00:00:02",
    flags = STATIC,
    swIfIndex = 1,
  } = more as {
    isAdd?: boolean;
    mac?: string;
    flags?: number;
    swIfIndex?: number;
  };
  const neighbor = { swIfIndex, flags, macAddress: mac, ipAddress };
  return (await client.request(ipNeighborAddDel, { isAdd, neighbor })).retval;
}

async function shown(client: TypedClient, af: number, swIfIndex = ALL): Promise<string[]> {
  const details = await client.dump(ipNeighborDump, { swIfIndex, af });
  return details.map(({ neighbor: { swIfIndex, flags, macAddress, ipAddress } }) => {
    return `${swIfIndex} ${ipAddress} ${macAddress} ${flags}`;
  });
}

// The return values and flags are those of VPP 26.06.
t.test("neighbours are added, changed, shown by family and interface, and deleted", async (t) => {
  const client = await sceneOf(t);
  t.equal(await change(client, "fd00:12::2"), 0);
  t.equal(await change(client, "fd00:12::2", { mac: "02:00:00:00:00:03" }), 0);
  t.equal(await change(client, "10.0.0.2", { flags: 0 }), 0);
  t.equal(await change(client, "10.0.0.4", { flags: STATIC | NO_FIB_ENTRY }), 0);
  t.equal(await change(client, "10.0.0.3", { swIfIndex: 0 }), 0);
  t.same(await shown(client, IP6), ["1 fd00:12::2 02:00:00:00:00:03 1"]);
  t.same(await shown(client, IP4, 1), ["1 10.0.0.2 02:00:00:00:00:02 0", "1 10.0.0.4 02:00:00:00:00:02 3"]);
  t.equal((await shown(client, IP4)).length, 3);
  t.equal(await change(client, "10.0.0.2", { isAdd: false, mac: "00:00:00:00:00:00" }), 0);
  t.equal(await change(client, "10.0.0.2", { isAdd: false }), -6);
  t.equal(await change(client, "10.0.0.2", { swIfIndex: 77 }), -2);
});

t.test("what is learned does not change what was set", async (t) => {
  const client = await sceneOf(t);
  await change(client, "10.0.0.2", { flags: 0 });
  t.equal(await change(client, "10.0.0.2"), 0);
  t.equal(await change(client, "10.0.0.2", { flags: 0 }), 0);
  t.equal(await change(client, "10.0.0.2", { flags: 0, mac: "02:00:00:00:00:09" }), -2);
  t.same(await shown(client, IP4), ["1 10.0.0.2 02:00:00:00:00:02 1"]);
});

t.test("what is learned goes with the link or the address, and the rest with the interface", async (t) => {
  const client = await sceneOf(t);
  const address = { swIfIndex: 1, delAll: false, prefix: "10.0.0.1/24" };
  await client.request(swInterfaceAddDelAddress, { ...address, isAdd: true });
  await change(client, "10.0.0.2");
  await change(client, "10.0.0.3", { flags: 0 });
  await change(client, "10.9.0.2");
  await change(client, "10.9.0.3", { flags: 0 });
  await client.request(swInterfaceAddDelAddress, { ...address, isAdd: false });
  t.equal((await shown(client, IP4)).length, 3);
  await client.request(swInterfaceSetFlags, { swIfIndex: 1, flags: 0 });
  t.same(await shown(client, IP4), ["1 10.0.0.2 02:00:00:00:00:02 1", "1 10.9.0.2 02:00:00:00:00:02 1"]);
  await client.request(deleteLoopback, { swIfIndex: 1 });
  t.same(await shown(client, IP4), []);
});

// VPP 26.06 sends no details for these bytes.
t.test("a dump of neighbours of an unknown address family is empty", async (t) => {
  await using simulator = await startSimulator();
  await using client = await RawClient.register(simulator.socketPath);
  const neighbor = `00000000 01 020000000001 00 0a000005 ${"00".repeat(12)}`;
  t.match(await client.ask(`{ip_neighbor_add_del} 80000001 00000001 01 ${neighbor}`), /^.{12}00000000/);
  for (const family of ["02", "07"]) {
    client.send(`{ip_neighbor_dump} 80000001 00000001 ffffffff ${family}`);
    t.match(await client.ask("{control_ping} 80000001 00000002"), /^0018/);
  }
});

// VPP 26.06 lists this neighbour after these bytes: the address is as VPP sets it at first.
t.test("a neighbour of an unknown address family is that of ::", async (t) => {
  const client = await sceneOf(t);
  for (const [family, address] of [
    ["02", `0a000009${"00".repeat(12)}`],
    ["ff", `fd00${"00".repeat(13)}09`],
  ]) {
    const neighbor = `00000001 00 020000000005 ${family} ${address}`;
    const ask = (isAdd: string) => client.raw.ask(`{ip_neighbor_add_del} 80000001 00000001 ${isAdd} ${neighbor}`);
    t.match(await ask("01"), /^.{12}00000000/);
    t.same(await shown(client, IP6), ["1 :: 02:00:00:00:00:05 0"]);
    t.match(await ask("00"), /^.{12}00000000/);
    t.same([...(await shown(client, IP4)), ...(await shown(client, IP6))], []);
  }
});
