import { getEventListeners } from "node:events";
import { setImmediate } from "node:timers/promises";
import t, { type Test } from "tap";
import { bfdUdpSessionEvent } from "../../../src/binapi/bfd.ts";
import { dhcpComplEvent } from "../../../src/binapi/dhcp.ts";
import { swInterfaceEvent } from "../../../src/binapi/interface.ts";
import { ipNeighborEvent } from "../../../src/binapi/ip_neighbor.ts";
import { srSetEncapHopLimit } from "../../../src/binapi/sr.ts";
import type { VppClient, VppEvent } from "../../../src/client/index.ts";
import { bytes } from "../../helpers.ts";
import { connectedPair, type Heard, PEER_TABLE, ScriptedPeer } from "../../scripted-peer.ts";

const WANT = 0x151;
const WANT_NEIGHBORS = 0x160;
const HOP_LIMIT = 0x33f;
const PID = process.pid.toString(16).padStart(8, "0");

/** `sw_interface_event` of an interface that is up. */
function interfaceEvent(index: number): string {
  return `0153 80000001 ${PID} ${index.toString(16).padStart(8, "0")} 00000003 00`;
}

function interfaceOf(event: VppEvent<{ readonly swIfIndex: number }> | undefined): number | undefined {
  return event?.type === "event" ? event.fields.swIfIndex : undefined;
}

function wantFields({ bytes: message }: Heard): string {
  return message.toString("hex", 10);
}

function wants(peer: ScriptedPeer): string[] {
  return peer.heard.filter(({ id }) => id === WANT).map(wantFields);
}

const ON = `00000001${PID}`;
const OFF = `00000000${PID}`;

async function subscribed(t: Test): Promise<{ vpp: VppClient; peer: ScriptedPeer; context: string }> {
  const pair = await connectedPair(t);
  const stream = pair.vpp.events(swInterfaceEvent);
  const { context } = await pair.peer.next(WANT);
  pair.peer.send(`0152 ${context} 00000000`);
  t.teardown(() => stream.return());
  return { ...pair, context };
}

async function nextReady(vpp: VppClient, generation: number): Promise<void> {
  for await (const state of vpp.states()) if (state.type === "ready" && state.generation === generation) return;
}

t.test("events come once VPP has been told to send them", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const events = vpp.events(swInterfaceEvent);
  const want = await peer.next(WANT);
  t.equal(wantFields(want), ON);
  peer.send(`0152 ${want.context} 00000000`, interfaceEvent(1), interfaceEvent(2));
  const fields = { pid: process.pid, swIfIndex: 1, flags: 3, deleted: false };
  t.same(await events.next(), { done: false, value: { type: "event", fields } });
  t.equal(interfaceOf((await events.next()).value), 2);
  await events.return();
  t.equal(wantFields(await peer.next(WANT)), OFF);
});

t.test("readers share what VPP was told, and the last switches it off", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const first = vpp.events(swInterfaceEvent);
  const second = vpp.events(swInterfaceEvent);
  const { context } = await peer.next(WANT);
  peer.send(`0152 ${context} 00000000`, interfaceEvent(5));
  t.equal(interfaceOf((await first.next()).value), 5);
  t.equal(interfaceOf((await second.next()).value), 5);
  await first.return();
  peer.send(interfaceEvent(6));
  t.equal(interfaceOf((await second.next()).value), 6);
  await second.return();
  await vpp.close();
  t.same(wants(peer), [ON, OFF]);
});

t.test("a loop that is left switches off what nobody else reads", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const reading = (async () => {
    for await (const event of vpp.events(swInterfaceEvent)) return interfaceOf(event);
  })();
  const { context } = await peer.next(WANT);
  peer.send(`0152 ${context} 00000000`, interfaceEvent(3));
  t.equal(await reading, 3);
  t.equal(wantFields(await peer.next(WANT)), OFF);
});

t.test("an event is none of the replies, whatever it looks like", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const events = vpp.events(swInterfaceEvent);
  const { context } = await peer.next(WANT);
  const answer = vpp.request(srSetEncapHopLimit, { hopLimit: 1 });
  const asked = await peer.next(HOP_LIMIT);
  const disguised = `0153 ${asked.context} ${PID} 00000004 00000000 00`;
  peer.send(interfaceEvent(3), `0152 ${context} 00000000`, disguised, `0340 ${asked.context} 00000000`);
  t.same(await answer, { retval: 0 });
  t.equal(interfaceOf((await events.next()).value), 3);
  t.equal(interfaceOf((await events.next()).value), 4);
  t.match(vpp.counters, { events: 2, unknown: 0, late: 0 });
});

