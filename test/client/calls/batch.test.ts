import { getEventListeners } from "node:events";
import t from "tap";
import { srPolicyDel, srSetEncapHopLimit } from "../../../src/binapi/sr.ts";
import { showVersion } from "../../../src/binapi/vpe.ts";
import { BatchRun } from "../../../src/client/calls/batch.ts";
import type { Connection } from "../../../src/client/connection/connection.ts";
import type { Batch, Outcome, Ticket, VppClient } from "../../../src/client/index.ts";
import type { VppError } from "../../../src/errors.ts";
import { stopClock } from "../../helpers.ts";
import { connectedPair, type Heard, type ScriptedPeer } from "../../scripted-peer.ts";

const HOP_LIMIT = 0x33f;

function reply({ context }: Heard, retval = "00000000"): string {
  return `0340 ${context} ${retval}`;
}

/** A batch that sets these hop limits. */
function hopLimits(vpp: VppClient, limits: readonly number[], options = {}): Promise<Outcome[]> {
  return vpp.batch((batch) => {
    for (const hopLimit of limits) batch.add(srSetEncapHopLimit, { hopLimit });
  }, options);
}

async function nextMany(peer: ScriptedPeer, count: number): Promise<Heard[]> {
  const heard: Heard[] = [];
  while (heard.length < count) heard.push(await peer.next(HOP_LIMIT));
  return heard;
}

/** What came, without the pings of a client that waits. */
function limitsHeard(peer: ScriptedPeer): number[] {
  return peer.heard.filter(({ id }) => id === HOP_LIMIT).map(({ bytes }) => bytes[10]!);
}

function brief(outcomes: readonly Outcome[]): unknown[] {
  return outcomes.map((outcome) => (outcome.ok ? outcome.reply : outcome.error.code));
}

t.test("outcomes stand where their requests were added, in whatever order replies come", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const outcomes = hopLimits(vpp, [1, 2, 3]);
  const [a, b, c] = await nextMany(peer, 3);
  t.same(limitsHeard(peer), [1, 2, 3]);
  peer.send(reply(c!, "00000003"), reply(a!, "00000001"), reply(b!, "00000002"));
  t.same(brief(await outcomes), [{ retval: 1 }, { retval: 2 }, { retval: 3 }]);
});

t.test("a request that fails is one outcome, and does not hold up the others", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const outcomes = vpp.batch((batch) => {
    batch.add(srSetEncapHopLimit, { hopLimit: 1 });
    batch.add(srSetEncapHopLimit, { hopLimit: 256 });
    batch.add(srPolicyDel, { bsidAddr: "cafe::1", srPolicyIndex: 0 });
    batch.add(srSetEncapHopLimit, { hopLimit: 0 });
    batch.add(srSetEncapHopLimit, { hopLimit: 2 });
  });
  const [a, b, c] = await nextMany(peer, 3);
  peer.send(reply(a!), reply(b!, "fffffff9"), reply(c!));
  const found = await outcomes;
  t.same(brief(found), [{ retval: 0 }, "VPP_FIELD_RANGE", "VPP_MESSAGE_MISSING", "VPP_RETVAL", { retval: 0 }]);
  t.match(found[1], { ok: false, error: { effect: "none", message: /hop_limit: 256 is not a u8/ } });
  t.match(found[3], { ok: false, error: { effect: "rejected", retval: -7 } });
});

t.test("an empty batch is done at once", async (t) => {
  const { vpp } = await connectedPair(t);
  t.same(await vpp.batch(() => {}), []);
});

t.test("a batch of which nothing can be sent is done at once", async (t) => {
  const { vpp } = await connectedPair(t);
  t.same(brief(await hopLimits(vpp, [999, -1])), ["VPP_FIELD_RANGE", "VPP_FIELD_RANGE"]);
});

t.test("no more than the window are on their way", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const outcomes = hopLimits(vpp, [1, 2, 3, 4, 5], { window: 2 });
  const [a, b] = await nextMany(peer, 2);
  t.same(limitsHeard(peer), [1, 2]);
  peer.send(reply(a!));
  const [c] = await nextMany(peer, 1);
  t.same(limitsHeard(peer), [1, 2, 3]);
  peer.send(reply(b!), reply(c!));
  const [d, e] = await nextMany(peer, 2);
  peer.send(reply(d!), reply(e!));
  t.same(brief(await outcomes), new Array(5).fill({ retval: 0 }));
});

