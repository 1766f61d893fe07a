import t from "tap";
import { Prefix } from "../../src/address/index.ts";
import { srPolicyDel, srSteeringAddDel } from "../../src/binapi/sr.ts";
import { SrSteer } from "../../src/binapi/sr_types.ts";
import { describeConflict, inverse, parseDocument, verify } from "../../src/desired/index.ts";
import { describeTraffic, Srv6 } from "../../src/srv6/index.ts";
import { applyAll, lines, planFor, scene, withoutWarnings } from "./scene.ts";

const OWNS = `
owns:
  sids: ["fcdd::/16"]
  bsids: ["cafe::/64"]
  steering: [{ prefix: 10.0.0.0/8 }]`;

const NODE = `
${OWNS}
localSids: [{ sid: fcdd::4, behavior: { type: End } }]
policies: [{ bsid: cafe::1, segments: [fc00::1] }, { bsid: cafe::2, segments: [fc00::2] }]
steering: [{ prefix: 10.1.0.0/16, bsid: cafe::1 }, { prefix: 10.2.0.0/16, bsid: cafe::2 }]`;

t.test("what is owned and not desired is removed: steering, then policies, then SIDs", async (t) => {
  const { vpp, simulator } = await scene(t, NODE);
  const todo = await planFor(vpp, OWNS, { force: true });
  t.same(lines(todo), [
    "remove steering of 10.1.0.0/16 table 0 to cafe::1: the document owns it, but does not describe it",
    "remove steering of 10.2.0.0/16 table 0 to cafe::2: the document owns it, but does not describe it",
    "remove policy cafe::1 via fc00::1: the document owns it, but does not describe it",
    "remove policy cafe::2 via fc00::2: the document owns it, but does not describe it",
    "remove local SID fcdd::4 End: the document owns it, but does not describe it",
  ]);
  t.equal((await verify(vpp, await parseDocument(OWNS))).differences.length, 5);
  await applyAll(t, vpp, todo);
  t.same([simulator.state.localSids, simulator.state.policies, simulator.state.steering], [[], [], []]);
});

t.test("what lies outside is left alone", async (t) => {
  const { vpp, simulator } = await scene(t, NODE);
  const srv6 = new Srv6(vpp);
  await srv6.addLocalSid({ sid: "fcee::1", behavior: { type: "End" } });
  await srv6.addPolicy({ bsid: "beef::1", segmentLists: [{ segments: ["fc00::9"] }] });
  await srv6.steer({ kind: "l3", prefix: "192.0.2.0/24" }, "beef::1");
  await srv6.steer({ kind: "l3", prefix: "10.9.0.0/16" }, "beef::1");
  await srv6.steer({ kind: "l3", prefix: "192.0.3.0/24" }, "cafe::1");
  t.same(withoutWarnings(await planFor(vpp, NODE)), { steps: [], conflicts: [] });
  const emptied = await planFor(vpp, OWNS, { force: true });
  t.same(emptied.conflicts.map(describeConflict), [
    "policy cafe::1 via fc00::1: 192.0.3.0/24 table 0 is steered to it, and that steering is not owned",
  ]);
  await applyAll(t, vpp, emptied);
  t.same(
    simulator.state.policies.map(({ bsid }) => String(bsid)),
    ["cafe::1", "beef::1"],
  );
  t.equal(simulator.state.steering.length, 3);
  t.equal(simulator.state.localSids.length, 1);
});

t.test("steering whose policy is gone is removed, whatever BSID it shows", async (t) => {
  const { vpp, simulator } = await scene(t, NODE);
  await vpp.request(srPolicyDel, { bsidAddr: "cafe::1", srPolicyIndex: 0 });
  const without = NODE.replace("{ prefix: 10.1.0.0/16, bsid: cafe::1 }, ", "").replace(
    "{ bsid: cafe::1, segments: [fc00::1] }, ",
    "",
  );
  await applyAll(t, vpp, await planFor(vpp, without, { force: true }));
  t.equal(simulator.state.steering.length, 1);
});

t.test("what is steered to a policy of others is a conflict, and stays so", async (t) => {
  const { vpp, simulator } = await scene(t);
  const srv6 = new Srv6(vpp);
  await srv6.addPolicy({ bsid: "beef::1", segmentLists: [{ segments: ["fc00::9"] }] });
  await srv6.steer({ kind: "l3", prefix: "10.1.0.0/16" }, "beef::1");
  const todo = await planFor(vpp, NODE);
  t.same(todo.conflicts.map(describeConflict), [
    "steering of 10.1.0.0/16 table 0 to cafe::1: VPP steers it to beef::1, which is neither owned nor adopted",
  ]);
  await applyAll(t, vpp, todo);
  t.equal(simulator.calls(srSteeringAddDel).length, 2);
  t.equal((await verify(vpp, await parseDocument(NODE))).differences.length, 1);
});

