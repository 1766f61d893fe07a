import t from "tap";
import { swInterfaceEvent } from "../../../src/binapi/interface.ts";
import { ipPathMtuGet } from "../../../src/binapi/ip.ts";
import { srLocalsidsDump, srSetEncapHopLimit } from "../../../src/binapi/sr.ts";
import { showVersion, showVersionReply } from "../../../src/binapi/vpe.ts";
import type { VppClient } from "../../../src/client/index.ts";
import type { Input } from "../../../src/wire/index.ts";
import { stopClock } from "../../helpers.ts";
import { connectedPair, ScriptedPeer } from "../../scripted-peer.ts";

/** A call of a program that no compiler has checked. */
type Call = (vpp: never) => unknown;
/** The same with any arguments. */
type AnyClient = Readonly<
  Record<"request" | "batch" | "cli" | "compatibility" | "onReady", (...all: unknown[]) => unknown>
>;

const HOP_LIMIT = { hopLimit: 9 };

function call(run: (vpp: AnyClient) => unknown): Call {
  return run as Call;
}

function step(...dumped: unknown[]): Call {
  return (vpp: Readonly<Record<"dump", (...all: unknown[]) => AsyncIterator<unknown>>>) => vpp.dump(...dumped).next();
}

function listen(...events: unknown[]): Call {
  return (vpp: Readonly<Record<"events", (...all: unknown[]) => AsyncIterator<unknown>>>) =>
    vpp.events(...events).next();
}

/** What a program without types can give, and the error that names it. */
const wrongs: readonly (readonly [text: string, call: Call])[] = [
  ["request: message: undefined is not a request of a binapi module", call((vpp) => vpp.request())],
  ["request: message: null is not a request of a binapi module", call((vpp) => vpp.request(null, {}))],
  ['request: message: "show_version" is not a request of a binapi module', call((vpp) => vpp.request("show_version"))],
  ["request: sr_localsids_dump is a dump, not a request", call((vpp) => vpp.request(srLocalsidsDump, {}))],
  ["request: show_version_reply is a message, not a request", call((vpp) => vpp.request(showVersionReply, {}))],
  ["sr_set_encap_hop_limit: undefined is not an object", call((vpp) => vpp.request(srSetEncapHopLimit))],
  ["sr_set_encap_hop_limit: null is not an object", call((vpp) => vpp.request(srSetEncapHopLimit, null))],
  ["request: options: null is not an object", call((vpp) => vpp.request(showVersion, {}, null))],
  ["request: options: 5 is not an object", call((vpp) => vpp.request(showVersion, {}, 5))],
  [
    'request: timeoutMs: "5" is not a number of milliseconds from 0 on',
    call((vpp) => vpp.request(showVersion, {}, { timeoutMs: "5" })),
  ],
  [
    "request: timeoutMs: NaN is not a number of milliseconds from 0 on",
    call((vpp) => vpp.request(showVersion, {}, { timeoutMs: Number.NaN })),
  ],
  [
    "request: timeoutMs: -5 is not a number of milliseconds from 0 on",
    call((vpp) => vpp.request(showVersion, {}, { timeoutMs: -5 })),
  ],
  ["dump: timeoutMs: -5 is not a number of milliseconds from 0 on", step(srLocalsidsDump, {}, { timeoutMs: -5 })],
  [
    "batch: timeoutMs: -5 is not a number of milliseconds from 0 on",
    call((vpp) => vpp.batch(() => {}, { timeoutMs: -5 })),
  ],
  [
    "cli: timeoutMs: -5 is not a number of milliseconds from 0 on",
    call((vpp) => vpp.cli("show version", { timeoutMs: -5 })),
  ],
  [
    "compatibility: timeoutMs: -5 is not a number of milliseconds from 0 on",
    call((vpp) => vpp.compatibility([], { timeoutMs: -5 })),
  ],
  ["request: signal: true is not an AbortSignal", call((vpp) => vpp.request(showVersion, {}, { signal: true }))],
  ['request: whenLost: "no" is not "fail" or "wait"', call((vpp) => vpp.request(showVersion, {}, { whenLost: "no" }))],
  ["dump: message: undefined is not a dump of a binapi module", step()],
  ["dump: show_version is a request, not a dump", step(showVersion, {})],
  ["ip_path_mtu_get: undefined is not an object", step(ipPathMtuGet)],
  ["dump: options: null is not an object", step(srLocalsidsDump, {}, null)],
  ['dump: as: "rows" is not "object" or "view"', step(srLocalsidsDump, {}, { as: "rows" })],
  ['dump: maxBufferedBytes: "1" is not a whole number from 0 on', step(srLocalsidsDump, {}, { maxBufferedBytes: "1" })],
  ["dump: signal: an object is not an AbortSignal", step(srLocalsidsDump, {}, { signal: {} })],
  ["batch: fill: undefined is not a function", call((vpp) => vpp.batch())],
  ['batch: fill: "x" is not a function', call((vpp) => vpp.batch("x"))],
  ["batch: options: null is not an object", call((vpp) => vpp.batch(() => {}, null))],
  ["batch: window: 0 is not a whole number from 1 on", call((vpp) => vpp.batch(() => {}, { window: 0 }))],
  ['batch: window: "x" is not a whole number from 1 on', call((vpp) => vpp.batch(() => {}, { window: "x" }))],
  ["batch: stopAtFailure: 1 is not true or false", call((vpp) => vpp.batch(() => {}, { stopAtFailure: 1 }))],
  ["batch: onProgress: 1 is not a function", call((vpp) => vpp.batch(() => {}, { onProgress: 1 }))],
  [
    "batch.add: message: undefined is not a request of a binapi module",
    call((vpp) => vpp.batch((batch: { add(): void }) => batch.add())),
  ],
  [
    "batch.add: sr_localsids_dump is a dump, not a request",
    call((vpp) => vpp.batch((batch: { add(message: unknown): void }) => batch.add(srLocalsidsDump))),
  ],
  ["cli_inband.cmd: undefined is not a string", call((vpp) => vpp.cli())],
  ["cli: options: null is not an object", call((vpp) => vpp.cli("show version", null))],
  ['compatibility: names: "sr" is not an array of strings', call((vpp) => vpp.compatibility("sr"))],
  ["events: message: undefined is not an event of a binapi module", listen()],
  ["events: show_version is a request, not an event", listen(showVersion)],
  ["events: options: null is not an object", listen(swInterfaceEvent, null)],
  ['events: overflow: "drop" is not "drop-oldest" or "error"', listen(swInterfaceEvent, { overflow: "drop" })],
  ["events: maxQueued: 0 is not a whole number from 1 on", listen(swInterfaceEvent, { maxQueued: 0 })],
  ["events: signal: 1 is not an AbortSignal", listen(swInterfaceEvent, { signal: 1 })],
  ["onReady: hook: undefined is not a function", call((vpp) => vpp.onReady())],
];

