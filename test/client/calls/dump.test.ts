import { getEventListeners } from "node:events";
import t from "tap";
import { ipPathMtuGet } from "../../../src/binapi/ip.ts";
import { srLocalsidsDump, srSetEncapHopLimit } from "../../../src/binapi/sr.ts";
import type { VppClient } from "../../../src/client/index.ts";
import { stopClock } from "../../helpers.ts";
import { connectedPair, type Heard, type ScriptedPeer } from "../../scripted-peer.ts";

const PING = 0x17;
const DUMP = 0x343;

/** `sr_localsids_details` of fc00::<last>, End. */
function details(context: string, last: string): string {
  return `0344 ${context} fc00${"00".repeat(13)}${last} 00 01 00000000 00000000 00 ${"00".repeat(16)} 00000000`;
}

function pong(context: string): string {
  return `0018 ${context} 00000000 00000000 00000001`;
}

/** The next dump and the ping that fences it. */
async function nextDump(peer: ScriptedPeer): Promise<{ dump: Heard; fence: Heard }> {
  return { dump: await peer.next(DUMP), fence: await peer.next(PING) };
}

async function addresses(details: AsyncIterable<{ readonly addr: unknown }>): Promise<string[]> {
  const found: string[] = [];
  for await (const { addr } of details) found.push(String(addr));
  return found;
}

t.test("a dump is sent with a ping behind it, and ends with the ping's reply", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const found = addresses(vpp.dump(srLocalsidsDump, {}));
  const { dump, fence } = await nextDump(peer);
  t.not(dump.context, fence.context);
  peer.send(details(dump.context, "01"), details(dump.context, "02"), pong(fence.context));
  t.same(await found, ["fc00::1", "fc00::2"]);
});

t.test("an empty dump has no details", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const found = addresses(vpp.dump(srLocalsidsDump, {}));
  peer.send(pong((await nextDump(peer)).fence.context));
  t.same(await found, []);
});

t.test("details are there as soon as they come", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const dump = vpp.dump(srLocalsidsDump, {});
  const first = dump.next();
  const { context } = await peer.next(DUMP);
  peer.send(details(context, "01"));
  t.equal(String((await first).value?.addr), "fc00::1");
});

t.test("several may be asked for at once, and are given in order", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const dump = vpp.dump(srLocalsidsDump, {});
  const results = [dump.next(), dump.next(), dump.next(), dump.next()];
  const asked = await nextDump(peer);
  peer.send(details(asked.dump.context, "01"), details(asked.dump.context, "02"), pong(asked.fence.context));
  const values = (await Promise.all(results)).map(({ done, value }) => (done ? "done" : String(value.addr)));
  t.same(values, ["fc00::1", "fc00::2", "done", "done"]);
});

t.test("dumps that overlap do not mix", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const found = [vpp.dump(srLocalsidsDump, {}), vpp.dump(srLocalsidsDump, {})].map(addresses);
  const [a, b] = [await nextDump(peer), await nextDump(peer)];
  peer.send(details(b.dump.context, "0b"), details(a.dump.context, "0a"), pong(a.fence.context));
  t.same(await found[0], ["fc00::a"]);
  peer.send(details(b.dump.context, "bb"), pong(b.fence.context));
  t.same(await found[1], ["fc00::b", "fc00::bb"]);
});

t.test("events and what belongs to nobody may come between", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const found = addresses(vpp.dump(srLocalsidsDump, {}));
  const { dump, fence } = await nextDump(peer);
  peer.send(
    "0153 80000001 0000106f 00000001 00000003 00",
    details("00000000", "ff"),
    details(dump.context, "01"),
    `0340 ${dump.context} 00000000`,
    pong(fence.context),
  );
  t.same(await found, ["fc00::1"]);
});

