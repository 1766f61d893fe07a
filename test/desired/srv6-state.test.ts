import assert from "node:assert/strict";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import t, { type Test } from "tap";
import { parseIp6Prefix } from "../../src/address/index.ts";
import { createLoopback } from "../../src/binapi/interface.ts";
import { srPolicyAddV2, srPolicyDel, srPolicyMod, srPolicyModV2, srSteeringAddDel } from "../../src/binapi/sr.ts";
import { connect, type VppCalls } from "../../src/client/index.ts";
import { type Srv6Changes, Srv6State, type Srv6StateOptions, type SteeringInput } from "../../src/desired/index.ts";
import { type Simulator, startSimulator } from "../../src/simulator/index.ts";
import {
  describeBehavior,
  describePolicyKind,
  describeRoute,
  describeTraffic,
  type SrPolicyInput,
  Srv6,
  type Srv6View,
  staticRouteFrom,
} from "../../src/srv6/index.ts";
import { createInterfaces, OWNS, state as states, TABLES } from "./converge.ts";
import { HeldTime } from "./held-time.ts";
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

/** Resolves in the next turn of the event loop. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
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

t.test(
  "VPP is asked for the numbers of new lists after the update, once a second, and no change waits for it",
  async (t) => {
    const { vpp, state, simulator } = await followed(t);
    const time = new HeldTime(t, 300);
    /** The messages that are sent when the next timer is due. */
    const sentLater = () =>
      messagesOf(async () => {
        void time.next();
        await turn();
        await new Srv6(vpp).steering(); // VPP answers it after all that was sent before
        await turn();
      });
    const sent: string[][] = [];
    const times: number[] = [];
    for (const path of ["fc00::7", "fc00::8", "fc00::9"]) {
      sent.push(await messagesOf(() => state.update(withLists([path, 1], ["fc00::2", 3]))));
      sent.push(await sentLater());
      times.push(performance.now());
    }
    const [change, look] = [
      ["sr_policy_mod_v2", "sr_policy_mod"],
      ["sr_policies_with_sl_index_dump", "sr_steering_pol_dump"],
    ];
    t.same(sent, [change, look, change, look, change, look]);
    t.same([times[1]! - times[0]!, times[2]! - times[1]!], [1000, 1000]);
    t.same(listsOf(simulator, "cafe::1"), ["fc00::2 x3", "fc00::9 x1"]);
  },
);

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
    for (let i = 0; i < 300; i++) t.same(await state.update(same), { steps: [], failed: [] });
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
  const error = { code: "VPP_RETVAL", retval: -32 };
  t.match(await state.update(withLists(["fc00::1", 1], ["fc00::2", 5])), {
    steps: [{ ok: false, error }],
    failed: [{ list: "policies", at: 0, result: "refused", error }],
  });
  t.match(await state.update(withLists(["fc00::1", 1], ["fc00::2", 5])), { steps: [{ ok: true }], failed: [] });
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
  t.match(await state.update({ policies: [policy] }), { steps: [{ ok: true }] });
  t.match(await state.update({ policies: [{ ...policy, bsid: "cafe::8", fibTable: 8 }] }), {
    failed: [{ list: "policies", at: 0, result: "refused", error: { code: "VPP_HAZARD" } }],
  });
});

t.test("a VPP that was restarted is looked at again", async (t) => {
  const { vpp, state, simulator } = await followed(t);
  await simulator.restart();
  for await (const { type, generation } of vpp.states()) if (type === "ready" && generation === 2) break;
  const { steps } = await state.update({ policies: [{ bsid: "cafe::1", segmentLists: [{ segments: ["fc00::1"] }] }] });
  t.match(steps, [{ ok: true, step: { action: "add" } }]);
  t.same(listsOf(simulator, "cafe::1"), ["fc00::1 x1"]);
});

