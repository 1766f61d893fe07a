import { existsSync } from "node:fs";
import { join } from "node:path";
import t, { type Test } from "tap";
import { controlPing } from "../../../src/binapi/memclnt.ts";
import { loadApi } from "../../../src/simulator/api/index.ts";
import { Faults } from "../../../src/simulator/faults/index.ts";
import { Journal } from "../../../src/simulator/server/journal.ts";
import { VppProcess, type VppProcessParts } from "../../../src/simulator/server/vpp-process.ts";
import { temporaryFolder } from "../../helpers.ts";
import { RawClient } from "../raw-client.ts";

const PING = "0017 80000001 11223344";

async function sceneOf(t: Test, more: Partial<VppProcessParts> = {}): Promise<{ vpp: VppProcess; path: string }> {
  const api = await loadApi({});
  const faults = new Faults(api, { restartByFault: () => {} });
  const journal = new Journal(true);
  const parts = {
    api,
    faults,
    journal,
    shuffleIds: undefined,
    refusesCrashes: false,
    hasLivelock: false,
    stats: undefined,
  };
  const vpp = new VppProcess({ ...parts, ...more });
  const path = join(temporaryFolder(t), "api.sock");
  await vpp.listen(path);
  t.teardown(() => vpp.stop());
  return { vpp, path };
}

t.test("listens until it is stopped, and leaves nothing behind", async (t) => {
  const { vpp, path } = await sceneOf(t);
  await using client = await RawClient.register(path);
  t.match(await client.ask(PING), /^001811223344/);
  t.ok(vpp.isListening);
  await vpp.stop();
  t.notOk(vpp.isListening);
  t.equal(await client.receiveOrEnd(), undefined);
  t.notOk(existsSync(path));
});

t.test("leaves its socket file behind when it is killed", async (t) => {
  const { vpp, path } = await sceneOf(t);
  await using client = await RawClient.register(path);
  await vpp.kill();
  t.equal(await client.receiveOrEnd(), undefined);
  t.ok(existsSync(path));
});

t.test("closes a socket on which it begins to listen after its end", async (t) => {
  const { vpp, path } = await sceneOf(t);
  await vpp.stop();
  await vpp.listen(path);
  t.notOk(vpp.isListening);
  t.notOk(existsSync(path));
});

t.test("breaks connections off when a message crashes it", async (t) => {
  const { vpp, path } = await sceneOf(t);
  await using client = await RawClient.register(path);
  client.send(`{rpc_call} 80000001 00000001 ${"00".repeat(15)}`);
  await vpp.crashed;
  t.equal(await client.receiveOrEnd(), undefined);
});

t.test("knows its clients from their connection on", async (t) => {
  const { vpp, path } = await sceneOf(t);
  await using first = await RawClient.register(path);
  await using second = await RawClient.connect(path);
  await second.ask(PING.replace("80000001", "80000002"));
  t.same(vpp.clients, [
    { name: "raw", clientIndex: 0x80000001 },
    { name: "", clientIndex: 0x80000002 },
  ]);
  await first.ask("0011 80000001 00000063 80000001");
  t.same(vpp.clients, [{ name: "", clientIndex: 0x80000002 }]);
});

/** Connects and ends without a goodbye, and waits until VPP has seen it. */
async function vanish(vpp: VppProcess, path: string): Promise<void> {
  const before = vpp.zombies;
  const client = await RawClient.connect(path);
  await client[Symbol.asyncDispose]();
  while (vpp.zombies === before) await new Promise((resolve) => setImmediate(resolve));
}

// Measured on VPP 26.06: 15 zombies cost time, with the 16th no client is served any more.
for (const hasLivelock of [false, true]) {
  t.test(`16 clients that end without a goodbye ${hasLivelock ? "stop" : "do not stop"} it`, async (t) => {
    const { vpp, path } = await sceneOf(t, { hasLivelock });
    for (let count = 1; count <= 15; count++) await vanish(vpp, path);
    t.notOk(vpp.inbox.isPaused);
    await vanish(vpp, path);
    t.equal(vpp.inbox.isPaused, hasLivelock);
    t.equal(vpp.zombies, 16);
  });
}

t.test("a handler of a test stands in front of the one before", async (t) => {
  const { vpp, path } = await sceneOf(t);
  vpp.override(controlPing, (_: unknown, answer: () => unknown) => ({ ...(answer() as object), retval: -5 }) as never);
  await using client = await RawClient.register(path);
  t.match(await client.ask(PING), /^001811223344fffffffb/);
});

t.test("has message ids in the order of its seed", async (t) => {
  const { vpp: plain } = await sceneOf(t);
  const { vpp: shuffled } = await sceneOf(t, { shuffleIds: "a seed" });
  t.not(plain.ids.get("sr_policy_add").id, shuffled.ids.get("sr_policy_add").id);
});