for (const [message, run] of wrongs) {
  t.test(`an error names the argument: ${message}`, async (t) => {
    const { vpp, peer } = await connectedPair(t);
    await t.rejects(async () => run(vpp as never), {
      name: "VppError",
      code: "VPP_FIELD_RANGE",
      effect: "none",
      message,
    });
    t.same(peer.heard, []);
  });
}

t.test("no call throws; what is wrong comes by the promise or the iterator", async (t) => {
  const { vpp } = await connectedPair(t);
  for (const [message, run] of wrongs) {
    let result: unknown;
    t.doesNotThrow(() => {
      result = run(vpp as never);
    }, message);
    await t.rejects(result as Promise<unknown>);
  }
});

t.test("a dump that was not asked for fails once, and can be left", async (t) => {
  const { vpp } = await connectedPair(t);
  const dump = (vpp as unknown as { dump(): AsyncIterableIterator<unknown> }).dump();
  await t.rejects(dump.next(), { code: "VPP_FIELD_RANGE" });
  t.same(await dump.next(), { done: true, value: undefined });
  await t.rejects(
    async () => {
      for await (const _ of (vpp as unknown as { dump(): AsyncIterableIterator<unknown> }).dump()) t.fail("no details");
    },
    { code: "VPP_FIELD_RANGE" },
  );
});

t.test(
  "without a connection calls fail at once, or wait for the next with the fields that they were given",
  async (t) => {
    const peer = await ScriptedPeer.listen(t);
    const { connect } = await import("../../../src/client/index.ts");
    const vpp = await connect({ socketPath: peer.socketPath });
    t.teardown(() => vpp.close());
    const lost = nextState(vpp, "lost");
    peer.destroy();
    await lost;
    await t.rejects(vpp.request(srSetEncapHopLimit, HOP_LIMIT), { code: "VPP_CONNECTION_LOST", effect: "none" });
    const fields = { hopLimit: 7 };
    const waiting = vpp.request(srSetEncapHopLimit, fields, { whenLost: "wait" });
    fields.hopLimit = 8;
    const { context, bytes } = await peer.next(0x33f);
    t.equal(bytes[10], 7);
    peer.send(`0340 ${context} 00000000`);
    t.same(await waiting, { retval: 0 });
  },
);

t.test("a call that waits for a connection has its deadline from its first moment", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const lost = nextState(vpp, "lost");
  peer.moveTo(`${peer.socketPath}.gone`);
  peer.destroy();
  await lost;
  const clock = stopClock(t);
  const waiting = vpp.request(srSetEncapHopLimit, HOP_LIMIT, { whenLost: "wait", timeoutMs: 50 });
  clock.advance(51);
  peer.moveTo(peer.socketPath, `${peer.socketPath}.gone`);
  await t.rejects(waiting, { code: "VPP_TIMEOUT", effect: "none", messageName: "sr_set_encap_hop_limit" });
});

t.test("a failure of the encoder that no field explains is a bug of ours, and nothing is sent", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const cause = new TypeError("x is not a function");
  const broken = {
    ...srSetEncapHopLimit,
    codec: {
      ...srSetEncapHopLimit.codec,
      write: () => {
        throw cause;
      },
    },
  };
  const bug = { code: "VPP_INTERNAL", effect: "none", messageName: "sr_set_encap_hop_limit", cause };
  await t.rejects(vpp.request(broken, HOP_LIMIT), bug);
  const [outcome] = await vpp.batch((batch) => batch.add(broken, HOP_LIMIT));
  t.match(outcome, { ok: false, error: bug });
  await t.rejects(vpp.request(broken, {} as Input<{ hopLimit: number }>), {
    code: "VPP_FIELD_RANGE",
    message: "sr_set_encap_hop_limit.hop_limit: undefined is not a number",
    cause,
  });
  t.same(peer.heard, []);
});

async function nextState(vpp: VppClient, type: string): Promise<void> {
  for await (const state of vpp.states()) if (state.type === type) return;
}
