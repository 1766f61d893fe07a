import { subscribe, unsubscribe } from "node:diagnostics_channel";
import t from "tap";
import { srLocalsidAddDel, srLocalsidsDump, srSetEncapHopLimit } from "../../../src/binapi/sr.ts";
import { cliInband } from "../../../src/binapi/vlib.ts";
import { showVersion } from "../../../src/binapi/vpe.ts";
import type { BatchOptions, Outcome, VppClient } from "../../../src/client/index.ts";
import type { VppError } from "../../../src/errors.ts";
import { connectedLane, systemError } from "./fake-lane.ts";

const END = {
  isDel: false,
  localsid: "::",
  endPsp: false,
  behavior: 1,
  swIfIndex: 0xffffffff,
  vlanIndex: 0,
  fibTable: 0,
  nhAddr: "::",
};

function hopLimits(vpp: VppClient, count: number, options: BatchOptions = {}): Promise<Outcome[]> {
  return vpp.batch((batch) => {
    for (let at = 0; at < count; at++) batch.add(srSetEncapHopLimit, { hopLimit: 1 + (at % 255) });
  }, options);
}

function codesOf(outcomes: readonly Outcome[]): Record<string, number> {
  const codes: Record<string, number> = {};
  for (const outcome of outcomes) {
    const code = outcome.ok ? "ok" : `${outcome.error.code} ${outcome.error.effect}`;
    codes[code] = (codes[code] ?? 0) + 1;
  }
  return codes;
}

t.test("a large batch goes by the lane, and a dump behind it shows all of it", async (t) => {
  const { sim, vpp, lane } = await connectedLane(t);
  t.match(vpp.state, { type: "ready", sharedMemory: { type: "on", slots: 472 } });
  const outcomes = await vpp.batch((batch) => {
    for (let at = 1; at <= 1000; at++) batch.add(srLocalsidAddDel, { ...END, localsid: `fc00::${at.toString(16)}` });
  });
  t.same(codesOf(outcomes), { ok: 1000 });
  t.equal(lane.written, 1000);
  let details = 0;
  for await (const _ of vpp.dump(srLocalsidsDump, {})) details++;
  t.equal(details, 1000);
  t.equal(sim.calls(srLocalsidAddDel).length, 1000);
});

t.test("a batch of 255, single requests and dumps go by the socket", async (t) => {
  const { vpp, lane } = await connectedLane(t);
  await hopLimits(vpp, 255);
  await vpp.request(showVersion, {});
  await vpp.dump(srLocalsidsDump, {}).next();
  t.equal(lane.written, 0);
  await hopLimits(vpp, 256);
  t.equal(lane.written, 256);
});

t.test("a lane batch begins when VPP has answered what was sent before", async (t) => {
  const { sim, vpp } = await connectedLane(t);
  const before = vpp.request(srSetEncapHopLimit, { hopLimit: 99 });
  await Promise.all([before, hopLimits(vpp, 300)]);
  t.equal(sim.calls(srSetEncapHopLimit)[0]?.hopLimit, 99);
});

t.test("batches go by the lane one after the other, in the order of the calls", async (t) => {
  const { sim, vpp, lane } = await connectedLane(t);
  const all = await Promise.all([hopLimits(vpp, 700), hopLimits(vpp, 700)]);
  t.same(all.map(codesOf), [{ ok: 700 }, { ok: 700 }]);
  t.equal(lane.written, 1400);
  const limits = sim.calls(srSetEncapHopLimit).map(({ hopLimit }) => hopLimit);
  const one = Array.from({ length: 700 }, (_, at) => 1 + (at % 255));
  t.same(limits, [...one, ...one]);
});

t.test("at the first request that may not go by the lane the batch goes on by the socket, in order", async (t) => {
  const { sim, vpp, lane } = await connectedLane(t);
  const outcomes = await vpp.batch((batch) => {
    for (let at = 0; at < 300; at++) batch.add(srSetEncapHopLimit, { hopLimit: 1 });
    batch.add(cliInband, { cmd: "show version" });
    for (let at = 0; at < 100; at++) batch.add(srSetEncapHopLimit, { hopLimit: 2 });
  });
  t.same(codesOf(outcomes), { ok: 401 });
  // With the ping that shows that VPP has answered all of them, if one was needed.
  t.ok(lane.written === 300 || lane.written === 301, String(lane.written));
  const limits = sim.calls(srSetEncapHopLimit).map(({ hopLimit }) => hopLimit);
  t.same(limits, [...Array(300).fill(1), ...Array(100).fill(2)]);
});