t.test("leaving early costs nothing: late details meet nobody, other calls go on", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const dump = vpp.dump(srLocalsidsDump, {});
  const asked = await nextDump(peer);
  peer.send(details(asked.dump.context, "01"), details(asked.dump.context, "02"));
  for await (const { addr } of dump) {
    t.equal(String(addr), "fc00::1");
    break;
  }
  t.same(await dump.next(), { done: true, value: undefined });
  const next = addresses(vpp.dump(srLocalsidsDump, {}));
  const second = await nextDump(peer);
  peer.send(details(asked.dump.context, "03"), pong(asked.fence.context));
  peer.send(details(second.dump.context, "04"), pong(second.fence.context));
  t.same(await next, ["fc00::4"]);
});

t.test("details that are too short end the dump with an error, behind what came before", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const dump = vpp.dump(srLocalsidsDump, {});
  const asked = await nextDump(peer);
  peer.send(details(asked.dump.context, "01"), `0344 ${asked.dump.context} fc00`, pong(asked.fence.context));
  t.equal(String((await dump.next()).value?.addr), "fc00::1");
  await t.rejects(dump.next(), {
    code: "VPP_WIRE_RANGE",
    effect: "unknown",
    messageName: "sr_localsids_details",
    context: Number.parseInt(asked.dump.context, 16),
    message: "sr_localsids_dump: sr_localsids_details: 8 bytes received, at least 53 expected",
  });
  t.same(await dump.next(), { done: true, value: undefined });
});

t.test("a dump that is not answered times out", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const found = addresses(vpp.dump(srLocalsidsDump, {}, { timeoutMs: 1 }));
  await t.rejects(found, { code: "VPP_TIMEOUT", messageName: "sr_localsids_dump" });
  t.equal(peer.heard[0]?.id, DUMP);
});

t.test("each of the details is a sign of life", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const clock = stopClock(t);
  const dump = vpp.dump(srLocalsidsDump, {}, { timeoutMs: 1000 });
  const asked = await nextDump(peer);
  for (const last of ["01", "02", "03"]) {
    clock.advance(900);
    peer.send(details(asked.dump.context, last));
    t.equal(String((await dump.next()).value?.addr), `fc00::${Number(last)}`);
    await t.rejects(vpp.dump(srLocalsidsDump, {}, { timeoutMs: 0 }).next(), { code: "VPP_TIMEOUT" });
  }
  clock.advance(1001);
  await t.rejects(dump.next(), { code: "VPP_TIMEOUT" });
});

t.test("a request that cannot be sent is told by the first step", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  await t.rejects(vpp.dump(ipPathMtuGet, { cursor: -1 }).next(), {
    code: "VPP_FIELD_RANGE",
    message: "ip_path_mtu_get.cursor: -1 is not a u32",
  });
  t.same(peer.heard, []);
});

t.test("a signal ends a dump", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const controller = new AbortController();
  const dump = vpp.dump(srLocalsidsDump, {}, { signal: controller.signal });
  const first = dump.next();
  const { context } = await peer.next(DUMP);
  controller.abort();
  await t.rejects(first, { code: "VPP_ABORTED", messageName: "sr_localsids_dump" });
  peer.send(details(context, "01"));
  t.same(await dump.next(), { done: true, value: undefined });
});

t.test("a signal that is aborted already asks for nothing", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const aborted = vpp.dump(srLocalsidsDump, {}, { signal: AbortSignal.abort() });
  await t.rejects(aborted.next(), { code: "VPP_ABORTED", effect: "none" });
  const found = addresses(vpp.dump(srLocalsidsDump, {}));
  peer.send(pong((await nextDump(peer)).fence.context));
  await found;
  t.equal(peer.heard.length, 2);
});

