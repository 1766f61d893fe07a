import { getEventListeners } from "node:events";
import t from "tap";
import { ipTableAddDel } from "../../src/binapi/ip.ts";
import { rpcCall } from "../../src/binapi/memclnt.ts";
import {
  srLocalsidsDump,
  srPolicyAdd,
  srPolicyDel,
  srSetEncapHopLimit,
  srSetEncapSource,
} from "../../src/binapi/sr.ts";
import { showVersion } from "../../src/binapi/vpe.ts";
import type { VppClient } from "../../src/client/index.ts";
import { bytes, stopClock } from "../helpers.ts";
import { connectedPair } from "../scripted-peer.ts";

const HOP_LIMIT = 0x33f;
const POLICY_ADD = 0x333;
const TABLE_ADD_DEL = 0x60;
const CLI_INBAND = 0x40;

const table = { table: { tableId: 7, isIp6: true, name: "seven" } };

function policy(segments: readonly string[]) {
  const sids = { numSids: segments.length, weight: 1, sids: segments };
  return { bsidAddr: "cafe::e1", weight: 0, isEncap: true, isSpray: false, fibTable: 0, sids };
}

function textField(text: string, byteLength: number): string {
  return Buffer.from(text)
    .toString("hex")
    .padEnd(byteLength * 2, "0");
}

t.test("a request is answered by the reply with its context", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const version = vpp.request(showVersion, {});
  const hopLimit = vpp.request(srSetEncapHopLimit, { hopLimit: 9 });
  const first = await peer.next(0x30);
  const second = await peer.next(HOP_LIMIT);
  t.not(first.context, second.context);
  const texts = [textField("vpe", 32), textField("26.06", 32), textField("today", 32), textField("/here", 256)];
  peer.send(`0340 ${second.context} 00000000`, `0031 ${first.context} 00000000 ${texts.join("")}`);
  t.same(await hopLimit, { retval: 0 });
  t.same(await version, { retval: 0, program: "vpe", version: "26.06", buildDate: "today", buildDirectory: "/here" });
});

t.test("a request is sent as VPP wants it", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const answer = vpp.request(srPolicyAdd, policy(["fc00::1", "fc00::2"]));
  const { context, bytes: sent } = await peer.next(POLICY_ADD);
  const list = `02 00000001 fc00${"00".repeat(13)}01 fc00${"00".repeat(13)}02 ${"00".repeat(224)}`;
  const expected = bytes("0333 80000001", context, `cafe${"00".repeat(13)}e1 00000000 01 00 00000000`, list);
  t.equal(sent.toString("hex"), expected.toString("hex"));
  peer.send(`0334 ${context} 00000000`);
  await answer;
});

const refusals: readonly (readonly [retval: number, hex: string, error: object])[] = [
  [-3, "fffffffd", { message: "ip_table_add_del: no such fib (NO_SUCH_FIB, -3)", retvalName: "NO_SUCH_FIB" }],
  [-5000, "ffffec78", { message: "ip_table_add_del: refused by VPP (-5000)", retvalName: undefined }],
];

for (const [retval, hex, error] of refusals) {
  t.test(`the return value ${retval} rejects, with its name if it has one`, async (t) => {
    const { vpp, peer } = await connectedPair(t);
    const answer = vpp.request(ipTableAddDel, table);
    const { context } = await peer.next(TABLE_ADD_DEL);
    peer.send(`0061 ${context} ${hex}`);
    await t.rejects(answer, {
      code: "VPP_RETVAL",
      effect: "rejected",
      messageName: "ip_table_add_del",
      retval,
      context: Number.parseInt(context, 16),
      ...error,
    });
  });
}

t.test("a return value of an SRv6 message is not given the name of a common one", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const answer = vpp.request(srPolicyAdd, policy(["fc00::1"]));
  const { context } = await peer.next(POLICY_ADD);
  peer.send(`0334 ${context} fffffff4`);
  await t.rejects(answer, { message: "sr_policy_add: refused by VPP (-12)", retval: -12, retvalName: undefined });
});

t.test("a positive return value is no refusal", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const answer = vpp.request(srSetEncapHopLimit, { hopLimit: 1 });
  const { context } = await peer.next(HOP_LIMIT);
  peer.send(`0340 ${context} 00000001`);
  t.same(await answer, { retval: 1 });
});

