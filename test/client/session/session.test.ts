/** What a client does when its VPP goes away and comes back. */
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { setImmediate as turn } from "node:timers/promises";
import t, { type Test } from "tap";
import { srLocalsidsDump, srSetEncapHopLimit } from "../../../src/binapi/sr.ts";
import { showVersion } from "../../../src/binapi/vpe.ts";
import { type ConnectionState, connect, type VppClient } from "../../../src/client/index.ts";
import { connectedPair, PEER_TABLE, ScriptedPeer } from "../../scripted-peer.ts";

const HOP_LIMIT = 0x33f;
const SOCKCLNT_DELETE = 0x11;
const PING = 0x17;

/** The same VPP after a restart: every id is another. */
const OTHER_IDS = Object.fromEntries(
  Object.entries(PEER_TABLE).map(([name, id]) => [name, id < 0x20 ? id : id + 0x1000]),
);
const OTHER_HOP_LIMIT = 0x133f;

async function reach(vpp: VppClient, type: ConnectionState["type"]): Promise<ConnectionState> {
  for await (const state of vpp.states()) if (state.type === type) return state;
  throw new Error(`never ${type}`);
}

/** A client whose connection has just ended; its peer answers with other ids from now on. */
async function lostPair(t: Test): Promise<{ vpp: VppClient; peer: ScriptedPeer }> {
  const pair = await connectedPair(t);
  pair.peer.greeting = ScriptedPeer.greeting(OTHER_IDS);
  pair.peer.destroy();
  await reach(pair.vpp, "lost");
  return pair;
}

/** Keeps a client from coming back, until the function that is returned is called. */
function hide(peer: ScriptedPeer): () => void {
  const { socketPath } = peer;
  peer.moveTo(`${socketPath}.hidden`, socketPath);
  return () => peer.moveTo(socketPath, `${socketPath}.hidden`);
}

t.test("a client whose connection ends makes another, with the ids of that one", async (t) => {
  const { vpp, peer } = await lostPair(t);
  await reach(vpp, "ready");
  const answer = vpp.request(srSetEncapHopLimit, { hopLimit: 9 });
  const { context, bytes } = await peer.next(OTHER_HOP_LIMIT);
  t.equal(bytes.at(-1), 9);
  peer.send(`1340 ${context} 00000000`);
  t.same(await answer, { retval: 0 });
  t.same(Object.fromEntries(vpp.messageTable.entries()), OTHER_IDS);
});

t.test("a reply of one connection meets no call of the next", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const first = vpp.request(srSetEncapHopLimit, { hopLimit: 1 });
  const { context } = await peer.next(HOP_LIMIT);
  peer.destroy();
  await t.rejects(first, { code: "VPP_CONNECTION_LOST", effect: "unknown" });
  await reach(vpp, "ready");
  const second = vpp.request(srSetEncapHopLimit, { hopLimit: 2 });
  const next = await peer.next(HOP_LIMIT);
  t.not(next.context, context);
  peer.send(`0340 ${context} fffffff9`, `0340 ${next.context} 00000000`);
  t.same(await second, { retval: 0 });
  t.match(vpp.counters, { unknown: 1, late: 0, losses: 1 });
});

t.test("without a connection calls fail at once, and tell that nothing was sent", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const show = hide(peer);
  peer.destroy();
  await reach(vpp, "lost");
  const error = { code: "VPP_CONNECTION_LOST", effect: "none" };
  await t.rejects(vpp.request(showVersion, {}), error);
  await t.rejects(vpp.dump(srLocalsidsDump, {}).next(), error);
  const [outcome] = await vpp.batch((batch) => batch.add(srSetEncapHopLimit, { hopLimit: 1 }));
  t.match(outcome, { ok: false, error });
  show();
});

/** Calls that end at once while nothing can be sent: each gives its error. */
const unsent: readonly (readonly [what: string, call: (vpp: VppClient) => Promise<unknown>])[] = [
  ["request", (vpp) => vpp.request(srSetEncapHopLimit, { hopLimit: 1 }).catch((error) => error)],
  [
    "dump",
    (vpp) =>
      vpp
        .dump(srLocalsidsDump, {})
        .next()
        .catch((error) => error),
  ],
  [
    "batch",
    async (vpp) => {
      const [outcome] = await vpp.batch((batch) => batch.add(srSetEncapHopLimit, { hopLimit: 1 }));
      return outcome?.ok === false ? outcome.error : outcome;
    },
  ],
];

