import assert from "node:assert/strict";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import fc from "fast-check";
import t, { type Test } from "tap";
import { parseIp6Prefix } from "../../src/address/index.ts";
import { createLoopback } from "../../src/binapi/interface.ts";
import { srPolicyMod, srSteeringAddDel } from "../../src/binapi/sr.ts";
import { connect } from "../../src/client/index.ts";
import { type Srv6Changes, Srv6State, type Srv6StateOptions } from "../../src/desired/index.ts";
import { startSimulator } from "../../src/simulator/index.ts";
import {
  describeBehavior,
  describePolicyKind,
  describeRoute,
  describeTraffic,
  Srv6,
  type Srv6View,
} from "../../src/srv6/index.ts";
import { createInterfaces, OWNS, state as states, TABLES } from "./converge.ts";
import { listsOf, scene } from "./scene.ts";

const NODE = `
encap: { source: fd11::1 }
policies:
  - { bsid: cafe::1, segmentLists: [{ segments: [fc00::1] }, { segments: [fc00::2], weight: 3 }] }
  - { bsid: cafe::2, segments: [fc00::3] }
steering: [{ prefix: 10.1.0.0/16, bsid: cafe::1 }]`;

const RUNS = Number(process.env.TSVPP_RUNS ?? 20);

/** The names of the messages that a piece of work sends, in order; without those by which the client asks whether VPP is alive. */
async function messagesOf(work: () => Promise<unknown>): Promise<string[]> {
  const names: string[] = [];
  const note = (notice: unknown): void => void names.push((notice as { messageName: string }).messageName);
  subscribe("tsvpp:request", note);
  try {
    await work();
  } finally {
    unsubscribe("tsvpp:request", note);
  }
  return names.filter((name) => name !== "control_ping");
}

/** The first policy of the node, with other lists. */
function withLists(...segmentLists: readonly [path: string, weight: number][]): Srv6Changes {
  return {
    policies: [{ bsid: "cafe::1", segmentLists: segmentLists.map(([path, weight]) => ({ segments: [path], weight })) }],
  };
}

async function followed(t: Test, document = NODE, release?: string) {
  const { vpp, simulator } = await scene(t, document, release);
  const state = new Srv6State(vpp);
  await state.observe();
  return { vpp, simulator, state };
}

t.test("a changed list takes two messages, and one dump when VPP has not told its number yet", async (t) => {
  const { state, simulator } = await followed(t);
  const first = await messagesOf(() => state.update(withLists(["fc00::9", 1], ["fc00::2", 3])));
  t.same(first, ["sr_policy_mod_v2", "sr_policy_mod"]);
  t.same(listsOf(simulator, "cafe::1"), ["fc00::2 x3", "fc00::9 x1"]);
  const second = await messagesOf(() => state.update(withLists(["fc00::8", 1], ["fc00::2", 3])));
  t.same(second, ["sr_policies_with_sl_index_dump", "sr_policy_mod_v2", "sr_policy_mod"]);
  t.same(listsOf(simulator, "cafe::1"), ["fc00::2 x3", "fc00::8 x1"]);
});

t.test("another weight takes one message, and steering that moves another one", async (t) => {
  const { state, simulator } = await followed(t);
  t.same(await messagesOf(() => state.update(withLists(["fc00::1", 2], ["fc00::2", 3]))), ["sr_policy_mod"]);
  const moved = { steering: [{ kind: "l3", prefix: "10.1.0.0/16", bsid: "cafe::2" }] } as const;
  t.same(await messagesOf(() => state.update(moved)), ["sr_steering_add_del"]);
  t.same(listsOf(simulator, "cafe::1"), ["fc00::1 x2", "fc00::2 x3"]);
  const last = simulator.calls(srSteeringAddDel).at(-1)!;
  t.same([String(last.bsidAddr), last.isDel], ["cafe::2", false]);
});