/** What may come before a reply and is not it. */
const others: readonly (readonly [what: string, message: (context: string) => string])[] = [
  ["an unknown context", () => "0340 00000000 fffffff9"],
  ["another message id", (context) => `0334 ${context} fffffff9`],
  ["an event", () => "0153 80000001 0000106f 00000001 00000003 00"],
  ["an event whose client index is the context", (context) => `0153 ${context} 0000106f 00000001 00000003 00`],
  ["a message that is shorter than a header", () => "0340 0000"],
];

for (const [what, message] of others) {
  t.test(`${what} is not taken for the reply`, async (t) => {
    const { vpp, peer } = await connectedPair(t);
    const answer = vpp.request(srSetEncapHopLimit, { hopLimit: 1 });
    const { context } = await peer.next(HOP_LIMIT);
    peer.send(message(context), `0340 ${context} 00000000`);
    t.same(await answer, { retval: 0 });
  });
}

t.test("a second reply to a request is ignored", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const first = vpp.request(srSetEncapHopLimit, { hopLimit: 1 });
  const { context } = await peer.next(HOP_LIMIT);
  peer.send(`0340 ${context} 00000000`, `0340 ${context} fffffff9`);
  t.same(await first, { retval: 0 });
  const second = vpp.request(srSetEncapHopLimit, { hopLimit: 2 });
  peer.send(`0340 ${(await peer.next(HOP_LIMIT)).context} 00000000`);
  t.same(await second, { retval: 0 });
});

t.test("a reply that is too short rejects its request and no other", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const version = vpp.request(showVersion, {});
  const hopLimit = vpp.request(srSetEncapHopLimit, { hopLimit: 1 });
  const { context } = await peer.next(0x30);
  const other = await peer.next(HOP_LIMIT);
  peer.send(`0031 ${context} 00000000 abcd`, `0340 ${other.context} 00000000`);
  const short = { code: "VPP_WIRE_RANGE", effect: "unknown", messageName: "show_version_reply" };
  await t.rejects(version, { ...short, message: /^show_version: / });
  t.same(await hopLimit, { retval: 0 });
});

t.test("fields behind a negative return value are not looked at", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const version = vpp.request(showVersion, {});
  const { context } = await peer.next(0x30);
  peer.send(`0031 ${context} ffffffff`);
  await t.rejects(version, { code: "VPP_RETVAL", retval: -1 });
});

t.test("what was given may change once the call has returned", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const fields = policy(["fc00::1"]);
  const answer = vpp.request(srPolicyAdd, fields);
  fields.bsidAddr = "cafe::ff";
  fields.sids.weight = 9;
  const { context, bytes: sent } = await peer.next(POLICY_ADD);
  t.equal(sent.toString("hex", 10, 26), `cafe${"00".repeat(13)}e1`);
  t.equal(sent.readUInt32BE(37), 1);
  peer.send(`0334 ${context} 00000000`);
  await answer;
});

t.test("what cannot be sent rejects, and nothing of it reaches VPP", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const none = { effect: "none" };
  await t.rejects(vpp.request(srPolicyAdd, { ...policy(["fc00::1"]), fibTable: -1 }), {
    ...none,
    code: "VPP_FIELD_RANGE",
    message: "sr_policy_add.fib_table: -1 is not a u32",
  });
  await t.rejects(vpp.request(srPolicyAdd, undefined as never), { ...none, code: "VPP_FIELD_RANGE" });
  await t.rejects(vpp.request(srPolicyAdd, {} as never), { ...none, code: "VPP_FIELD_RANGE" });
  await t.rejects(vpp.request(srPolicyAdd, policy(new Array(17).fill("fc00::1"))), {
    ...none,
    code: "VPP_HAZARD",
    message: "sr_policy_add.sids: there are 17 segments; VPP takes at most 16",
  });
  await t.rejects(vpp.request(rpcCall, {} as never), { ...none, code: "VPP_MESSAGE_MISSING" });
  await t.rejects(vpp.request(srPolicyDel, { bsidAddr: "cafe::1", srPolicyIndex: 0 }), {
    ...none,
    code: "VPP_MESSAGE_MISSING",
    message: /^sr_policy_del: /,
  });
  await t.rejects(vpp.request(srSetEncapSource, { encapsSource: "fd11::1" }), { code: "VPP_MESSAGE_MISSING" });
  const answer = vpp.request(srSetEncapHopLimit, { hopLimit: 1 });
  peer.send(`0340 ${(await peer.next(HOP_LIMIT)).context} 00000000`);
  await answer;
  t.equal(peer.heard.length, 1);
});