t.test("what fills the window leaves before the rest is added", async (t) => {
  const flushes: number[] = [];
  let sent = 0;
  const served = { request: srSetEncapHopLimit };
  const flush = (): void => void flushes.push(sent);
  const connection = { served: { of: () => served }, send: () => ++sent, flush, maxWindow: 512 };
  const run = new BatchRun({ timeoutMs: 1000, window: 2 }, () => {});
  run.start(connection as unknown as Connection); // what a batch needs of one
  for (let hopLimit = 1; hopLimit <= 5; hopLimit++) run.add(srSetEncapHopLimit, { hopLimit });
  t.same([flushes, sent], [[2], 2]);
});

t.test("many requests that cannot be sent do not pile up", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const limits = [1, ...new Array(20_000).fill(999), 2];
  const outcomes = hopLimits(vpp, limits, { window: 1 });
  peer.send(reply((await nextMany(peer, 1))[0]!));
  peer.send(reply((await nextMany(peer, 1))[0]!));
  const found = brief(await outcomes);
  t.same(
    [found[0], found[1], found[20_000], found[20_001]],
    [{ retval: 0 }, "VPP_FIELD_RANGE", "VPP_FIELD_RANGE", { retval: 0 }],
  );
});

t.test("a batch waits while the way is full, and loses nothing", async (t) => {
  const { vpp, peer } = await connectedPair(t, { maxQueuedBytes: 200 });
  const limits = Array.from({ length: 100 }, (_, at) => at + 1);
  const outcomes = hopLimits(vpp, limits);
  for (const heard of await nextMany(peer, 100)) peer.send(reply(heard));
  t.same(brief(await outcomes), new Array(100).fill({ retval: 0 }));
  t.same(limitsHeard(peer), limits);
});

t.test("any answer is a sign of life for all that wait, a refusal too", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const clock = stopClock(t);
  const outcomes = hopLimits(vpp, [1, 2, 3], { timeoutMs: 1000 });
  const [a, b, c] = await nextMany(peer, 3);
  for (const message of [reply(a!), reply(b!, "fffffff9")]) {
    clock.advance(900);
    peer.send(message);
    await roundTrip(vpp, peer);
    await t.rejects(vpp.request(srSetEncapHopLimit, { hopLimit: 9 }, { timeoutMs: 0 }), { code: "VPP_TIMEOUT" });
    await nextMany(peer, 1);
  }
  peer.send(reply(c!));
  t.same(brief(await outcomes), [{ retval: 0 }, "VPP_RETVAL", { retval: 0 }]);
});

t.test("what is not answered times out, with what the batch waited for", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const outcomes = hopLimits(vpp, [1, 2, 3], { timeoutMs: 1, window: 2 });
  await nextMany(peer, 2);
  const [c] = await nextMany(peer, 1);
  t.ok(c);
  const found = await outcomes;
  t.same(brief(found), ["VPP_TIMEOUT", "VPP_TIMEOUT", "VPP_TIMEOUT"]);
  t.match(found[0], { error: { effect: "unknown", messageName: "sr_set_encap_hop_limit" } });
});

t.test("a signal ends what has no outcome yet, and tells what was sent", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const controller = new AbortController();
  const outcomes = hopLimits(vpp, [1, 2, 3], { window: 2, signal: controller.signal });
  const [a, b] = await nextMany(peer, 2);
  peer.send(reply(a!));
  await nextMany(peer, 1);
  const reason = new Error("enough");
  controller.abort(reason);
  const found = await outcomes;
  t.same(brief(found), [{ retval: 0 }, "VPP_ABORTED", "VPP_ABORTED"]);
  const context = Number.parseInt(b!.context, 16);
  t.match(found[1], { error: { effect: "unknown", cause: reason, messageName: "sr_set_encap_hop_limit", context } });
  t.equal(getEventListeners(controller.signal, "abort").length, 0);
});

t.test("a signal keeps from sending what waits for its turn", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const controller = new AbortController();
  const outcomes = hopLimits(vpp, [1, 2], { window: 1, signal: controller.signal });
  const [a] = await nextMany(peer, 1);
  controller.abort();
  peer.send(reply(a!));
  const found = await outcomes;
  t.same(
    found.map((outcome) => !outcome.ok && outcome.error.effect),
    ["unknown", "none"],
  );
  await roundTrip(vpp, peer);
  t.same(limitsHeard(peer), [1, 77]);
});

t.test("a signal that is aborted before or while requests are added keeps from sending", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  t.same(brief(await hopLimits(vpp, [1, 2], { signal: AbortSignal.abort() })), ["VPP_ABORTED", "VPP_ABORTED"]);
  const controller = new AbortController();
  const found = await vpp.batch(
    (batch) => {
      batch.add(srSetEncapHopLimit, { hopLimit: 3 });
      controller.abort();
      batch.add(srSetEncapHopLimit, { hopLimit: 4 });
    },
    { signal: controller.signal },
  );
  t.same(
    found.map((outcome) => !outcome.ok && outcome.error.effect),
    ["unknown", "none"],
  );
  await nextMany(peer, 1);
  await roundTrip(vpp, peer);
  t.same(limitsHeard(peer), [3, 77]);
});