for (const [what, call] of unsent) {
  t.test(`a ${what} repeated without a pause does not keep the client from its next connection`, async (t) => {
    const { vpp, peer } = await connectedPair(t);
    const show = hide(peer);
    peer.destroy();
    await reach(vpp, "lost");
    t.match(await call(vpp), { code: "VPP_CONNECTION_LOST", effect: "none" });
    show();
    while (vpp.state.type !== "ready") t.match(await call(vpp), { code: "VPP_CONNECTION_LOST", effect: "none" });
  });

  t.test(`a ${what} repeated without a pause on a closed client does not hold up the process`, async (t) => {
    const { vpp } = await connectedPair(t);
    await vpp.close();
    let isOver = false;
    turn().then(() => {
      isOver = true;
    });
    while (!isOver) t.match(await call(vpp), { code: "VPP_CLOSED", effect: "none" });
  });
}

t.test("calls that cannot be sent end together, in the next turn", async (t) => {
  const { vpp } = await connectedPair(t);
  await vpp.close();
  const before = process.getActiveResourcesInfo().filter((type) => type === "Immediate").length;
  const calls = Array.from({ length: 100 }, () => vpp.request(srSetEncapHopLimit, { hopLimit: 1 }));
  t.equal(process.getActiveResourcesInfo().filter((type) => type === "Immediate").length, before + 1);
  for (const outcome of await Promise.allSettled(calls)) t.match(outcome, { reason: { code: "VPP_CLOSED" } });
});

t.test("calls may wait for the next connection, and go in order", async (t) => {
  const { vpp, peer } = await lostPair(t);
  const wait = { whenLost: "wait" } as const;
  const fields = { hopLimit: 1 };
  const request = vpp.request(srSetEncapHopLimit, fields, wait);
  const dump = vpp.dump(srLocalsidsDump, {}, wait).next();
  const batch = vpp.batch((batch) => batch.add(srSetEncapHopLimit, { hopLimit: 3 }), wait);
  fields.hopLimit = 99;
  const first = await peer.next(OTHER_HOP_LIMIT);
  t.equal(first.bytes.at(-1), 1);
  await peer.next(0x1343);
  const fence = await peer.next(PING);
  const second = await peer.next(OTHER_HOP_LIMIT);
  t.equal(second.bytes.at(-1), 3);
  peer.send(`1340 ${first.context} 00000000`, `0018 ${fence.context} 00000000 00000000 00000001`);
  peer.send(`1340 ${second.context} fffffff9`);
  t.same(await request, { retval: 0 });
  t.same(await dump, { done: true, value: undefined });
  t.match(await batch, [{ ok: false, error: { code: "VPP_RETVAL", retval: -7 } }]);
});

t.test("waiting for the next connection has an end", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const show = hide(peer);
  peer.destroy();
  await reach(vpp, "lost");
  const late = { code: "VPP_TIMEOUT", effect: "none", messageName: "show_version" };
  await t.rejects(vpp.request(showVersion, {}, { whenLost: "wait", timeoutMs: 1 }), late);
  const controller = new AbortController();
  const aborted = vpp.dump(srLocalsidsDump, {}, { whenLost: "wait", signal: controller.signal }).next();
  const closed = vpp.batch((batch) => batch.add(srSetEncapHopLimit, { hopLimit: 3 }), { whenLost: "wait" });
  controller.abort();
  await t.rejects(aborted, { code: "VPP_ABORTED" });
  await vpp.close();
  t.match(await closed, [{ ok: false, error: { code: "VPP_CLOSED", effect: "none" } }]);
  await t.rejects(vpp.request(showVersion, {}, { whenLost: "wait" }), { code: "VPP_CLOSED", effect: "none" });
  show();
});