t.test("what VPP holds already sends nothing, however often it is asked for", async (t) => {
  const { state } = await followed(t);
  const same: Srv6Changes = {
    ...withLists(["fc00::2", 3], ["fc00::1", 1]),
    steering: [{ kind: "l3", prefix: "10.1.9.9/16", bsid: "cafe::1" }],
    remove: { policies: ["cafe::77"], steering: [{ kind: "l3", prefix: "10.9.0.0/16" }], localSids: ["fcdd::99"] },
  };
  const sent = await messagesOf(async () => {
    for (let i = 0; i < 300; i++) t.same(await state.update(same), []);
  });
  t.same(sent, []);
});

t.test("a whole overlay takes its additions and not one dump after the first look", async (t) => {
  const simulator = await startSimulator();
  t.teardown(() => simulator.close());
  await using vpp = await connect({ socketPath: simulator.socketPath });
  const state = new Srv6State(vpp);
  await state.observe();
  const numbers = Array.from({ length: 500 }, (_, at) => at.toString(16));
  await state.update({ encap: { source: "fd11::1" } });
  const overlay: Srv6Changes = {
    policies: numbers.map((number) => ({
      bsid: `cafe::${number}:1`,
      segmentLists: [{ segments: [`fc00::${number}`] }],
    })),
    steering: numbers.flatMap((number, at) => [
      { kind: "l3", prefix: `10.${at >> 8}.${at & 255}.0/24`, bsid: `cafe::${number}:1` },
      { kind: "l3", prefix: `fd00:${number}::/32`, bsid: `cafe::${number}:1` },
    ]),
  };
  const sent = await messagesOf(() => state.update(overlay));
  t.same(sent, [...numbers.map(() => "sr_policy_add_v2"), ...overlay.steering!.map(() => "sr_steering_add_del")]);
  t.equal(simulator.state.steering.length, 1000);
});

t.test("with a pace, VPP is given no more messages at a time", async (t) => {
  const { vpp } = await scene(t);
  const mostOnTheWay = async (prefix: string, options: Srv6StateOptions): Promise<number> => {
    const state = new Srv6State(vpp, options);
    await state.observe();
    let onTheWay = 0;
    let most = 0;
    const sent = (): void => {
      onTheWay++;
      most = Math.max(most, onTheWay);
    };
    const answered = (): void => {
      onTheWay--;
    };
    const numbers = Array.from({ length: 30 }, (_, at) => at + 1);
    subscribe("tsvpp:request", sent);
    subscribe("tsvpp:reply", answered);
    await state.update({
      policies: numbers.map((number) => ({ bsid: `${prefix}::${number}`, segmentLists: [{ segments: ["fc00::1"] }] })),
    });
    unsubscribe("tsvpp:request", sent);
    unsubscribe("tsvpp:reply", answered);
    return most;
  };
  t.equal(await mostOnTheWay("cafe:1", { pace: 2 }), 2);
  t.equal(await mostOnTheWay("cafe:2", {}), 30);
});

t.test("what is removed is unsteered before its policy goes", async (t) => {
  const { state, simulator } = await followed(t);
  const remove = { steering: [{ kind: "l3", prefix: "10.1.0.0/16" }], policies: ["cafe::1"] } as const;
  const sent = await messagesOf(() => state.update({ remove }));
  t.same(sent, ["sr_steering_add_del", "sr_policy_del"]);
  t.same(
    simulator.state.policies.map(({ bsid }) => String(bsid)),
    ["cafe::2"],
  );
});

t.test("routes are added, moved by one message and removed, and their table is read once", async (t) => {
  const { vpp, simulator } = await scene(t);
  await vpp.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
  const state = new Srv6State(vpp);
  const by = (nextHop: string): Srv6Changes => ({ routes: [{ prefix: "fcff:3::7/48", nextHop, swIfIndex: 1 }] });
  const paths = () => {
    const found = simulator.state.routes.find(({ prefix }) => String(prefix) === "fcff:3::/48");
    return found?.sources.flatMap((source) => source.paths.map(({ nextHop }) => String(nextHop)));
  };
  await state.update(by("fd00:12::2"));
  t.same(paths(), ["fd00:12::2"]);
  t.same(await messagesOf(() => state.update(by("fd00:12::2"))), []);
  t.same(await messagesOf(() => state.update(by("fd00:12::3"))), ["ip_route_add_del"]);
  t.same(paths(), ["fd00:12::3"]);
  const remove = { routes: [{ prefix: "fcff:3::/48" }, { prefix: "fcff:4::/48" }] };
  t.same(await messagesOf(() => state.update({ remove })), ["ip_route_add_del"]);
  t.equal(paths(), undefined);
});