t.test("the next connection is told again, and the reader that events may be missing", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const events = vpp.events(swInterfaceEvent);
  peer.send(`0152 ${(await peer.next(WANT)).context} 00000000`, interfaceEvent(1));
  t.equal(interfaceOf((await events.next()).value), 1);
  const others = Object.fromEntries(Object.entries(PEER_TABLE).map(([name, id]) => [name, id < 32 ? id : id + 0x1000]));
  peer.greeting = ScriptedPeer.greeting(others);
  peer.destroy();
  const next = events.next();
  const want = await peer.next(WANT + 0x1000);
  t.equal(wantFields(want), ON);
  peer.send(`1152 ${want.context} 00000000`);
  t.same(await next, { done: false, value: { type: "gap", generation: 2, missed: undefined } });
  t.match(vpp.state, { type: "ready", generation: 2 });
  peer.send(`1${interfaceEvent(2).slice(1)}`);
  t.equal(interfaceOf((await events.next()).value), 2);
});

t.test("a stream that is opened without a connection begins with the next", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  peer.destroy();
  for await (const state of vpp.states()) if (state.type === "lost") break;
  const events = vpp.events(swInterfaceEvent);
  const next = events.next();
  peer.send(`0152 ${(await peer.next(WANT)).context} 00000000`);
  t.match(await next, { value: { type: "gap", generation: 2 } });
});

t.test("the oldest give way when too many wait, and their number is told in their place", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const events = vpp.events(swInterfaceEvent, { maxQueued: 2 });
  const witness = vpp.events(swInterfaceEvent);
  peer.send(`0152 ${(await peer.next(WANT)).context} 00000000`, ...[1, 2, 3, 4, 5].map(interfaceEvent));
  for (const index of [1, 2, 3, 4, 5]) t.equal(interfaceOf((await witness.next()).value), index);
  t.same((await events.next()).value, { type: "gap", generation: 1, missed: 3 });
  t.equal(interfaceOf((await events.next()).value), 4);
  t.equal(interfaceOf((await events.next()).value), 5);
  peer.send(interfaceEvent(6));
  t.equal(interfaceOf((await events.next()).value), 6);
});

t.test("too many that wait may end the stream instead, behind those that wait", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const events = vpp.events(swInterfaceEvent, { maxQueued: 1, overflow: "error" });
  peer.send(`0152 ${(await peer.next(WANT)).context} 00000000`, interfaceEvent(1), interfaceEvent(2));
  t.equal(wantFields(await peer.next(WANT)), OFF);
  t.equal(interfaceOf((await events.next()).value), 1);
  await t.rejects(events.next(), { code: "VPP_EVENT_OVERFLOW", messageName: "sw_interface_event" });
  t.same(await events.next(), { done: true, value: undefined });
});

t.test("a subscription that VPP refuses ends the stream with the reason", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const events = vpp.events(swInterfaceEvent);
  const other = vpp.events(swInterfaceEvent).next();
  peer.send(`0152 ${(await peer.next(WANT)).context} ffffffe1`);
  const error = { code: "VPP_RETVAL", retval: -31, messageName: "want_interface_events" };
  await t.rejects(events.next(), error);
  await t.rejects(other, error);
});

t.test("what VPP is told may hold more, and differs for readers that want something else", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const open = (swIfIndex: number) => vpp.events(ipNeighborEvent, { fields: { ip: "10.0.0.1", swIfIndex } });
  const streams = [open(1), open(1), open(2)];
  const first = await peer.next(WANT_NEIGHBORS);
  const second = await peer.next(WANT_NEIGHBORS);
  const address = `00 0a000001 ${"00".repeat(12)}`;
  t.equal(wantFields(first), bytes(`01 ${PID} ${address} 00000001`).toString("hex"));
  t.equal(wantFields(second), bytes(`01 ${PID} ${address} 00000002`).toString("hex"));
  for (const stream of streams) await stream.return();
  t.equal(wantFields(await peer.next(WANT_NEIGHBORS)), bytes(`00 ${PID} ${address} 00000001`).toString("hex"));
});

t.test("events that some other request brings are only listened to", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const events = vpp.events(dhcpComplEvent);
  peer.send(`0170 80000001 ${PID} ${"00".repeat(500)}`);
  t.match(await events.next(), { value: { type: "event", fields: { pid: process.pid } } });
  t.equal(peer.heard.length, 0);
});

t.test("an event that is cut short ends its stream, and nothing else", async (t) => {
  const { vpp, peer, context } = await subscribed(t);
  const events = vpp.events(swInterfaceEvent);
  peer.send("0153 80000001 0000");
  await t.rejects(events.next(), { code: "VPP_WIRE_RANGE", message: /sw_interface_event/ });
  const answer = vpp.request(srSetEncapHopLimit, { hopLimit: 1 });
  const asked = await peer.next(WANT).then(() => peer.next(HOP_LIMIT));
  t.not(asked.context, context);
  peer.send(`0340 ${asked.context} 00000000`);
  t.same(await answer, { retval: 0 });
});