t.test("an unguarded client sends what is known to hurt VPP", async (t) => {
  const { vpp, peer } = await connectedPair(t, { unguarded: true });
  const answer = vpp.request(srPolicyAdd, policy([]));
  const { context, bytes: sent } = await peer.next(POLICY_ADD);
  t.equal(sent[36], 0);
  peer.send(`0334 ${context} 00000000`);
  await answer;
});

t.test("more than may wait is not sent, and what waits is not lost", async (t) => {
  const { vpp, peer } = await connectedPair(t, { maxQueuedBytes: 1000 });
  const answers = ["a", "b", "c", "d"].map((digit) => vpp.request(srPolicyAdd, policy([`fc00::${digit}`])));
  const overloaded = answers.pop()!;
  await t.rejects(overloaded, { code: "VPP_OVERLOADED", effect: "none", messageName: "sr_policy_add" });
  for (const answer of answers) {
    peer.send(`0334 ${(await peer.next(POLICY_ADD)).context} 00000000`);
    t.same(await answer, { retval: 0 });
  }
});

t.test("a call that is repeated without a pause while too much waits gets through", async (t) => {
  const { vpp, peer } = await connectedPair(t, { maxQueuedBytes: 1000 });
  const first = ["a", "b", "c"].map((digit) => vpp.request(srPolicyAdd, policy([`fc00::${digit}`])));
  const answering = (async () => {
    for (let i = 0; i < 4; i++) peer.send(`0334 ${(await peer.next(POLICY_ADD)).context} 00000000`);
  })();
  const call = () => vpp.request(srPolicyAdd, policy(["fc00::d"])).catch((error) => error);
  let outcome = await call();
  t.match(outcome, { code: "VPP_OVERLOADED", effect: "none" });
  while (outcome.code === "VPP_OVERLOADED") outcome = await call();
  t.same(outcome, { retval: 0 });
  await Promise.all([...first, answering]);
});

t.test("a call that is not answered in time rejects; its late reply meets nobody", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const late = vpp.request(ipTableAddDel, table, { timeoutMs: 1 });
  const { context } = await peer.next(TABLE_ADD_DEL);
  await t.rejects(late, {
    code: "VPP_TIMEOUT",
    effect: "unknown",
    message: "ip_table_add_del: no answer within 1 ms",
    messageName: "ip_table_add_del",
    context: Number.parseInt(context, 16),
  });
  const next = vpp.request(ipTableAddDel, table);
  const second = await peer.next(TABLE_ADD_DEL);
  peer.send(`0061 ${context} fffffffd`, `0061 ${second.context} 00000000`);
  t.same(await next, { retval: 0 });
});

t.test("the client's own deadline holds for calls that give none", async (t) => {
  const { vpp } = await connectedPair(t, { timeoutMs: 1 });
  await t.rejects(vpp.request(ipTableAddDel, table), { code: "VPP_TIMEOUT" });
});

t.test("a call is not timed out before its time, however long the process was busy before", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const clock = stopClock(t);
  const pending = vpp.request(ipTableAddDel, table);
  const first = await peer.next(TABLE_ADD_DEL);
  clock.advance(4000);
  const answer = vpp.request(ipTableAddDel, table, { timeoutMs: 2000 });
  const canary = vpp.request(ipTableAddDel, table, { timeoutMs: 0 });
  await t.rejects(canary, { code: "VPP_TIMEOUT" });
  const second = await peer.next(TABLE_ADD_DEL);
  peer.send(`0061 ${first.context} 00000000`, `0061 ${second.context} 00000000`);
  t.same(await pending, { retval: 0 });
  t.same(await answer, { retval: 0 });
});

const ahead: readonly (readonly [what: string, send: (vpp: VppClient) => Promise<unknown>])[] = [
  ["a dump", (vpp) => vpp.dump(srLocalsidsDump, {}).next()],
  ["a batch", (vpp) => vpp.batch((batch) => batch.add(srSetEncapHopLimit, { hopLimit: 9 }))],
];

for (const [what, send] of ahead) {
  t.test(`a call behind ${what} in the same turn has its whole time`, async (t) => {
    const { vpp, peer } = await connectedPair(t);
    const clock = stopClock(t);
    const before = vpp.request(srPolicyAdd, policy(["fc00::1"]));
    peer.send(`0334 ${(await peer.next(POLICY_ADD)).context} 00000000`);
    await before;
    clock.advance(10_000);
    send(vpp).catch(() => {});
    const answer = vpp.request(srPolicyAdd, policy(["fc00::2"]));
    await t.rejects(vpp.request(showVersion, {}, { timeoutMs: 0 }), { code: "VPP_TIMEOUT" });
    const heard = peer.heard.findLast(({ id }) => id === POLICY_ADD);
    peer.send(`0334 ${heard?.context} 00000000`);
    t.same(await answer, { retval: 0 });
  });
}

