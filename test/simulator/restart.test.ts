import { existsSync, statSync } from "node:fs";
import t from "tap";
import { createLoopback, swInterfaceDump } from "../../src/binapi/interface.ts";
import { controlPing } from "../../src/binapi/memclnt.ts";
import { srPolicyDel } from "../../src/binapi/sr.ts";
import { startSimulator } from "../../src/simulator/index.ts";
import { receiveDescriptor } from "../../src/transport/index.ts";
import { temporaryFolder } from "../helpers.ts";
import { NATIVE } from "../native.ts";
import { RawClient } from "./raw-client.ts";
import { SegmentReader } from "./stats/segment-reader.ts";
import { TypedClient } from "./typed-client.ts";

const PING = "0017 80000001 11223344";
const DELETE = "0011 80000001 00000002 80000001";
const CREATE_LOOPBACK = "{create_loopback} 80000001 000000aa 000000000000";

t.test("a restart ends all connections, loses the state and gives other message ids", async (t) => {
  await using simulator = await startSimulator();
  await using before = await RawClient.register(simulator.socketPath);
  await before.ask(CREATE_LOOPBACK);
  await simulator.restart();
  t.equal(await before.receiveOrEnd(), undefined);
  t.equal(simulator.state.interfaces.length, 1);
  await using after = await RawClient.register(simulator.socketPath);
  t.not(after.idOf("create_loopback"), before.idOf("create_loopback"));
  t.equal(after.idOf("control_ping"), "0017");
});

t.test("a simulator that is closed does not start again", async (t) => {
  const simulator = await startSimulator();
  await simulator.close();
  await t.rejects(simulator.restart(), { message: "this simulator is closed: it does not start again" });
});

t.test("every restart has ids of its own, unless it is given a seed", async (t) => {
  await using simulator = await startSimulator();
  const ids: string[] = [];
  for (const options of [{}, {}, { shuffleIds: "7" }, { shuffleIds: "7" }]) {
    await simulator.restart(options);
    await using client = await RawClient.register(simulator.socketPath);
    ids.push(["create_loopback", "sr_policy_add", "show_version"].map((name) => client.idOf(name)).join());
  }
  t.equal(new Set(ids).size, 3);
  t.equal(ids[2], ids[3]);
});

t.test("a restart keeps what the test has told: handlers, and the record of calls", async (t) => {
  await using simulator = await startSimulator();
  simulator.on(createLoopback, () => ({ retval: 0, swIfIndex: 42 }));
  await using before = await TypedClient.register(simulator.socketPath);
  await before.request(createLoopback, { macAddress: "02:fe:00:00:00:01" });
  await simulator.restart();
  await using after = await TypedClient.register(simulator.socketPath);
  const { swIfIndex } = await after.request(createLoopback, { macAddress: "02:fe:00:00:00:02" });
  t.equal(swIfIndex, 42);
  t.same(
    simulator.calls(createLoopback).map(({ macAddress }) => String(macAddress)),
    ["02:fe:00:00:00:01", "02:fe:00:00:00:02"],
  );
});

t.test("between stop and start there is nothing at the path", async (t) => {
  await using simulator = await startSimulator();
  await simulator.stop();
  t.notOk(existsSync(simulator.socketPath));
  await t.rejects(RawClient.connect(simulator.socketPath), { code: "ENOENT" });
  await simulator.start();
  await using client = await RawClient.register(simulator.socketPath);
  t.match(await client.ask(PING), /^0018/);
});

t.test("a simulator that runs or is closed does not start", async (t) => {
  const simulator = await startSimulator();
  await t.rejects(simulator.start(), {
    message: "this simulator runs or is closed: start is for one that was stopped or killed",
  });
  await simulator.close();
  await t.rejects(simulator.start(), {
    message: "this simulator runs or is closed: start is for one that was stopped or killed",
  });
});

