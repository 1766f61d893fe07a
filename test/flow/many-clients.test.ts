/** Tests several clients of one VPP, in one process and in threads of their own. */
import { Worker } from "node:worker_threads";
import t from "tap";
import { createLoopback, swInterfaceEvent } from "../../src/binapi/interface.ts";
import { connect } from "../../src/client/index.ts";
import { startSimulator } from "../../src/simulator/index.ts";
import { addAndCount, SIDS } from "./client-work.ts";

const THREAD = new URL("client-thread.js", import.meta.url);
const CLIENTS = 4;

t.test("clients of one process do not get each other's replies", async (t) => {
  await using simulator = await startSimulator();
  const numbers = Array.from({ length: CLIENTS }, (_, at) => at + 1);
  const found = await Promise.all(numbers.map((number) => addAndCount(simulator.socketPath, number)));
  t.same(found, Array(CLIENTS).fill(SIDS));
  t.equal(simulator.state.localSids.length, CLIENTS * SIDS);
  t.equal(simulator.zombies, 0);
});

t.test("clients may live in threads", async (t) => {
  await using simulator = await startSimulator();
  const threads = Array.from({ length: CLIENTS }, (_, at) => inThread(simulator.socketPath, at + 1));
  t.same(await Promise.all(threads), Array(CLIENTS).fill(SIDS));
  t.equal(simulator.zombies, 0);
});

t.test("each client has events of its own", async (t) => {
  await using simulator = await startSimulator();
  await using watcher = await connect({ socketPath: simulator.socketPath });
  await using other = await connect({ socketPath: simulator.socketPath });
  const events = watcher.events(swInterfaceEvent);
  const others = other.events(swInterfaceEvent);
  await others.return();
  await other.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
  t.match(await events.next(), { value: { type: "event", fields: { swIfIndex: 1 } } });
  t.equal(other.counters.events, 0);
});

function inThread(socketPath: string, number: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(THREAD, { workerData: { socketPath, number } });
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}