t.test("an error of the function that adds requests comes by the promise", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const { signal } = new AbortController();
  const reason = new Error("no more");
  const outcomes = vpp.batch(
    (batch) => {
      batch.add(srSetEncapHopLimit, { hopLimit: 1 });
      throw reason;
    },
    { signal },
  );
  await t.rejects(outcomes, reason);
  peer.send(reply((await nextMany(peer, 1))[0]!));
  await roundTrip(vpp, peer);
  t.equal(getEventListeners(signal, "abort").length, 0);
});

t.test("outcomes are found by their tickets, and compare as an array", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const tickets: Ticket<{ readonly retval: number }>[] = [];
  const done = vpp.batch((batch) => {
    for (const hopLimit of [1, 256]) tickets.push(batch.add(srSetEncapHopLimit, { hopLimit }));
  });
  peer.send(reply((await nextMany(peer, 1))[0]!, "00000007"));
  const outcomes = await done;
  t.same(tickets, [0, 1]);
  t.equal(outcomes.of(tickets[0]!), outcomes[0]);
  t.equal(outcomes.of(tickets[1]!), outcomes[1]);
  t.ok(Array.isArray(outcomes));
  t.same(Object.keys(outcomes), ["0", "1"]);
  t.same(Object.getPrototypeOf(outcomes), Array.prototype);
});

t.test("a request that is added when the batch was filled is refused, and the outcomes do not grow", async (t) => {
  const { vpp } = await connectedPair(t);
  let kept: Batch | undefined;
  const outcomes = await vpp.batch((batch) => {
    kept = batch;
  });
  t.throws(() => kept!.add(srSetEncapHopLimit, { hopLimit: 1 }), {
    code: "VPP_FIELD_RANGE",
    effect: "none",
    message:
      "batch: sr_set_encap_hop_limit was added after the function that fills the batch had returned: add all requests before it returns",
  });
  t.same(outcomes, []);
});

for (const fill of [async () => t.fail("called"), function* () {}, async function* () {}]) {
  t.test(`${Object.prototype.toString.call(fill)} is refused before it is called`, async (t) => {
    const { vpp } = await connectedPair(t);
    await t.rejects(vpp.batch(fill as () => void), {
      code: "VPP_FIELD_RANGE",
      effect: "none",
      message: "batch: fill is an async or a generator function: it has to add all requests before it returns",
    });
  });
}

t.test("a function that returns a promise rejects, once what it added has ended", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  let hasEnded = false;
  const fill = (batch: Batch): unknown => {
    batch.add(srSetEncapHopLimit, { hopLimit: 1 });
    return Promise.resolve().then(() => batch.add(srSetEncapHopLimit, { hopLimit: 2 }));
  };
  const outcomes = vpp.batch(fill).finally(() => {
    hasEnded = true;
  });
  const heard = await nextMany(peer, 1);
  t.notOk(hasEnded);
  peer.send(reply(heard[0]!));
  await t.rejects(outcomes, { code: "VPP_FIELD_RANGE", message: /^batch: fill returned a promise: / });
  t.same(limitsHeard(peer), [1]);
});

t.test("without a connection nothing is sent of a batch whose function fails", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  peer.destroy();
  for await (const { type } of vpp.states()) if (type === "lost") break;
  const reason = new Error("no more");
  const fails = (batch: Batch): void => {
    batch.add(srSetEncapHopLimit, { hopLimit: 1 });
    throw reason;
  };
  await t.rejects(vpp.batch(fails, { whenLost: "wait" }), reason);
  const thenable = (batch: Batch): unknown => {
    // biome-ignore lint/suspicious/noThenProperty: what looks like a promise
    return { then: () => batch };
  };
  await t.rejects(vpp.batch(thenable, { whenLost: "wait" }), { code: "VPP_FIELD_RANGE" });
  for await (const { type } of vpp.states()) if (type === "ready") break;
  await roundTrip(vpp, peer);
  t.same(limitsHeard(peer), [77]);
});