t.test("every change of the state is told, with why and since which connection", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const states: ConnectionState[] = [];
  const reading = (async () => {
    for await (const state of vpp.states()) states.push(state);
  })();
  peer.destroy();
  await reach(vpp, "lost");
  await reach(vpp, "ready");
  await vpp.close();
  await reading;
  t.match(states, [
    { type: "ready", generation: 1, sharedMemory: { type: "off" } },
    { type: "lost", generation: 1, reason: { code: "VPP_CONNECTION_LOST", effect: "unknown" } },
    { type: "connecting", generation: 2 },
    { type: "ready", generation: 2, sharedMemory: { type: "off" } },
    { type: "closed", generation: 2 },
  ]);
  const { retryMs } = states[1] as ConnectionState & { type: "lost" };
  t.ok(retryMs >= 0 && retryMs <= 100);
});

t.test("whoever reads states slowly gets the newest", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const states = vpp.states();
  t.match(await states.next(), { value: { type: "ready", generation: 1 } });
  peer.destroy();
  await reach(vpp, "lost");
  await reach(vpp, "ready");
  t.match(await states.next(), { value: { type: "ready", generation: 2 } });
  await vpp.close();
  t.match(await states.next(), { value: { type: "closed" } });
  t.match(await states.next(), { done: true });
});

t.test("a client tries again until VPP is there", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const show = hide(peer);
  peer.destroy();
  const attempts: ConnectionState[] = [];
  for await (const state of vpp.states()) {
    if (state.type === "lost") attempts.push(state);
    if (attempts.length === 3) break;
  }
  show();
  await reach(vpp, "ready");
  t.match(attempts.slice(1), [
    { generation: 1, reason: { code: "VPP_CONNECT", message: /no such socket/ } },
    { generation: 1, reason: { code: "VPP_CONNECT" } },
  ]);
  t.equal(vpp.state.generation, 2);
});

t.test("hooks run before calls that waited, on every connection, in order", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const generations: number[] = [];
  const prepare = (hopLimit: number) => {
    return vpp.onReady(async (generation) => {
      generations.push(generation.number);
      await generation.request(srSetEncapHopLimit, { hopLimit });
    });
  };
  const answerNext = async (): Promise<number | undefined> => {
    const { context, bytes } = await peer.next(HOP_LIMIT);
    peer.send(`0340 ${context} 00000000`);
    return bytes.at(-1);
  };
  const preparing = prepare(10);
  t.equal(await answerNext(), 10);
  const forget = await preparing;
  const others = prepare(11);
  t.equal(await answerNext(), 11);
  await others;
  peer.destroy();
  await reach(vpp, "lost");
  const call = vpp.request(srSetEncapHopLimit, { hopLimit: 12 }, { whenLost: "wait" });
  t.same([await answerNext(), await answerNext(), await answerNext()], [10, 11, 12]);
  await call;
  t.same(generations, [1, 1, 2, 2]);
  forget();
  peer.destroy();
  await reach(vpp, "lost");
  t.equal(await answerNext(), 11);
  await reach(vpp, "ready");
});

t.test("a hook that fails at once is not kept", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const failure = new Error("no");
  await t.rejects(
    vpp.onReady(() => Promise.reject(failure)),
    failure,
  );
  peer.destroy();
  await reach(vpp, "lost");
  t.match(await reach(vpp, "ready"), { generation: 2 });
});

t.test("a connection whose hook fails is left in order, and another is tried", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  let runs = 0;
  await vpp.onReady(() => {
    if (++runs === 2) throw new Error("not yet");
  });
  peer.destroy();
  for await (const state of vpp.states()) {
    if (state.type === "lost" && state.reason.code === "VPP_CONNECT") {
      t.match(state.reason, { message: /hook .*: not yet/, cause: { message: "not yet" } });
      break;
    }
  }
  await reach(vpp, "ready");
  t.equal(runs, 3);
  t.equal(peer.heard.filter(({ id }) => id === SOCKCLNT_DELETE).length, 1);
});

t.test("a hook that never ends is not waited for when its connection is lost", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const generations: number[] = [];
  await vpp.onReady(({ number }) => {
    generations.push(number);
    return generations.length === 2 ? new Promise(() => {}) : undefined;
  });
  peer.destroy();
  await peer.registration(2);
  while (generations.length < 2) await turn();
  peer.destroy();
  await reach(vpp, "ready");
  t.same(generations, [1, 2, 3]);
});