/** Updates of one item that cannot be done, and the place and the text of its error. */
const poison: readonly (readonly [changes: Srv6Changes, list: string, message: RegExp])[] = [
  [{ policies: [policyTo("cafe:1::1", "ff02::1")] }, "policies", /^ff02::1 cannot be a SID/],
  [{ policies: [policyTo("cafe::77:1", "fc00::1", "fc00::1")] }, "policies", /two of its lists have the same segments/],
  [{ policies: [{ ...policyTo("cafe:1::1", "fc00::1"), fibTable: 9 }] }, "policies", /there is no IPv6 table 9/],
  [{ policies: [policyTo("cafe:1::1", "cafe:1::1")] }, "policies", /^forwarding loop/],
  [{ policies: [policyTo("fcdd::99", "fc00::1")] }, "policies", /is taken: table 0 has a route to it/],
  [
    {
      policies: [{ ...policyTo("cafe::1", "fc00::1"), policyType: "spray" }],
      steering: [steeredTo("10.1.0.0/16", "cafe::1")],
    },
    "policies",
    /set owns\.scratch to a range/,
  ],
  [{ steering: [steeredTo("10.9.0.0/16", "cafe::99:1")] }, "steering", /there is no policy cafe::99:1/],
  [{ steering: [{ ...steeredTo("10.9.0.0/16", "cafe::2"), tableId: 9 }] }, "steering", /there is no IPv4 table 9/],
  [{ steering: [{ kind: "l2", swIfIndex: 9, bsid: "cafe::2" }] }, "steering", /there is no interface 9/],
  [{ steering: [steeredTo("10.9.0.0/33", "cafe::2")] }, "steering", /10\.9\.0\.0\/33/],
  [{ routes: [{ prefix: "fcff::/48", nextHop: "fd00::1", swIfIndex: 9 }] }, "routes", /there is no interface 9/],
  [{ localSids: [{ sid: "::", behavior: { type: "End" } }] }, "localSids", /it is the unspecified address/],
  [{ remove: { policies: ["cafe::1"] } }, "remove.policies", /that steering is not owned/],
  [{ remove: { steering: [{ kind: "l3", prefix: "none" }] } }, "remove.steering", /none/],
];

function policyTo(bsid: string, ...sids: readonly string[]): SrPolicyInput {
  return { bsid, segmentLists: sids.map((sid) => ({ segments: [sid] })) };
}

function steeredTo(prefix: string, bsid: string): SteeringInput & { readonly kind: "l3" } {
  return { kind: "l3", prefix, bsid };
}

for (const [changes, list, message] of poison) {
  t.test(`of 100 items, one does not keep the others from being done: ${list}, ${message.source}`, async (t) => {
    const { vpp, simulator } = await scene(t, NODE);
    await addRouteTo(vpp, "fcdd::99/128");
    const state = new Srv6State(vpp);
    const good = Array.from({ length: 99 }, (_, at) => policyTo(`cafe::77:${(at + 1).toString(16)}`, "fc00::7"));
    const { policies = [], ...others } = changes;
    const { failed } = await state.update({
      ...others,
      policies: [...good.slice(0, 50), ...policies, ...good.slice(50)],
    });
    const at = list === "policies" ? 50 : 0;
    t.match(failed, [{ list, at, result: "refused", error: { message } }]);
    t.equal(failed.length, 1);
    t.equal(simulator.state.policies.length, 99 + 2);
    t.equal(simulator.state.steering.length, 1);
    await requireKnown(t, vpp, state);
  });
}

/** Adds a route on interface 1, which is new: VPP has no room for a policy there. */
async function addRouteTo(vpp: VppCalls, prefix: string): Promise<void> {
  await vpp.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
  const route = staticRouteFrom({ prefix, nextHop: "fd00::1", swIfIndex: 1 });
  await new Srv6(vpp).batch([{ op: "setRoute", route }]);
}

/** What a state knows must be what VPP shows, but for routes, which it reads only where it has to. */
async function requireKnown(t: Test, vpp: VppCalls, state: Srv6State): Promise<void> {
  const wordsOf = (view: Srv6View) => words(view).filter((line) => !line.includes("on interface"));
  t.same(wordsOf(await state.observe()), wordsOf(await new Srv6(vpp).observe()));
}

t.test("what is named twice is done as it is named first, and removed only if it is not desired", async (t) => {
  const { state, simulator } = await followed(t);
  const { failed } = await state.update({
    policies: [policyTo("cafe::9", "fc00::9"), policyTo("CAFE::9", "fc00::8")],
    remove: { policies: ["cafe::9", "cafe::2", "cafe::2"] },
  });
  t.match(failed, [
    {
      list: "policies",
      at: 1,
      error: { code: "VPP_DOCUMENT", message: "policies[1]: policies[0] names the same entry" },
    },
    { list: "remove.policies", at: 0, error: { message: "remove.policies[0]: policies[0] names the same entry" } },
  ]);
  t.equal(failed.length, 2);
  t.same(listsOf(simulator, "cafe::9"), ["fc00::9 x1"]);
  t.same(listsOf(simulator, "cafe::2"), []);
});

