/** Tests clients whose VPP is killed while calls of all kinds are pending, and started again. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import t, { type Test } from "tap";
import { createLoopback, swInterfaceEvent } from "../../src/binapi/interface.ts";
import { controlPing } from "../../src/binapi/memclnt.ts";
import { srLocalsidsDump } from "../../src/binapi/sr.ts";
import { connect, type VppClient } from "../../src/client/index.ts";
import type { VppError } from "../../src/errors.ts";
import { temporaryFolder } from "../helpers.ts";

const COMMAND = fileURLToPath(new URL("../../src/cli/main.js", import.meta.url));
const TIMES = Number(process.env.TSVPP_RUNS ?? 3);
const CALLS = 10_000;
const DUMPS = 20;

/** Starts a simulator in a process of its own, with random message ids. */
async function start(socketPath: string): Promise<ChildProcess> {
  // VPP too removes the socket that a killed process has left.
  rmSync(socketPath, { force: true });
  const args = [COMMAND, "simulate", "--socket", socketPath, "--shuffle-ids", String(Math.random())];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout!, "data");
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

/** Makes calls, kills the process, checks all outcomes, and returns the number of calls that were answered. */
async function callUntilKilled(t: Test, vpp: VppClient, child: ChildProcess): Promise<number> {
  const calls = Array.from({ length: CALLS }, () => vpp.request(controlPing, {}));
  const dumps = Promise.allSettled(Array.from({ length: DUMPS }, () => rows(vpp)));
  await Promise.any(calls);
  await kill(child);
  const settled = await Promise.allSettled(calls);
  const answered = settled.filter((call) => call.status === "fulfilled").map(({ value }) => value.vpePid);
  const reasons = settled.filter((call) => call.status === "rejected").map(({ reason }) => reason as VppError);
  t.ok(answered.every((pid) => pid === child.pid));
  t.ok(reasons.every(({ code, effect }) => code === "VPP_CONNECTION_LOST" && effect === "unknown"));
  for (const dump of await dumps) {
    t.ok(dump.status === "fulfilled" || (dump.reason as VppError).code === "VPP_CONNECTION_LOST");
  }
  return answered.length;
}

async function rows(vpp: VppClient): Promise<number> {
  let count = 0;
  for await (const _ of vpp.dump(srLocalsidsDump, {})) count++;
  return count;
}

t.test("a VPP that is killed is found again, and nothing of the old one reaches the new", async (t) => {
  const socketPath = join(temporaryFolder(t), "api.sock");
  let child = await start(socketPath);
  t.teardown(() => kill(child));
  const vpp = await connect({ socketPath });
  t.teardown(() => vpp.close());
  const events = vpp.events(swInterfaceEvent);
  for (let generation = 1; generation <= TIMES; generation++) {
    await vpp.request(createLoopback, { macAddress: "00:00:00:00:00:00" }, { whenLost: "wait" });
    t.match((await events.next()).value, { type: "event", fields: { swIfIndex: 1 } });
    t.ok((await callUntilKilled(t, vpp, child)) < CALLS, "killed while calls are on their way");
    child = await start(socketPath);
    const { vpePid } = await vpp.request(controlPing, {}, { whenLost: "wait" });
    t.equal(vpePid, child.pid);
    t.match((await events.next()).value, { type: "gap", generation: generation + 1 });
  }
  const { counters, state } = vpp;
  t.match(counters, { late: 0, unknown: 0, timeouts: 0, losses: TIMES });
  t.match(state, { type: "ready", generation: TIMES + 1 });
});