t.test("a hook whose connection was lost learns that, and not that the client is closed", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const failures: unknown[] = [];
  await vpp.onReady(async (generation) => {
    if (generation.number !== 2) return;
    peer.destroy();
    const call = () => generation.request(srSetEncapHopLimit, { hopLimit: 1 });
    failures.push(await call().catch((reason) => reason));
    failures.push(
      await reach(vpp, "lost")
        .then(call)
        .catch((reason) => reason),
    );
  });
  peer.destroy();
  while (failures.length < 2) await turn();
  t.match(failures, [
    { code: "VPP_CONNECTION_LOST", effect: "unknown" },
    { code: "VPP_CONNECTION_LOST", effect: "none" },
  ]);
});

t.test("closing ends what is done to connect again", async (t) => {
  for (const greeting of [undefined, ScriptedPeer.greeting()]) {
    const { vpp, peer } = await connectedPair(t);
    peer.greeting = greeting;
    const registered = peer.registrations;
    peer.destroy();
    await reach(vpp, "lost");
    if (greeting === undefined) await peer.registration(registered + 1);
    await vpp.close();
    t.match(vpp.state, { type: "closed" });
    await vpp.closed;
  }
});

for (const [what, call] of unsent) {
  t.test(`a ${what} after the close says so, even if the connection was lost before`, async (t) => {
    const { vpp, peer } = await connectedPair(t);
    const show = hide(peer);
    peer.destroy();
    await reach(vpp, "lost");
    await vpp.close();
    t.match(await call(vpp), { code: "VPP_CLOSED", effect: "none", message: /not sent: the client is closed$/ });
    show();
  });
}

t.test("a process that listens is told what happens on the wire", async (t) => {
  const notices: [string, object][] = [];
  const listen = (message: unknown, name: string | symbol): void => {
    notices.push([String(name), message as object]);
  };
  const names = ["request", "reply", "event", "state"].map((name) => `tsvpp:${name}`);
  for (const name of names) subscribe(name, listen);
  t.teardown(() => {
    for (const name of names) unsubscribe(name, listen);
  });
  const peer = await ScriptedPeer.listen(t);
  const vpp = await connect({ socketPath: peer.socketPath, name: "watched" });
  const answer = vpp.request(srSetEncapHopLimit, { hopLimit: 7 });
  const { context } = await peer.next(HOP_LIMIT);
  peer.send(`0340 ${context} fffffff9`, `0340 ${context} 00000000`, "0340 00000000 00000000");
  await t.rejects(answer, { code: "VPP_RETVAL" });
  const dump = vpp.dump(srLocalsidsDump, {}).next();
  peer.destroy();
  await t.rejects(dump, { code: "VPP_CONNECTION_LOST" });
  await vpp.close();
  const number = Number.parseInt(context, 16);
  const call = { context: number, messageName: "sr_set_encap_hop_limit" };
  t.match(
    notices.filter(([, { messageName }]: [string, { messageName?: string }]) => messageName !== "control_ping"),
    [
      ["tsvpp:state", { clientName: "watched", state: { type: "connecting", generation: 1 } }],
      [
        "tsvpp:state",
        { clientName: "watched", state: { type: "ready", generation: 1, sharedMemory: { type: "off" } } },
      ],
      ["tsvpp:request", { ...call, fields: { hopLimit: 7 } }],
      ["tsvpp:reply", { ...call, outcome: "failed", error: { code: "VPP_RETVAL" } }],
      ["tsvpp:reply", { context: number, outcome: "late" }],
      ["tsvpp:reply", { context: 0, outcome: "unknown" }],
      ["tsvpp:request", { messageName: "sr_localsids_dump" }],
      ["tsvpp:reply", { messageName: "sr_localsids_dump", outcome: "failed", error: { code: "VPP_CONNECTION_LOST" } }],
      ["tsvpp:state", { state: { type: "lost" } }],
      ["tsvpp:state", { state: { type: "closed" } }],
    ],
  );
});