t.test("nothing is steered to a policy that is refused, whoever refuses it", async (t) => {
  const { vpp, state } = await followed(t);
  await addRouteTo(vpp, "cafe::99/128");
  const refused: readonly SrPolicyInput[] = [
    policyTo("cafe::1", "::"),
    { ...policyTo("cafe::2", "fc00::1"), policyType: "spray" },
    { ...policyTo("cafe::3", "fc00::1"), fibTable: 9 },
    policyTo("cafe::99", "fc00::1"),
  ];
  await state.update({ steering: [steeredTo("10.2.0.0/16", "cafe::2")] });
  const { failed } = await state.update({
    policies: [...refused, policyTo("cafe::4", "fc00::4")],
    steering: [...refused, { bsid: "cafe::4" }].map(({ bsid }, at) => steeredTo(`10.77.${at}.0/24`, `${bsid}`)),
  });
  t.same(
    failed.map(({ list, at }) => `${list} ${at}`).sort(),
    ["policies", "steering"].flatMap((list) => [0, 1, 2, 3].map((at) => `${list} ${at}`)),
  );
  const steered = (await new Srv6(vpp).steering()).map(({ bsid }) => String(bsid));
  t.same(steered.sort(), ["cafe::1", "cafe::2", "cafe::4"]);
});

t.test("steering that others own stays, and what is beside it is moved", async (t) => {
  const { vpp } = await scene(t, NODE);
  const state = new Srv6State(vpp, { owns: { ...OWNS, bsids: [parseIp6Prefix("cafe::9/128")] } });
  const moved = [steeredTo("10.1.0.0/16", "cafe::9"), steeredTo("10.2.0.0/16", "cafe::9")];
  const { steps, failed } = await state.update({ policies: [policyTo("cafe::9", "fc00::9")], steering: moved });
  t.equal(steps.length, 2);
  t.match(failed, [
    {
      name: "steering of 10.1.0.0/16 table 0 to cafe::9",
      error: { code: "VPP_SRV6", message: /VPP steers it to cafe::1, which is neither owned nor adopted/ },
    },
  ]);
});

t.test("steering that an update does not name comes back to a policy that is replaced", async (t) => {
  const { vpp, simulator } = await scene(t, NODE);
  const state = new Srv6State(vpp, { owns: OWNS });
  const policy = { bsid: "cafe::3", segmentLists: [{ segments: ["fc00::3"] }] };
  const steering = [{ kind: "l3", prefix: "10.3.0.0/16", bsid: "cafe::3" }] as const;
  t.match(await state.update({ policies: [policy], steering }), { failed: { length: 0 } });
  t.match(await state.update({ policies: [{ ...policy, policyType: "spray" }] }), { failed: { length: 0 } });
  const found = (await new Srv6(vpp).steering()).map((each) => `${describeTraffic(each)}: ${each.bsid}`);
  t.ok(found.includes("10.3.0.0/16 table 0: cafe::3"));
  t.equal(simulator.state.policies.length, 3);
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
  const error = { code: "VPP_SRV6", message: /outside of the owned ranges|it is not owned/ };
  for (const changes of refused) {
    t.match(await state.update(changes), { steps: { length: 0 }, failed: [{ at: 0, result: "refused", error }] });
  }
  t.match(simulator.state, { policies: { length: 2 }, localSids: { length: 1 }, steering: { length: 1 } });
  t.match(await state.update({ policies: [{ ...policy, bsid: "cafe::109" }] }), { steps: [{ ok: true }], failed: [] });
});