t.test("a reply that came while the process was busy is in time", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const clock = stopClock(t);
  const answer = vpp.request(ipTableAddDel, table, { timeoutMs: 1000 });
  peer.send(`0061 ${(await peer.next(TABLE_ADD_DEL)).context} 00000000`);
  clock.advance(2000);
  keepBusy(60);
  t.same(await answer, { retval: 0 });
});

t.test("what VPP dropped is told after a while of silence, by what it answers later", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const dropped = vpp.request(srSetEncapHopLimit, { hopLimit: 1 });
  await peer.next(HOP_LIMIT);
  const fence = await peer.next(0x17);
  peer.send(`0018 ${fence.context} 00000000 00000000 00000001`);
  await t.rejects(dropped, { code: "VPP_NO_REPLY", effect: "unknown", messageName: "sr_set_encap_hop_limit" });
});

t.test("a signal that is aborted already sends nothing", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const reason = new Error("enough");
  const signal = AbortSignal.abort(reason);
  const error = { code: "VPP_ABORTED", effect: "none", messageName: "sr_set_encap_hop_limit", cause: reason };
  await t.rejects(vpp.request(srSetEncapHopLimit, { hopLimit: 1 }, { signal }), error);
  const answer = vpp.request(srSetEncapHopLimit, { hopLimit: 2 });
  peer.send(`0340 ${(await peer.next(HOP_LIMIT)).context} 00000000`);
  await answer;
  t.same(
    peer.heard.map(({ bytes }) => bytes[10]),
    [2],
  );
});

t.test("a signal ends a call that waits; its late reply meets nobody", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const controller = new AbortController();
  const aborted = vpp.request(srSetEncapHopLimit, { hopLimit: 1 }, { signal: controller.signal });
  const { context } = await peer.next(HOP_LIMIT);
  controller.abort();
  await t.rejects(aborted, {
    code: "VPP_ABORTED",
    effect: "unknown",
    messageName: "sr_set_encap_hop_limit",
    context: Number.parseInt(context, 16),
  });
  t.equal(getEventListeners(controller.signal, "abort").length, 0);
  const next = vpp.request(srSetEncapHopLimit, { hopLimit: 2 });
  const second = await peer.next(HOP_LIMIT);
  peer.send(`0340 ${context} fffffff9`, `0340 ${second.context} 00000000`);
  t.same(await next, { retval: 0 });
});

t.test("a signal is let go of when the call has ended, however it ended", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const { signal } = new AbortController();
  const answered = vpp.request(srSetEncapHopLimit, { hopLimit: 1 }, { signal });
  t.equal(getEventListeners(signal, "abort").length, 1);
  const refused = vpp.request(srSetEncapHopLimit, { hopLimit: 0 }, { signal });
  const { context } = await peer.next(HOP_LIMIT);
  peer.send(`0340 ${context} 00000000`, `0340 ${(await peer.next(HOP_LIMIT)).context} fffffff9`);
  await answered;
  await t.rejects(refused);
  await t.rejects(vpp.request(srSetEncapHopLimit, { hopLimit: 999 }, { signal }));
  await t.rejects(vpp.request(srSetEncapHopLimit, { hopLimit: 1 }, { signal, timeoutMs: 1 }));
  t.equal(getEventListeners(signal, "abort").length, 0);
});

t.test("a command's text is what VPP's command line prints", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const text = vpp.cli("show sr policies");
  const { context, bytes: sent } = await peer.next(CLI_INBAND);
  t.equal(sent.toString("latin1", 10), "\0\0\0\x10show sr policies");
  peer.send(`0041 ${context} 00000000 00000003 ${Buffer.from("ok\n").toString("hex")}`);
  t.equal(await text, "ok\n");
});

t.test("a command that fails rejects with VPP's text", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const text = vpp.cli("shwo");
  const { context } = await peer.next(CLI_INBAND);
  peer.send(`0041 ${context} ffffffff 00000016 ${Buffer.from("unknown input `shwo'\r\n").toString("hex")}`);
  const error = { code: "VPP_RETVAL", message: "cli: unknown input `shwo'", messageName: "cli_inband", retval: -1 };
  await t.rejects(text, error);
});

function keepBusy(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