t.test("a signal ends a stream, and is let go of with it", async (t) => {
  const { vpp, peer } = await subscribed(t);
  const controller = new AbortController();
  const { signal } = controller;
  await vpp.events(swInterfaceEvent, { signal }).return();
  t.equal(getEventListeners(signal, "abort").length, 0);
  const events = vpp.events(swInterfaceEvent, { signal });
  controller.abort();
  await t.rejects(events.next(), { code: "VPP_ABORTED" });
  await t.rejects(vpp.events(swInterfaceEvent, { signal }).next(), { code: "VPP_ABORTED" });
  t.same(wants(peer), [ON]);
});

t.test("closing the client switches events off before the goodbye, and ends the streams", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const events = vpp.events(swInterfaceEvent);
  peer.send(`0152 ${(await peer.next(WANT)).context} 00000000`, interfaceEvent(1));
  t.equal(interfaceOf((await events.next()).value), 1);
  const next = events.next();
  await vpp.close();
  t.same(await next, { done: true, value: undefined });
  t.same(
    peer.heard.map(({ id }) => id),
    [WANT, WANT, 0x11],
  );
});

t.test("what comes between two connections is asked for once by each", async (t) => {
  const { vpp, peer } = await subscribed(t);
  peer.destroy();
  peer.send(`0152 ${(await peer.next(WANT)).context} 00000000`);
  await nextReady(vpp, 2);
  t.same(wants(peer), [ON, ON]);
});

t.test("an event that VPP lacks ends its stream with the reason, and nothing else, however it is left", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const missing = { code: "VPP_MESSAGE_MISSING", messageName: "bfd_udp_session_event" };
  const read = vpp.events(bfdUdpSessionEvent);
  await t.rejects(read.next(), missing);
  await read.return();
  await vpp.events(bfdUdpSessionEvent).return();
  await t.rejects(async () => {
    for await (const _ of vpp.events(bfdUdpSessionEvent));
  }, missing);
  await setImmediate();
  const answer = vpp.request(srSetEncapHopLimit, { hopLimit: 1 });
  peer.send(`0340 ${(await peer.next(HOP_LIMIT)).context} 00000000`);
  t.same(await answer, { retval: 0 });
});

t.test("a connection to a VPP that lacks an event is as good as any other", async (t) => {
  const { vpp, peer } = await subscribed(t);
  const events = vpp.events(swInterfaceEvent);
  const { sw_interface_event_2d3d95a7: _, ...others } = PEER_TABLE;
  peer.greeting = ScriptedPeer.greeting(others);
  peer.destroy();
  await t.rejects(events.next(), { code: "VPP_MESSAGE_MISSING", messageName: "sw_interface_event" });
  await nextReady(vpp, 2);
  const answer = vpp.request(srSetEncapHopLimit, { hopLimit: 1 });
  peer.send(`0340 ${(await peer.next(HOP_LIMIT)).context} 00000000`);
  t.same(await answer, { retval: 0 });
  t.equal(peer.registrations, 2);
});

t.test("a signal throws away the events that wait", async (t) => {
  const { vpp, peer } = await subscribed(t);
  const controller = new AbortController();
  const events = vpp.events(swInterfaceEvent, { signal: controller.signal, maxQueued: 2 });
  const witness = vpp.events(swInterfaceEvent);
  peer.send(...[1, 2, 3].map(interfaceEvent));
  for (const index of [1, 2, 3]) t.equal(interfaceOf((await witness.next()).value), index);
  controller.abort("enough");
  await t.rejects(events.next(), { code: "VPP_ABORTED", cause: "enough" });
  t.same(await events.next(), { done: true, value: undefined });
});

t.test("a signal counts until the reader knows that the stream has ended", async (t) => {
  const { vpp, peer } = await subscribed(t);
  const controller = new AbortController();
  const { signal } = controller;
  const bounds = { signal, maxQueued: 1, overflow: "error" } as const;
  const [aborted, read] = [vpp.events(swInterfaceEvent, bounds), vpp.events(swInterfaceEvent, bounds)];
  const witness = vpp.events(swInterfaceEvent);
  peer.send(...[1, 2].map(interfaceEvent));
  for (const index of [1, 2]) t.equal(interfaceOf((await witness.next()).value), index);
  t.equal(interfaceOf((await read.next()).value), 1);
  await t.rejects(read.next(), { code: "VPP_EVENT_OVERFLOW" });
  t.equal(getEventListeners(signal, "abort").length, 1);
  controller.abort();
  await t.rejects(aborted.next(), { code: "VPP_ABORTED" });
  t.same(await read.next(), { done: true, value: undefined });
  t.equal(getEventListeners(signal, "abort").length, 0);
});

t.test("a stream that is opened when the client is closed fails", async (t) => {
  const { vpp } = await connectedPair(t);
  await vpp.close();
  await t.rejects(vpp.events(swInterfaceEvent).next(), { code: "VPP_CLOSED", messageName: "sw_interface_event" });
});