t.test(
  "without ranges an update may change whatever it names, also by way of a range for policies that stand in",
  async (t) => {
    const { vpp, simulator } = await scene(t, NODE);
    const state = new Srv6State(vpp, { owns: { scratch: OWNS.scratch! } });
    const spray = { bsid: "cafe::1", policyType: "spray", segmentLists: [{ segments: ["fc00::1"] }] } as const;
    const steered = { kind: "l3", prefix: "10.1.0.0/16", bsid: "cafe::1" } as const;
    t.match(await state.update({ policies: [spray], steering: [steered] }), { failed: { length: 0 } });
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

const NUMBERS = [1, 2, 3, 4];
const number = fc.constantFrom(...NUMBERS);
const paths = fc.uniqueArray(number, { minLength: 1, maxLength: 2 });
const changesOfFew: fc.Arbitrary<Srv6Changes> = fc.record({
  policies: fc.uniqueArray(
    fc.tuple(number, paths).map(([bsid, lists]) => policyTo(`cafe::${bsid}`, ...lists.map((each) => `fc00::${each}`))),
    { maxLength: 3, selector: ({ bsid }) => bsid },
  ),
  steering: fc.uniqueArray(
    fc.tuple(number, number).map(([prefix, bsid]) => steeredTo(`10.${prefix}.0.0/16`, `cafe::${bsid}`)),
    { maxLength: 3, selector: ({ prefix }) => prefix },
  ),
  remove: fc.record({
    policies: fc.array(
      number.map((each) => `cafe::${each}`),
      { maxLength: 1 },
    ),
    steering: fc.array(
      number.map((each) => ({ kind: "l3", prefix: `10.${each}.0.0/16` }) as const),
      { maxLength: 1 },
    ),
  }),
});

/** Lets VPP refuse some of the messages that change policies and steering, and counts the policies that are deleted under traffic. */
function refuseSome(simulator: Simulator, isRefused: () => boolean): () => number {
  let harm = 0;
  for (const message of [srPolicyAddV2, srPolicyModV2, srPolicyMod, srSteeringAddDel]) {
    simulator.on(message as typeof srPolicyMod, (_, answer) => (isRefused() ? { retval: -7 } : answer()));
  }
  simulator.on(srPolicyDel, ({ bsidAddr }, answer) => {
    const { policies, steering } = simulator.state;
    const policy = policies.find(({ bsid }) => bsid.equals(bsidAddr));
    if (steering.some(({ policyIndex }) => policyIndex === policy?.index)) harm++;
    return answer();
  });
  return () => harm;
}

t.test("updates that do not wait for each other end as if they did, also when VPP refuses some messages", async (t) => {
  const groups = fc.array(fc.array(changesOfFew, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(groups, fc.array(fc.boolean(), { maxLength: 12 }), async (all, refused) => {
      await using simulator = await startSimulator();
      await using vpp = await connect({ socketPath: simulator.socketPath });
      const state = new Srv6State(vpp);
      await state.observe();
      let left = [...refused];
      const harm = refuseSome(simulator, () => left.shift() === true);
      for (const group of all) await Promise.all(group.map((each) => state.update(each)));
      assert.deepEqual(words(await state.observe()), words(await new Srv6(vpp).observe()));
      left = [];
      const last = {
        policies: NUMBERS.map((each) => policyTo(`cafe::${each}`, `fc00::${each}`)),
        steering: NUMBERS.map((each) => steeredTo(`10.${each}.0.0/16`, `cafe::${each}`)),
      };
      assert.deepEqual((await state.update(last)).failed, []);
      const view = await new Srv6(vpp).observe();
      assert.deepEqual([view.policies.length, view.steering.length, harm()], [4, 4, 0]);
    }),
    { numRuns: 5 * RUNS },
  );
  t.pass("all histories");
});

t.test("an update is sent before the one ahead of it is answered, unless it removes something", async (t) => {
  const { state, simulator } = await followed(t);
  const order: string[] = [];
  const note = (what: string) => (): void => void order.push(what);
  simulator.on(srSteeringAddDel, ({ isDel }, answer) => {
    order.push(isDel ? "unsteer" : "steer");
    return answer();
  });
  const steer = (prefix: string) => state.update({ steering: [steeredTo(prefix, "cafe::2")] });
  const remove = { steering: [{ kind: "l3", prefix: "10.2.0.0/16" }] } as const;
  await Promise.all([
    steer("10.2.0.0/16").then(note("first")),
    steer("10.3.0.0/16").then(note("second")),
    state.update({ remove }).then(note("removal")),
  ]);
  t.same(order, ["steer", "steer", "first", "second", "unsteer", "removal"]);
});

t.test("what became of an update is not kept", async (t) => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const { state } = await followed(t);
  const update = async (bsid: string) =>
    new WeakRef(await state.update({ steering: [steeredTo("10.1.0.0/16", bsid)] }));
  const outcomes: WeakRef<object>[] = [];
  for (const bsid of ["cafe::2", "cafe::1", "cafe::2", "cafe::1"]) outcomes.push(await update(bsid));
  await turn();
  collect();
  t.equal(outcomes.slice(0, -1).filter((each) => each.deref() !== undefined).length, 0);
});

t.test("a policy stays if VPP refuses to move its traffic in the update ahead", async (t) => {
  const { state, simulator } = await followed(t);
  const harm = refuseSome(simulator, () => true);
  const [move, removal] = await Promise.all([
    state.update({ steering: [steeredTo("10.1.0.0/16", "cafe::2")] }),
    state.update({ remove: { policies: ["cafe::1"] } }),
  ]);
  t.match(move.failed, [{ list: "steering", result: "refused" }]);
  t.match(removal.failed, [
    { list: "remove.policies", result: "refused", error: { message: /is still steered to it/ } },
  ]);
  t.equal(harm(), 0);
  t.equal(simulator.state.policies.length, 2);
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