t.test("an address that others have as SID or BSID is a conflict", async (t) => {
  const { vpp } = await scene(t);
  const srv6 = new Srv6(vpp);
  await srv6.addLocalSid({ sid: "cafe::1", behavior: { type: "End" } });
  await srv6.addPolicy({ bsid: "fcdd::4", segmentLists: [{ segments: ["fc00::9"] }] });
  t.same((await planFor(vpp, NODE)).conflicts.map(describeConflict), [
    "local SID fcdd::4 End: VPP has a policy with BSID fcdd::4, which is not owned",
    "policy cafe::1 via fc00::1: VPP has a local SID cafe::1, which is not owned",
    "steering of 10.1.0.0/16 table 0 to cafe::1: its policy is left as it is",
  ]);
});

t.test("more than a fifth of what is owned is removed only by force", async (t) => {
  const { vpp } = await scene(t, NODE);
  const one = NODE.replace("{ prefix: 10.1.0.0/16, bsid: cafe::1 }, ", "");
  t.equal((await planFor(vpp, one)).steps.length, 1);
  const two = one.replace("[{ sid: fcdd::4, behavior: { type: End } }]", "[]");
  await t.rejects(planFor(vpp, two), {
    code: "VPP_HAZARD",
    message: "2 of 5 owned entries would be removed, which is more than one in 5: use --force to allow it",
  });
  t.equal((await planFor(vpp, two, { force: true })).steps.length, 2);
});

t.test("encap of a document that does not name it is never touched", async (t) => {
  const { vpp, simulator } = await scene(t, `encap: { source: "fd11::1", hopLimit: 9 }`);
  await applyAll(t, vpp, await planFor(vpp, NODE));
  t.same([String(simulator.state.encapSource), simulator.state.encapHopLimit], ["fd11::1", 9]);
});

t.test("traffic cannot be steered to a policy that goes", async (t) => {
  const { vpp } = await scene(t, NODE);
  await t.rejects(planFor(vpp, `${OWNS}\nsteering: [{ prefix: 10.1.0.0/16, bsid: cafe::1 }]`), {
    code: "VPP_DOCUMENT",
    message:
      /^document:\d+: steering\[0\]\.bsid: there is no policy cafe::1 for 10\.1\.0\.0\/16 table 0, neither desired nor in VPP$/,
  });
});

t.test("a document names nothing outside of what it owns", async (t) => {
  const outside = `
owns: { sids: ["fcdd::/16"], bsids: ["cafe::/64"], scratch: "cafe::100/120", steering: [{ prefix: 10.0.0.0/8, tableId: 7 }] }
localSids: [{ sid: fcee::1, behavior: { type: End } }]
policies:
  - { bsid: beef::1, segments: [fc00::1] }
  - { bsid: cafe::101, segments: [fc00::1] }
steering: [{ prefix: 10.1.0.0/16, bsid: beef::1 }]`;
  await t.rejects(parseDocument(outside, "o.yaml"), {
    code: "VPP_DOCUMENT",
    message: [
      "o.yaml:3: localSids[0].sid: fcee::1 is outside of owns.sids: extend owns.sids, or set adopt: true",
      "o.yaml:5: policies[0].bsid: beef::1 is outside of owns.bsids: extend owns.bsids, or set adopt: true",
      "o.yaml:6: policies[1].bsid: cafe::101 is in owns.scratch, which must stay free: use another BSID",
      "o.yaml:7: steering[0].prefix: 10.1.0.0/16 table 0 is outside of owns.steering: extend owns.steering, or set adopt: true",
    ].join("\n"),
  });
});

const TAKEN = `
localSids: [{ sid: fcdd::4, behavior: { type: End.DT4, tableId: 0 } }]
policies: [{ bsid: cafe::1, segments: [fc00::7] }, { bsid: cafe::2, segments: [fc00::2] }]
steering: [{ prefix: 10.1.0.0/16, bsid: cafe::2 }, { prefix: 10.2.0.0/16, bsid: cafe::2 }]`;

t.test(
  "what is named, and neither owned nor adopted, is told where VPP has it otherwise, and never changed",
  async (t) => {
    const { vpp, simulator } = await scene(t, NODE);
    const before = new Srv6(vpp);
    const found = [await before.localSids(), await before.policies(), await before.steering()];
    const others = `${TAKEN}\nencap: { source: "fd11::1" }`;
    const todo = await planFor(vpp, others);
    t.same(todo.conflicts.map(describeConflict), [
      "local SID fcdd::4 End.DT4 table 0: VPP has End in table 0, which is neither owned nor adopted",
      "policy cafe::1 via fc00::7: VPP encapsulates from ::, which is neither owned nor adopted",
      "policy cafe::2 via fc00::2: VPP encapsulates from ::, which is neither owned nor adopted",
      "steering of 10.1.0.0/16 table 0 to cafe::2: VPP steers it to cafe::1, which is neither owned nor adopted",
    ]);
    t.same(lines(todo), ["set encap source fd11::1: VPP has ::"]);
    await applyAll(t, vpp, todo);
    const after = new Srv6(vpp);
    t.same([await after.localSids(), await after.policies(), await after.steering()], found);
    t.equal(simulator.calls(srSteeringAddDel).length, 2);
    t.equal((await verify(vpp, await parseDocument(others))).differences.length, 4);
  },
);

