import t from "tap";
import { ipPathMtuGet } from "../../../src/binapi/ip.ts";
import { srSetEncapHopLimit } from "../../../src/binapi/sr.ts";
import type { VppClient } from "../../../src/client/index.ts";
import { stopClock } from "../../helpers.ts";
import { connectedPair, type ScriptedPeer } from "../../scripted-peer.ts";

const GET = 0x50;
const EAGAIN = "ffffff5b";
const INVALID_VALUE = "fffffff9";
const NO_CURSOR = "ffffffff";

/** `ip_path_mtu_details`: next hop 10.0.0.<last>. */
function pathMtu(context: string, last: string): string {
  return `0052 ${context} 00000000 00000000 00000000 00 0a0000${last} ${"00".repeat(12)} 05dc`;
}

function pathMtuReply(context: string, retval: string, cursor: string): string {
  return `0051 ${context} ${retval} ${cursor}`;
}

async function nextHops(details: AsyncIterable<{ readonly pmtu: { readonly nh: unknown } }>): Promise<string[]> {
  const found: string[] = [];
  for await (const { pmtu } of details) found.push(String(pmtu.nh));
  return found;
}

t.test("a paged dump ends with its reply, without a ping", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const found = nextHops(vpp.dump(ipPathMtuGet, { cursor: 0 }));
  const { context } = await peer.next(GET);
  peer.send(pathMtu(context, "01"), pathMtu(context, "02"), pathMtuReply(context, "00000000", NO_CURSOR));
  t.same(await found, ["10.0.0.1", "10.0.0.2"]);
  t.equal(peer.heard.length, 1);
});

t.test("a page that is full is followed by the next, from its cursor on", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const fields = { cursor: 0 };
  const found = nextHops(vpp.dump(ipPathMtuGet, fields));
  const first = await peer.next(GET);
  t.equal(first.bytes.toString("hex", 10), "00000000");
  peer.send(pathMtu(first.context, "01"), pathMtuReply(first.context, EAGAIN, "0000002a"));
  const second = await peer.next(GET);
  t.equal(second.bytes.toString("hex", 10), "0000002a");
  peer.send(pathMtu(second.context, "02"), pathMtuReply(second.context, "00000000", NO_CURSOR));
  t.same(await found, ["10.0.0.1", "10.0.0.2"]);
  t.same(fields, { cursor: 0 });
});

t.test("a cursor behind the last entry, after a full page, is the end", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const found = nextHops(vpp.dump(ipPathMtuGet, { cursor: 0 }));
  const first = await peer.next(GET);
  peer.send(pathMtu(first.context, "01"), pathMtuReply(first.context, EAGAIN, "00000001"));
  const second = await peer.next(GET);
  peer.send(pathMtuReply(second.context, INVALID_VALUE, NO_CURSOR));
  t.same(await found, ["10.0.0.1"]);
});

t.test("a cursor that VPP refuses at first is an error", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const found = nextHops(vpp.dump(ipPathMtuGet, { cursor: 99 }));
  const { context } = await peer.next(GET);
  peer.send(pathMtuReply(context, INVALID_VALUE, NO_CURSOR));
  await t.rejects(found, {
    code: "VPP_RETVAL",
    message: "ip_path_mtu_get: invalid value (INVALID_VALUE, -7)",
    context: Number.parseInt(context, 16),
  });
});

t.test("an error in the middle of pages comes behind the details before it", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const dump = vpp.dump(ipPathMtuGet, { cursor: 0 });
  const { context } = await peer.next(GET);
  peer.send(pathMtu(context, "01"), pathMtuReply(context, "fffffffa", NO_CURSOR));
  t.equal(String((await dump.next()).value?.pmtu.nh), "10.0.0.1");
  await t.rejects(dump.next(), { code: "VPP_RETVAL", retval: -6 });
});

t.test("a reply of a paged dump that is too short is an error, and no end", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const found = nextHops(vpp.dump(ipPathMtuGet, { cursor: 0 }));
  const { context } = await peer.next(GET);
  peer.send(`0051 ${context} 00`);
  await t.rejects(found, {
    code: "VPP_WIRE_RANGE",
    messageName: "ip_path_mtu_get_reply",
    message: /^ip_path_mtu_get: /,
  });
});

t.test("a paged dump that was left asks for no other page", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const dump = vpp.dump(ipPathMtuGet, { cursor: 0 });
  const { context } = await peer.next(GET);
  await dump.return?.();
  const found = nextHops(vpp.dump(ipPathMtuGet, { cursor: 5 }));
  const second = await peer.next(GET);
  peer.send(pathMtuReply(context, EAGAIN, "00000001"), pathMtuReply(second.context, "00000000", NO_CURSOR));
  t.same(await found, []);
  t.equal(peer.heard.length, 2);
});

t.test("no page is asked for while details of the last one wait", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const dump = vpp.dump(ipPathMtuGet, { cursor: 0xffffffff });
  const { context } = await peer.next(GET);
  peer.send(pathMtu(context, "01"), pathMtu(context, "02"), pathMtuReply(context, EAGAIN, "00000007"));
  t.equal(String((await dump.next()).value?.pmtu.nh), "10.0.0.1");
  await answered(vpp, peer);
  t.equal(String((await dump.next()).value?.pmtu.nh), "10.0.0.2");
  const second = await peer.next(GET);
  t.equal(second.bytes.toString("hex", 10), "00000007");
  peer.send(pathMtuReply(second.context, "00000000", NO_CURSOR));
  t.same(await dump.next(), { done: true, value: undefined });
});

t.test("a slow caller times out no dump: VPP has nothing to answer meanwhile", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const clock = stopClock(t);
  const dump = vpp.dump(ipPathMtuGet, { cursor: 0xffffffff }, { timeoutMs: 100 });
  const { context } = await peer.next(GET);
  peer.send(pathMtu(context, "01"), pathMtu(context, "02"), pathMtuReply(context, EAGAIN, "00000007"));
  await dump.next();
  clock.advance(1000);
  await answered(vpp, peer);
  await dump.next();
  const second = await peer.next(GET);
  peer.send(pathMtuReply(second.context, "00000000", NO_CURSOR));
  t.same(await dump.next(), { done: true, value: undefined });
});

/** Resolves when the client has read everything that the peer has sent before. */
async function answered(vpp: VppClient, peer: ScriptedPeer): Promise<void> {
  const answer = vpp.request(srSetEncapHopLimit, { hopLimit: 1 });
  peer.send(`0340 ${(await peer.next(0x33f)).context} 00000000`);
  await answer;
}