t.test("a change that others make is seen when VPP refuses something, and looked at anew", async (t) => {
  const { vpp, state, simulator } = await followed(t);
  const other = new Srv6(vpp);
  await other.deleteSegmentList("cafe::1", { segments: ["fc00::2"], weight: 3 });
  const [outcome] = await state.update(withLists(["fc00::1", 1], ["fc00::2", 5]));
  t.match(outcome, { ok: false, error: { code: "VPP_RETVAL", retval: -32 } });
  t.same(await state.update(withLists(["fc00::1", 1], ["fc00::2", 5])).then((all) => all.map(({ ok }) => ok)), [true]);
  t.same(listsOf(simulator, "cafe::1"), ["fc00::1 x1", "fc00::2 x5"]);
});

t.test("a change that others make is seen when VPP is asked for the numbers of lists", async (t) => {
  const { vpp, state, simulator } = await followed(t);
  await state.update(withLists(["fc00::7", 1], ["fc00::2", 3]));
  await new Srv6(vpp).addPolicy({ bsid: "cafe::5", segmentLists: [{ segments: ["fc00::5"] }] });
  await state.update(withLists(["fc00::8", 1], ["fc00::2", 3]));
  t.same(listsOf(simulator, "cafe::1"), ["fc00::2 x3", "fc00::8 x1"]);
  t.same((await state.observe()).policies.map(({ bsid }) => String(bsid)).sort(), ["cafe::1", "cafe::2", "cafe::5"]);
});

t.test("a refusal by what is known is only told after a fresh look", async (t) => {
  const { vpp, state } = await followed(t);
  await new Srv6(vpp).addTable(7, 6);
  const policy = { bsid: "cafe::7", fibTable: 7, segmentLists: [{ segments: ["fc00::7"] }] };
  t.match(await state.update({ policies: [policy] }), [{ ok: true }]);
  await t.rejects(state.update({ policies: [{ ...policy, bsid: "cafe::8", fibTable: 8 }] }), { code: "VPP_HAZARD" });
});

t.test("a VPP that was restarted is looked at again", async (t) => {
  const { vpp, state, simulator } = await followed(t);
  await simulator.restart();
  for await (const { type, generation } of vpp.states()) if (type === "ready" && generation === 2) break;
  const outcomes = await state.update({ policies: [{ bsid: "cafe::1", segmentLists: [{ segments: ["fc00::1"] }] }] });
  t.match(outcomes, [{ ok: true, step: { action: "add" } }]);
  t.same(listsOf(simulator, "cafe::1"), ["fc00::1 x1"]);
});

t.test("what is named twice, and what is not owned, is refused before anything is sent", async (t) => {
  const { vpp } = await scene(t, NODE);
  const state = new Srv6State(vpp, { owns: { ...OWNS, bsids: [parseIp6Prefix("cafe::9/128")] } });
  await state.observe();
  const policy = { bsid: "cafe::9", segmentLists: [{ segments: ["fc00::9"] }] };
  const moved = { kind: "l3", prefix: "10.1.0.0/16", bsid: "cafe::9" } as const;
  const sent = await messagesOf(async () => {
    await t.rejects(state.update({ policies: [policy, policy] }), { code: "VPP_DOCUMENT", message: /duplicate of/ });
    await t.rejects(state.update({ policies: [policy], remove: { policies: ["cafe::9"] } }), {
      code: "VPP_DOCUMENT",
      message: "cafe::9 is both desired and to be removed",
    });
    await t.rejects(state.update({ policies: [policy], steering: [moved] }), {
      code: "VPP_SRV6",
      message: /VPP steers it to cafe::1, which is neither owned nor adopted/,
    });
  });
  t.same(sent, []);
});