t.test("what is adopted is changed, and not removed when it is named no more", async (t) => {
  const { vpp } = await scene(t, NODE);
  const todo = await planFor(vpp, `${TAKEN}\nadopt: true`);
  t.same(lines(todo), [
    "change local SID fcdd::4 End.DT4 table 0: VPP has End in table 0",
    "change policy cafe::1 via fc00::7: VPP has fc00::1",
    "change steering of 10.1.0.0/16 table 0 to cafe::2: VPP steers it to cafe::1",
  ]);
  await applyAll(t, vpp, todo);
  t.same(withoutWarnings(await planFor(vpp, TAKEN)), { steps: [], conflicts: [] });
  t.same(withoutWarnings(await planFor(vpp, "adopt: true")), { steps: [], conflicts: [] });
});

t.test("a document that adopts may name what lies outside of what it owns, but for its scratch range", async (t) => {
  const outside = `
owns: { sids: ["fcdd::/16"], bsids: ["cafe::/64"], scratch: "cafe::100/120", steering: [{ prefix: 10.0.0.0/8 }] }
policies: [{ bsid: beef::1, segments: [fc00::9] }]
steering: [{ prefix: 192.0.2.0/24, bsid: beef::1 }]
adopt: true`;
  const { vpp } = await scene(t, `policies: [{ bsid: beef::1, segments: [fc00::8] }]`);
  t.same(lines(await planFor(vpp, outside)), [
    "change policy beef::1 via fc00::9: VPP has fc00::8",
    "add steering of 192.0.2.0/24 table 0 to beef::1: VPP does not steer it",
  ]);
  await t.rejects(parseDocument(outside.replaceAll("beef::1", "cafe::101")), {
    message: "document:3: policies[0].bsid: cafe::101 is in owns.scratch, which must stay free: use another BSID",
  });
});

t.test("traffic of others does not go around a policy that is replaced", async (t) => {
  const { vpp } = await scene(t, NODE);
  const spray = `
owns: { bsids: ["cafe::/64"], scratch: "cafe:0:0:1::/112" }
policies: [{ bsid: cafe::1, policyType: spray, segments: [fc00::1] }, { bsid: cafe::2, segments: [fc00::2] }]
steering: [{ prefix: 10.1.0.0/16, bsid: cafe::2 }]`;
  const todo = await planFor(vpp, spray);
  t.same(todo.steps, []);
  t.same(todo.conflicts.map(describeConflict), [
    "policy cafe::1 via fc00::1: 10.1.0.0/16 table 0 is steered to it, and that steering is not owned",
    "steering of 10.1.0.0/16 table 0 to cafe::2: VPP steers it to cafe::1, which is neither owned nor adopted",
  ]);
});

const POLICIES = `
policies: [{ bsid: cafe::1, segments: [fc00::1] }, { bsid: cafe::2, segments: [fc00::2] }]`;

t.test("steering with host bits goes before what it shares a route with is steered", async (t) => {
  const { vpp, simulator } = await scene(t, POLICIES);
  const twin = { bsidAddr: "cafe::1", tableId: 0, prefix: "10.81.0.5/16", swIfIndex: 0xffffffff } as const;
  await vpp.request(srSteeringAddDel, { ...twin, srPolicyIndex: 0, trafficType: SrSteer.SR_STEER_API_IPV4 });
  const steering = `steering: [{ prefix: 10.81.0.0/16, bsid: cafe::2 }]`;
  const foreign = await planFor(vpp, `${POLICIES}\n${steering}`);
  t.same(foreign.conflicts.map(describeConflict), [
    "steering of 10.81.0.0/16 table 0 to cafe::2: VPP uses the same route for it and for 10.81.0.5/16 table 0, which is not owned",
  ]);
  t.same(foreign.steps, []);
  const owned = `${POLICIES}\n${steering}\nowns: { steering: [{ prefix: 10.0.0.0/8 }] }`;
  const todo = await planFor(vpp, owned);
  t.same(lines(todo), [
    "change steering of 10.81.0.0/16 table 0 to cafe::2: VPP uses the same route for it and for 10.81.0.5/16 table 0 " +
      "(interrupts traffic: VPP can only delete it and add it again)",
  ]);
  await applyAll(t, vpp, todo);
  t.same((await planFor(vpp, owned)).steps, []);
  const srv6 = new Srv6(vpp);
  const [route] = await srv6.routesTo([{ prefix: Prefix.parse("10.81.0.0/16"), tableId: 0 }], { exact: true });
  t.match(route, { source: "SR", isSteering: true });
  t.equal(simulator.state.steering.length, 1);
  await applyAll(t, vpp, inverse(todo));
  t.same(
    (await srv6.steering()).map((rule) => `${describeTraffic(rule)} to ${rule.bsid}`),
    ["10.81.0.0/16 table 0 to cafe::1"],
  );
});