/** Compiled, and never run. */
async function types(vpp: VppClient): Promise<void> {
  let version: Ticket<{ readonly version: string }> | undefined;
  const outcomes = await vpp.batch((batch) => {
    version = batch.add(showVersion, {});
    const place: number = version;
    return place;
  });
  const outcome = outcomes.of(version!);
  // @ts-expect-error: it may have failed
  outcome.reply.version;
  if (!outcome.ok) return void (outcome.error satisfies VppError);
  outcome.reply.version satisfies string;
  // @ts-expect-error: the reply has no such field
  outcome.reply.hopLimit;
  // @ts-expect-error: a number is no ticket
  outcomes.of(0);
  // @ts-expect-error: requests are added synchronously
  await vpp.batch(async (batch) => void batch.add(showVersion, {}));
  // @ts-expect-error: nor by a function that returns a promise
  await vpp.batch((batch) => Promise.resolve(batch));
  await vpp.batch((batch) => [1, 2].map(() => batch.add(showVersion, {})));
}

t.test("outcomes are typed to the last field", async (t) => {
  t.equal(types.length, 1);
});

t.test("fields are read when their request is sent", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const fields = { hopLimit: 1 };
  const outcomes = vpp.batch((batch) => batch.add(srSetEncapHopLimit, fields));
  fields.hopLimit = 2;
  peer.send(reply((await nextMany(peer, 1))[0]!));
  await outcomes;
  t.same(limitsHeard(peer), [1]);
});

t.test("a connection that ends gives every request an outcome, however many there are", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const outcomes = hopLimits(vpp, new Array(20_000).fill(1), { window: 10 });
  await nextMany(peer, 10);
  peer.destroy();
  const found = await outcomes;
  t.same(new Set(brief(found)), new Set(["VPP_CONNECTION_LOST"]));
  t.match(found[0], { error: { effect: "unknown" } });
  t.match(found[19_999], { error: { effect: "none" } });
});

/** Resolves when the client has read all that the peer sent. */
async function roundTrip(vpp: VppClient, peer: ScriptedPeer): Promise<void> {
  const answer = vpp.request(srSetEncapHopLimit, { hopLimit: 77 });
  peer.send(reply(await peer.next(HOP_LIMIT)));
  await answer;
}

t.test("a batch may end at the first failure: what is on its way is answered, the rest not sent", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const outcomes = hopLimits(vpp, [1, 2, 3, 4], { window: 2, stopAtFailure: true });
  const [a, b] = await nextMany(peer, 2);
  peer.send(reply(a!, "fffffff9"), reply(b!));
  const found = await outcomes;
  t.same(brief(found), ["VPP_RETVAL", { retval: 0 }, "VPP_ABORTED", "VPP_ABORTED"]);
  t.match(found[3], { error: { effect: "none", cause: { code: "VPP_RETVAL" } } });
  t.same(limitsHeard(peer), [1, 2]);
});

t.test("a request that cannot be sent ends such a batch too", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const outcomes = hopLimits(vpp, [1, 256, 3], { stopAtFailure: true });
  peer.send(reply((await nextMany(peer, 1))[0]!));
  t.same(brief(await outcomes), [{ retval: 0 }, "VPP_FIELD_RANGE", "VPP_ABORTED"]);
  t.same(limitsHeard(peer), [1]);
});

t.test("the caller learns once that all was sent, before VPP has answered the last ones", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const order: string[] = [];
  const outcomes = hopLimits(vpp, [1, 2, 3], { window: 2, onSent: () => order.push("sent") });
  const [a, b] = await nextMany(peer, 2);
  t.same(order, []);
  peer.send(reply(a!));
  const [c] = await nextMany(peer, 1);
  t.same(order, ["sent"]);
  peer.send(reply(b!), reply(c!));
  await outcomes;
  t.same(order, ["sent"]);
});

t.test("a batch that stops before all was sent does not say that it was", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const onSent = (): void => void t.fail("not all was sent");
  const aborts = new AbortController();
  const outcomes = hopLimits(vpp, [1, 2, 3], { window: 2, signal: aborts.signal, onSent });
  await nextMany(peer, 2);
  aborts.abort();
  t.match(await outcomes, [{ ok: false }, { ok: false }, { ok: false, error: { effect: "none" } }]);
});

t.test("progress is told as outcomes come, once for those of one turn", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const told: [number, number][] = [];
  const onProgress = (...progress: [number, number]): void => void told.push(progress);
  const outcomes = hopLimits(vpp, [1, 2, 3], { onProgress });
  const [a, b, c] = await nextMany(peer, 3);
  peer.send(reply(a!), reply(b!));
  const later = vpp.request(srSetEncapHopLimit, { hopLimit: 9 });
  peer.send(reply((await nextMany(peer, 1))[0]!));
  await later;
  t.same(told, [[2, 3]]);
  peer.send(reply(c!));
  await outcomes;
  t.same(told, [
    [2, 3],
    [3, 3],
  ]);
});