t.test("what is outside of the owned ranges is neither added nor removed", async (t) => {
  const { vpp, simulator } = await scene(t, `${NODE}\nlocalSids: [{ sid: fcde::1, behavior: { type: End } }]`);
  const bsids = [parseIp6Prefix("cafe::100/120")];
  const state = new Srv6State(vpp, { owns: { ...OWNS, bsids } });
  const policy = { bsid: "cafe::9", segmentLists: [{ segments: ["fc00::9"] }] };
  const refused: readonly Srv6Changes[] = [
    { policies: [policy] },
    { localSids: [{ sid: "fcde::2", behavior: { type: "End" } }] },
    { remove: { policies: ["cafe::2"] } },
    { remove: { localSids: ["fcde::1"] } },
    { remove: { steering: [{ kind: "l3", prefix: "10.1.0.0/16" }] } },
  ];
  for (const changes of refused) {
    await t.rejects(state.update(changes), {
      code: "VPP_SRV6",
      message: /outside of the owned ranges|it is not owned/,
    });
  }
  t.match(simulator.state, { policies: { length: 2 }, localSids: { length: 1 }, steering: { length: 1 } });
  t.match(await state.update({ policies: [{ ...policy, bsid: "cafe::109" }] }), [{ ok: true }]);
});

t.test(
  "without ranges an update may change whatever it names, also by way of a range for policies that stand in",
  async (t) => {
    const { vpp, simulator } = await scene(t, NODE);
    const state = new Srv6State(vpp, { owns: { scratch: OWNS.scratch! } });
    const spray = { bsid: "cafe::1", policyType: "spray", segmentLists: [{ segments: ["fc00::1"] }] } as const;
    const steered = { kind: "l3", prefix: "10.1.0.0/16", bsid: "cafe::1" } as const;
    t.ok((await state.update({ policies: [spray], steering: [steered] })).every(({ ok }) => ok));
    t.match(
      simulator.state.policies.find(({ bsid }) => String(bsid) === "cafe::1"),
      { type: 1 },
    );
  },
);

t.test("what is followed is what VPP shows, after any changes and when VPP refuses some", async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(states, { minLength: 1, maxLength: 4 }), fc.nat(40), async (all, refused) => {
      await using simulator = await startSimulator();
      await using vpp = await connect({ socketPath: simulator.socketPath });
      await createInterfaces(vpp);
      const state = new Srv6State(vpp, { owns: OWNS });
      let calls = 0;
      simulator.on(srPolicyMod, (_, answer) => (++calls === refused ? { retval: -7 } : answer()));
      for (const each of all) await state.apply(await state.plan(each), { force: true });
      assert.deepEqual(words(await state.observe()), words(await new Srv6(vpp).observe({ routesIn: TABLES })));
    }),
    { numRuns: RUNS },
  );
  t.pass(`${RUNS} histories`);
});

/** All that is known, in an order of its own. */
function words(view: Srv6View): readonly string[] {
  const policies = view.policies.map(({ bsid, encapSource, segmentLists, ...kind }) => {
    const lists = segmentLists.map((list) => `${list.segments} x${list.weight}`).sort();
    return [describePolicyKind(kind), bsid, encapSource, ...lists].join(" ");
  });
  const steered = view.policies.flatMap(({ bsid }) => view.steeringTo(bsid));
  const rules = [...view.steering, ...steered].map((rule) => `${describeTraffic(rule)} to ${rule.bsid}`);
  const localSids = view.localSids.map(({ sid, behavior }) => `${sid} ${describeBehavior(behavior)}`);
  const routes = TABLES.flatMap((table) => view.routesIn(table)).map(describeRoute);
  const tables = ([4, 6] as const).flatMap((family) => [...view.tables[family]].map((id) => `table ${family} ${id}`));
  return [
    `${view.encapSource} ${view.encapHopLimit}`,
    ...[...tables, ...routes, ...localSids, ...policies, ...rules].sort(),
  ];
}