t.test("a signal is let go of when the dump has ended, however it ended", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const { signal } = new AbortController();
  const ended = addresses(vpp.dump(srLocalsidsDump, {}, { signal }));
  peer.send(pong((await nextDump(peer)).fence.context));
  await ended;
  await vpp.dump(srLocalsidsDump, {}, { signal }).return?.();
  await t.rejects(vpp.dump(ipPathMtuGet, { cursor: -1 }, { signal }).next());
  await t.rejects(vpp.dump(srLocalsidsDump, {}, { signal, timeoutMs: 0 }).next());
  t.equal(getEventListeners(signal, "abort").length, 0);
});

t.test("more details than may wait end the dump, behind those that wait", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  // Each of the details has 53 bytes.
  const dump = vpp.dump(srLocalsidsDump, {}, { maxBufferedBytes: 120 });
  const asked = await nextDump(peer);
  const { context } = asked.dump;
  peer.send(details(context, "01"), details(context, "02"), details(context, "03"), details(context, "04"));
  peer.send(pong(asked.fence.context));
  await answered(vpp, peer);
  t.equal(String((await dump.next()).value?.addr), "fc00::1");
  t.equal(String((await dump.next()).value?.addr), "fc00::2");
  await t.rejects(dump.next(), {
    code: "VPP_DUMP_OVERFLOW",
    messageName: "sr_localsids_dump",
    context: Number.parseInt(context, 16),
  });
  t.same(await dump.next(), { done: true, value: undefined });
  t.match(vpp.counters, { late: 2, unknown: 0 });
});

t.test("details that wait and are too short end the dump in their place", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const { signal } = new AbortController();
  const dump = vpp.dump(srLocalsidsDump, {}, { signal });
  const asked = await nextDump(peer);
  const { context } = asked.dump;
  peer.send(details(context, "01"), `0344 ${context} fc00`, details(context, "03"), pong(asked.fence.context));
  await answered(vpp, peer);
  t.equal(String((await dump.next()).value?.addr), "fc00::1");
  await t.rejects(dump.next(), { code: "VPP_WIRE_RANGE" });
  t.equal(getEventListeners(signal, "abort").length, 0);
  t.same(await dump.next(), { done: true, value: undefined });
});

const ends: readonly (readonly [what: string, more: (asked: { dump: Heard; fence: Heard }) => string[]])[] = [
  ["while details come", () => []],
  ["after the last", ({ fence }) => [pong(fence.context)]],
  ["after an overflow", ({ dump: { context } }) => [details(context, "03")]],
];

for (const [when, more] of ends) {
  t.test(`a signal throws away the details that wait, ${when}`, async (t) => {
    const { vpp, peer } = await connectedPair(t);
    const controller = new AbortController();
    const { signal } = controller;
    const dump = vpp.dump(srLocalsidsDump, {}, { signal, maxBufferedBytes: 120 });
    const asked = await nextDump(peer);
    const { context } = asked.dump;
    peer.send(details(context, "01"), details(context, "02"), ...more(asked));
    await answered(vpp, peer);
    controller.abort("enough");
    await t.rejects(dump.next(), {
      code: "VPP_ABORTED",
      messageName: "sr_localsids_dump",
      context: Number.parseInt(context, 16),
      cause: "enough",
    });
    t.same(await dump.next(), { done: true, value: undefined });
    t.equal(getEventListeners(signal, "abort").length, 0);
  });
}

t.test("a signal does not change an end that the reader knows", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const controller = new AbortController();
  const dump = vpp.dump(srLocalsidsDump, {}, { signal: controller.signal });
  const first = dump.next();
  peer.send(pong((await nextDump(peer)).fence.context));
  t.same(await first, { done: true, value: undefined });
  controller.abort();
  t.same(await dump.next(), { done: true, value: undefined });
});

/** Resolves when the client has read everything that the peer has sent before. */
async function answered(vpp: VppClient, peer: ScriptedPeer): Promise<void> {
  const answer = vpp.request(srSetEncapHopLimit, { hopLimit: 1 });
  peer.send(`0340 ${(await peer.next(0x33f)).context} 00000000`);
  await answer;
}
