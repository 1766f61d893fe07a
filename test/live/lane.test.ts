/** Runs the compiled part of the lane against the shared memory of a real VPP, whose region `TSVPP_VPP_REGION` names. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import t from "tap";
import { controlPing } from "../../src/binapi/memclnt.ts";
import { cliInband } from "../../src/binapi/vlib.ts";
import { connect, type VppClient } from "../../src/client/index.ts";
import { LaneDriver } from "./lane-driver.ts";

const socketPath = process.env.TSVPP_VPP_SOCKET;
const region = process.env.TSVPP_VPP_REGION;
const PROGRAM = new URL("./lane-program.js", import.meta.url);
const PINGS = 1_000_000;
const CONNECTS = 300;
const KILLS = 20;

t.setTimeout(600_000);

if (socketPath === undefined || region === undefined) {
  t.test("the lane to a real VPP", { skip: "TSVPP_VPP_SOCKET or TSVPP_VPP_REGION is not set" }, async () => {});
} else {
  testLane(socketPath, region);
}

function testLane(path: string, memory: string): void {
  t.test("each ping is answered, in order", async (t) => {
    const lane = await LaneDriver.open(path, memory, "pings");
    const started = performance.now();
    t.equal(await lane.ping(PINGS), PINGS);
    t.comment(`${Math.round(PINGS / (performance.now() - started))} pings per ms`);
    await lane.close();
  });

  t.test("clients that come and go leave nothing in VPP's memory", async (t) => {
    await using vpp = await connect({ socketPath: path, name: "asker" });
    await cycle(path, memory);
    const before = await usedBytes(vpp);
    for (let i = 1; i < CONNECTS; i++) await cycle(path, memory);
    t.equal(await usedBytes(vpp), before);
    t.notMatch(await clients(vpp), /cycle/);
  });

  t.test("a client that is killed at full load does not disturb others", async (t) => {
    await using vpp = await connect({ socketPath: path, name: "asker" });
    let worstMs = 0;
    for (let i = 0; i < KILLS; i++) {
      const child = fork(fileURLToPath(PROGRAM), [path, memory, `victim-${i}`]);
      await once(child, "message");
      child.kill("SIGKILL");
      await once(child, "exit");
      const killed = performance.now();
      await vpp.request(controlPing, {});
      worstMs = Math.max(worstMs, performance.now() - killed);
    }
    t.comment(`at most ${worstMs.toFixed(1)} ms until VPP has answered another client`);
    const lane = await LaneDriver.open(path, memory, "next");
    t.equal(await lane.ping(10_000), 10_000);
    await lane.close();
  });

  t.test("a worker that is terminated leaves VPP", async (t) => {
    await using vpp = await connect({ socketPath: path, name: "asker" });
    const lane = await LaneDriver.open(path, memory, "main");
    const worker = new Worker(PROGRAM, { workerData: [path, memory, "worker"] });
    await once(worker, "message");
    t.match(await clients(vpp), /worker-lane/);
    t.equal(await lane.ping(10_000), 10_000);
    await worker.terminate();
    await vpp.request(controlPing, {});
    t.notMatch(await clients(vpp), /worker-lane/);
    await lane.close();
    t.notMatch(await clients(vpp), /main-lane/);
  });
}

async function cycle(path: string, memory: string): Promise<void> {
  await (await LaneDriver.open(path, memory, "cycle")).close();
}

async function show(vpp: VppClient, cmd: string): Promise<string> {
  return (await vpp.request(cliInband, { cmd })).reply;
}

function clients(vpp: VppClient): Promise<string> {
  return show(vpp, "show api clients");
}

/** Returns the bytes that are in use in VPP's API heap, as its command prints them. */
async function usedBytes(vpp: VppClient): Promise<string | undefined> {
  return /used:? *[\d.]+[KMG]?/.exec(await show(vpp, "show memory api-segment"))?.[0];
}