t.test("kill leaves a socket file behind at which nobody listens, and start replaces it", async (t) => {
  const socketPath = `${temporaryFolder(t)}/vpp.sock`;
  await using simulator = await startSimulator({ socketPath });
  await using client = await RawClient.register(socketPath);
  await simulator.kill();
  t.equal(await client.receiveOrEnd(), undefined);
  t.ok(statSync(socketPath).isSocket());
  await t.rejects(RawClient.connect(socketPath), { code: "ECONNREFUSED" });
  await simulator.start();
  await using again = await RawClient.register(socketPath);
  t.match(await again.ask(PING), /^0018/);
});

t.test("a simulator that was killed removes its socket file when it is closed", async (t) => {
  const socketPath = `${temporaryFolder(t)}/vpp.sock`;
  const simulator = await startSimulator({ socketPath });
  await simulator.kill();
  await simulator.close();
  t.notOk(existsSync(socketPath));
});

t.test("kill resets connections with requests that are unread, as the kernel does", async (t) => {
  await using simulator = await startSimulator();
  await using client = await RawClient.register(simulator.socketPath);
  simulator.pause();
  client.send(PING);
  await simulator.kill();
  t.equal(await client.receiveOrEnd(), undefined);
  t.equal(client.errorCode, "ECONNRESET");
  t.same(simulator.calls(controlPing), []);
});

t.test("a paused simulator accepts, reads nothing, and goes on when it is resumed", async (t) => {
  await using simulator = await startSimulator();
  await using client = await RawClient.register(simulator.socketPath);
  simulator.pause();
  simulator.pause();
  await using late = await RawClient.connect(simulator.socketPath);
  const pings = Array<string>(100_000).fill(PING);
  client.send(...pings);
  late.send("0017 80000002 00000007");
  t.same(simulator.calls(controlPing), []);
  simulator.resume();
  t.match((await late.receive()).toString("hex"), /^001800000007/);
  for (const _ of pings) await client.receive();
  t.equal(simulator.calls(controlPing).length, 100_001);
});

t.test("what a busy VPP has not begun with when it dies is never carried out", async (t) => {
  await using simulator = await startSimulator();
  await using client = await RawClient.register(simulator.socketPath);
  const fault = simulator.inject({ kind: "busy", ms: Number.POSITIVE_INFINITY, message: createLoopback });
  client.send("{show_version} 80000001 000000bb", CREATE_LOOPBACK, PING);
  await client.receive();
  await simulator.restart();
  fault.clear();
  t.same([simulator.calls(createLoopback), simulator.calls(controlPing)], [[], []]);
});

t.test("a simulator that restarts is not paused any more", async (t) => {
  await using simulator = await startSimulator();
  simulator.pause();
  await simulator.restart();
  await using client = await RawClient.register(simulator.socketPath);
  t.match(await client.ask(PING), /^0018/);
});

t.test("clients are known by name from registration to goodbye", async (t) => {
  await using simulator = await startSimulator();
  t.same(simulator.clients, []);
  await using client = await RawClient.register(simulator.socketPath);
  await using silent = await RawClient.connect(simulator.socketPath);
  t.match(await silent.ask("0017 80000002 00000007"), /^0018/);
  t.same(simulator.clients, [
    { name: "raw", clientIndex: 0x80000001 },
    { name: "", clientIndex: 0x80000002 },
  ]);
  await client.ask(DELETE);
  t.same(simulator.clients, [{ name: "", clientIndex: 0x80000002 }]);
  t.equal(simulator.zombies, 0);
});

t.test("a client that just closes its socket is a zombie until VPP restarts", async (t) => {
  await using simulator = await startSimulator();
  for (let count = 1; count <= 3; count++) await leaveRudely(simulator.socketPath);
  await until(() => simulator.clients.length === 0);
  t.equal(simulator.zombies, 3);
  await simulator.restart();
  t.equal(simulator.zombies, 0);
});

t.test("with the 16th zombie VPP serves nobody any more, when it is told to be like that", async (t) => {
  await using simulator = await startSimulator({ zombies: "livelock" });
  await using client = await RawClient.register(simulator.socketPath);
  for (let count = 1; count <= 15; count++) await leaveRudely(simulator.socketPath);
  await until(() => simulator.zombies === 15);
  t.match(await client.ask(PING), /^0018/, "15 it bears");
  await leaveRudely(simulator.socketPath);
  await until(() => simulator.zombies === 16);
  client.send(PING);
  await simulator.kill();
  t.equal(await client.receiveOrEnd(), undefined);
  t.equal(client.errorCode, "ECONNRESET", "the ping was never read");
});

