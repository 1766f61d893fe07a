import { existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import t from "tap";
import { createLoopback, swInterfaceDetails, swInterfaceEvent } from "../../src/binapi/interface.ts";
import { ipTableAddDel, ipTableDump } from "../../src/binapi/ip.ts";
import { controlPing } from "../../src/binapi/memclnt.ts";
import { srPolicyDel, srPolicyDelReply, srSetEncapHopLimit } from "../../src/binapi/sr.ts";
import { startSimulator } from "../../src/simulator/index.ts";
import { temporaryFolder } from "../helpers.ts";
import { TypedClient } from "./typed-client.ts";

const MISSING = { bsidAddr: "cafe::1", srPolicyIndex: 0 };

t.test("listens in a folder of its own, for its owner only, which goes with it", async (t) => {
  const simulator = await startSimulator();
  const folder = dirname(simulator.socketPath);
  t.equal(statSync(folder).mode & 0o777, 0o700);
  t.ok(statSync(simulator.socketPath).isSocket());
  await simulator.close();
  t.notOk(existsSync(folder));
});

t.test("listens where it is told", async (t) => {
  const socketPath = `${temporaryFolder(t)}/vpp.sock`;
  const simulator = await startSimulator({ socketPath });
  t.equal(simulator.socketPath, socketPath);
  await using client = await TypedClient.register(socketPath);
  t.equal(await client.retval(srPolicyDel, MISSING), -1);
  await simulator.close();
  t.notOk(existsSync(socketPath));
});

t.test("answers only what VPP receives, by a function", async (t) => {
  await using simulator = await startSimulator();
  const on = (...all: unknown[]) => (simulator.on as (...all: unknown[]) => void).call(simulator, ...all);
  for (const [message, name] of [
    [srPolicyDelReply, "sr_policy_del_reply"],
    [swInterfaceDetails, "sw_interface_details"],
    [swInterfaceEvent, "sw_interface_event"],
    ["sr_policy_del", "sr_policy_del"],
    [undefined, "undefined"],
  ] as const) {
    const text = `on: VPP does not receive ${name}: it must be a request or a dump`;
    t.throws(() => on(message, () => undefined), { name: "TypeError", message: text });
  }
  t.throws(() => on(srPolicyDel), { message: "on: sr_policy_del: the handler is no function" });
});

t.test("says why it cannot listen", async (t) => {
  await t.rejects(startSimulator({ socketPath: `${temporaryFolder(t)}/missing/vpp.sock` }), { code: /EACCES|ENOENT/ });
});

t.test("ends its connections when it is closed", async (t) => {
  const simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  await simulator.close();
  t.equal(await client.raw.receiveOrEnd(), undefined);
});

t.test("begins with local0 and the tables 0", async (t) => {
  await using simulator = await startSimulator();
  const { state } = simulator;
  t.same(
    state.interfaces.map(({ swIfIndex, name }) => [swIfIndex, name]),
    [[0, "local0"]],
  );
  t.same(state.tables, [
    { family: 4, tableId: 0, name: "ipv4-VRF:0" },
    { family: 6, tableId: 0, name: "ipv6-VRF:0" },
  ]);
  t.same([state.localSids, state.policies, state.steering, state.pathTracing], [[], [], [], []]);
  t.equal(String(state.encapSource), "::");
  t.equal(state.encapHopLimit, 64);
});

t.test("tells the fields of each call", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  await client.retval(srSetEncapHopLimit, { hopLimit: 7 });
  await client.retval(srSetEncapHopLimit, { hopLimit: 0 });
  await client.request(controlPing, {});
  t.same(simulator.calls(srSetEncapHopLimit), [{ hopLimit: 7 }, { hopLimit: 0 }]);
  t.same(simulator.calls(controlPing), [{}]);
  t.same(simulator.calls(srPolicyDel), []);
});

t.test("fills in the fields that a caller may leave out", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  await client.retval(ipTableAddDel, { table: { tableId: 7, isIp6: true, name: "red" } });
  t.same(simulator.calls(ipTableAddDel), [{ isAdd: true, table: { tableId: 7, isIp6: true, name: "red" } }]);
});

t.test("keeps no calls when it is to keep none", async (t) => {
  await using simulator = await startSimulator({ recordCalls: false });
  await using client = await TypedClient.register(simulator.socketPath);
  await client.request(controlPing, {});
  t.same(simulator.calls(controlPing), []);
});

t.test("answers a request as it is told", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  simulator.on(createLoopback, ({ macAddress }) => ({ retval: macAddress.high === 0x02fe ? -1 : 0, swIfIndex: 42 }));
  t.same(await client.request(createLoopback, { macAddress: "00:00:00:00:00:00" }), { retval: 0, swIfIndex: 42 });
  t.same(await client.request(createLoopback, { macAddress: "02:fe:00:00:00:01" }), { retval: -1, swIfIndex: 42 });
  t.equal(simulator.state.interfaces.length, 1, "and does nothing else");
});

t.test("gives no answer when it is told to", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  simulator.on(srPolicyDel, () => undefined);
  client.send(srPolicyDel, MISSING);
  await client.request(controlPing, {});
  t.equal(simulator.calls(srPolicyDel).length, 1);
});

t.test("lets a test go on with its own answer", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  simulator.on(createLoopback, (_, answer) => {
    const reply = answer();
    return reply && { ...reply, retval: -7 };
  });
  t.same(await client.request(createLoopback, { macAddress: "00:00:00:00:00:00" }), { retval: -7, swIfIndex: 1 });
  t.equal(simulator.state.interfaces.length, 2);
});

t.test("gives the details of a dump as it is told", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  const table = { tableId: 9, isIp6: true, name: "nine" };
  simulator.on(ipTableDump, (_, answer) => [...answer(), { table }]);
  const details = await client.dump(ipTableDump, {});
  t.same(
    details.map((each) => each.table.tableId),
    [0, 0, 9],
  );
});