t.test("no more requests are on their way than the window, nor than there are slots", async (t) => {
  const { vpp, lane } = await connectedLane(t, { slots: 64 });
  t.match(vpp.state, { sharedMemory: { type: "on", slots: 48 } });
  await hopLimits(vpp, 500, { window: 500 });
  t.ok(lane.mostOnTheWay <= 56, String(lane.mostOnTheWay));
  lane.mostOnTheWay = 0;
  await hopLimits(vpp, 500, { window: 10 });
  t.ok(lane.mostOnTheWay <= 10, String(lane.mostOnTheWay));
});

t.test("a request that VPP drops ends with VPP_NO_REPLY, and its slot is used again", async (t) => {
  const { sim, vpp, lane } = await connectedLane(t, { slots: 80 });
  sim.inject({ kind: "silence", message: "sr_set_encap_hop_limit", times: 60 });
  t.same(codesOf(await hopLimits(vpp, 300)), { ok: 240, "VPP_NO_REPLY unknown": 60 });
  t.equal(lane.settled, 60);
  t.same(codesOf(await hopLimits(vpp, 300)), { ok: 300 });
  t.equal(lane.clients[0]!.onTheWay, 0);
});

t.test("a lane that breaks ends what was sent with effect unknown, and the socket takes the rest", async (t) => {
  const { vpp, lane } = await connectedLane(t);
  const states: unknown[] = [];
  const note = (notice: unknown): void => void states.push((notice as { state: unknown }).state);
  subscribe("tsvpp:state", note);
  t.teardown(() => unsubscribe("tsvpp:state", note));
  const outcomes = await hopLimits(vpp, 1000, {
    onProgress: () => {
      lane.broken ??= systemError(131, "a lock is lost");
    },
  });
  const { ok, "VPP_SHARED_MEMORY unknown": unknown } = codesOf(outcomes);
  t.ok(unknown! > 0 && ok! + unknown! === 1000, `${ok} ${unknown}`);
  t.match(vpp.state, { type: "ready", generation: 1, sharedMemory: { type: "broken" } });
  const { reason } = (states[0] as { sharedMemory: { reason: VppError } }).sharedMemory;
  t.match(reason, {
    code: "VPP_SHARED_MEMORY",
    message: "/dev/shm/vpe-api: a lock is lost",
  });
  t.same(codesOf(await hopLimits(vpp, 300)), { ok: 300 });
  await vpp.close();
  t.same(lane.closed, [true], "VPP still lists the client, so it is asked to remove it");
});

t.test("a batch that is aborted ends at once, and the next one has all slots", async (t) => {
  const { vpp, lane } = await connectedLane(t);
  const abort = new AbortController();
  const outcomes = await hopLimits(vpp, 1000, { signal: abort.signal, onProgress: () => abort.abort() });
  t.ok(codesOf(outcomes)["VPP_ABORTED unknown"]! > 0);
  t.same(codesOf(await hopLimits(vpp, 1000)), { ok: 1000 });
  t.equal(lane.clients[0]!.onTheWay, 0);
});

t.test("a batch that VPP does not answer in time ends; its slots come back by a ping of the next one", async (t) => {
  const { vpp, lane } = await connectedLane(t);
  lane.isStuck = true;
  const late = codesOf(await hopLimits(vpp, 300, { timeoutMs: 150 }));
  t.same(late, { "VPP_TIMEOUT unknown": 300 });
  lane.isStuck = false;
  const written = lane.written;
  t.same(codesOf(await hopLimits(vpp, 300)), { ok: 300 });
  t.ok(lane.written >= written + 300);
  t.equal(lane.clients[0]!.onTheWay, 0);
});

t.test("a new generation has a new lane", async (t) => {
  const { sim, vpp, lane } = await connectedLane(t);
  await sim.restart();
  for await (const state of vpp.states()) if (state.type === "ready" && state.generation === 2) break;
  t.same(lane.closed, [false], "another VPP may have the memory: nothing is sent");
  t.equal(lane.clients.length, 2);
  const written = lane.written;
  t.same(codesOf(await hopLimits(vpp, 300)), { ok: 300 });
  t.equal(lane.written - written, 300);
});

t.test("closing the client ends the lane, once VPP has answered", async (t) => {
  const { sim, vpp, lane } = await connectedLane(t);
  const batch = hopLimits(vpp, 300, { onProgress: () => void vpp.close() });
  t.same(Object.keys(codesOf(await batch)), ["ok"]);
  await vpp.closed;
  t.same(lane.closed, [true]);
  t.equal(sim.clients.length, 0);
});