t.test("closed resolves when the simulator is closed, not when it restarts", async (t) => {
  const simulator = await startSimulator();
  let isClosed = false;
  const closed = simulator.closed.then(() => {
    isClosed = true;
  });
  await simulator.restart();
  await simulator.kill();
  t.notOk(isClosed);
  await simulator.close();
  await closed;
  t.ok(isClosed);
});

t.test("closed resolves when VPP has crashed", async (t) => {
  await using simulator = await startSimulator();
  await using client = await RawClient.register(simulator.socketPath);
  client.send(`{rpc_call} 80000001 00000001 ${"00".repeat(15)}`);
  await simulator.closed;
  t.equal(simulator.crash?.messageName, "rpc_call");
});

t.test("a handler that throws is answered with -1, and close tells the test what it threw", async (t) => {
  const simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  const reason = new Error("not what the test expects");
  simulator.on(srPolicyDel, () => {
    throw reason;
  });
  t.equal(await client.retval(srPolicyDel, { bsidAddr: "cafe::1", srPolicyIndex: 0 }), -1);
  t.equal(simulator.errors[0], reason);
  await client.request(controlPing, {});
  await t.rejects(simulator.close(), reason);
  await simulator.close();
});

t.test("so is one whose answer does not fit its message, and a dump of which the details do not come", async (t) => {
  const simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  simulator.on(createLoopback, () => ({ retval: 0, swIfIndex: 2 ** 32 }));
  simulator.on(swInterfaceDump, function* (_, answer) {
    yield* answer();
    throw new Error("after the first");
  });
  t.equal((await client.request(createLoopback, { macAddress: "00:00:00:00:00:00" })).retval, -1);
  const dump = { swIfIndex: 0xffffffff, nameFilterValid: false, nameFilter: "" };
  t.equal((await client.dump(swInterfaceDump, dump)).length, 1);
  await t.rejects(simulator.close(), {
    name: "AggregateError",
    errors: [{ code: "VPP_FIELD_RANGE" }, { message: "after the first" }],
  });
});

async function leaveRudely(path: string): Promise<void> {
  await using _ = await RawClient.register(path);
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise(setImmediate);
}

t.test("a restart begins the statistics again, in a segment of their own", NATIVE, async (t) => {
  const statsSocketPath = `${temporaryFolder(t)}/stats.sock`;
  await using simulator = await startSimulator({ statsSocketPath });
  simulator.stats.set("/if/drops", 5n, { index: 0 });
  const before = await receiveStats(statsSocketPath);
  await simulator.restart();
  const after = await receiveStats(statsSocketPath);
  t.same(
    [before, after].map((reader) => reader.counters("/if/drops")),
    [[[5n]], [[0n]]],
  );
  simulator.stats.set("/if/drops", 6n, { index: 0 });
  t.same(
    [before, after].map((reader) => reader.counters("/if/drops")),
    [[[5n]], [[6n]]],
  );
});

t.test("a stop removes the socket of the statistics, a kill leaves it, and a close removes it", NATIVE, async (t) => {
  const statsSocketPath = `${temporaryFolder(t)}/stats.sock`;
  await using simulator = await startSimulator({ statsSocketPath });
  t.ok(existsSync(statsSocketPath));
  await simulator.stop();
  t.notOk(existsSync(statsSocketPath));
  await simulator.start();
  await simulator.kill();
  t.ok(existsSync(statsSocketPath));
  await simulator.start();
  t.same((await receiveStats(statsSocketPath)).counters("/if/drops"), [[0n]]);
  await simulator.close();
  t.notOk(existsSync(statsSocketPath));
});

t.test("a simulator without statistics says so", async (t) => {
  await using simulator = await startSimulator();
  t.throws(() => simulator.stats, {
    message: "this simulator has no statistics: startSimulator needs statsSocketPath",
  });
});

async function receiveStats(path: string): Promise<SegmentReader> {
  return new SegmentReader(await receiveDescriptor(path, 1000));
}
