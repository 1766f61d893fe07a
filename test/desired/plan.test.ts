import t from "tap";
import { srLocalsidAddDel, srPolicyAddV2, srPolicyMod, srPolicyModV2, srSteeringAddDel } from "../../src/binapi/sr.ts";
import { SrPolicyOp } from "../../src/binapi/sr_types.ts";
import { apply, describeStep, inverse, parseDocument, plan, verify } from "../../src/desired/index.ts";
import { Srv6 } from "../../src/srv6/index.ts";
import { applyAll, lines, planFor, scene } from "./scene.ts";

const NODE = `
encap: { source: fd11::1000 }
localSids:
  - { sid: fcdd::4, behavior: { type: End.DT4, tableId: 0 } }
policies:
  - { bsid: cafe::1, segments: [fc00::1] }
  - { bsid: cafe::2, segmentLists: [{ segments: [fc00::1, fc00::2], weight: 3 }, { segments: [fc00::3] }] }
steering:
  - { prefix: 172.16.104.64/26, bsid: cafe::1 }
  - { prefix: 2001:db8::/32, bsid: cafe::2 }
adopt: true`;

const NOTHING = { steps: [], conflicts: [], warnings: [] };

const { SR_POLICY_OP_API_ADD: ADD, SR_POLICY_OP_API_DEL: DEL, SR_POLICY_OP_API_MOD: MOD } = SrPolicyOp;

t.test("what VPP does not have is added, in the order in which things need each other", async (t) => {
  const { vpp } = await scene(t);
  const todo = await planFor(vpp, NODE);
  t.same(todo.steps.map(describeStep), [
    "set encap source fd11::1000: VPP has ::",
    "add local SID fcdd::4 End.DT4 table 0: VPP has no such local SID",
    "add policy cafe::1 via fc00::1: VPP has no such policy",
    "add policy cafe::2 via fc00::1, fc00::2 (weight 3) or fc00::3 (weight 1): VPP has no such policy",
    "add steering of 172.16.104.64/26 table 0 to cafe::1: VPP does not steer it",
    "add steering of 2001:db8::/32 table 0 to cafe::2: VPP does not steer it",
  ]);
  t.notOk(todo.steps.some(({ interrupts }) => interrupts));
});

t.test("planning changes nothing", async (t) => {
  const { vpp, simulator } = await scene(t);
  await planFor(vpp, NODE);
  t.same([simulator.state.localSids, simulator.state.policies, simulator.state.steering], [[], [], []]);
});

t.test("what was applied verifies, and leaves nothing to do", async (t) => {
  const { vpp, simulator } = await scene(t, NODE);
  t.same((await verify(vpp, await parseDocument(NODE))).differences, []);
  t.same(await planFor(vpp, NODE), NOTHING);
  t.equal(simulator.state.policies.length, 2);
  t.ok(simulator.state.policies.every(({ encapSource }) => String(encapSource) === "fd11::1000"));
});

t.test("what the document does not name is left alone", async (t) => {
  const { vpp } = await scene(t, NODE);
  t.same(await planFor(vpp, "{ policies: [{ bsid: cafe::9, segments: [fc00::9] }] }").then(lines), [
    "add policy cafe::9 via fc00::9: VPP has no such policy",
  ]);
});

t.test("the inverse removes what was added and takes back what was set, last things first after encap", async (t) => {
  const { vpp, simulator, applied } = await scene(t, NODE);
  const undo = inverse(applied);
  t.same(lines(undo), [
    "set encap source ::: the plan set another value",
    "remove steering of 2001:db8::/32 table 0 to cafe::2: the plan added it",
    "remove steering of 172.16.104.64/26 table 0 to cafe::1: the plan added it",
    "remove policy cafe::2 via fc00::1, fc00::2 (weight 3) or fc00::3 (weight 1): the plan added it",
    "remove policy cafe::1 via fc00::1: the plan added it",
    "remove local SID fcdd::4 End.DT4 table 0: the plan added it",
  ]);
  await applyAll(t, vpp, undo);
  t.same([simulator.state.localSids, simulator.state.policies, simulator.state.steering], [[], [], []]);
  t.ok(simulator.state.encapSource.isUnspecified);
  t.same(lines(inverse(undo)).length, 6);
});

t.test("lists of a policy are added before old ones are deleted, and another weight is only set", async (t) => {
  const { vpp, simulator } = await scene(t, NODE);
  const before = simulator.calls(srPolicyMod).length;
  const addedBefore = simulator.calls(srPolicyModV2).length;
  const changed = NODE.replace("segments: [fc00::3]", "segments: [fc00::4], weight: 2").replace(
    "weight: 3",
    "weight: 5",
  );
  const todo = await planFor(vpp, changed);
  t.same(lines(todo), [
    "change policy cafe::2 via fc00::1, fc00::2 (weight 5) or fc00::4 (weight 2): " +
      "VPP has fc00::1, fc00::2 (weight 3) or fc00::3 (weight 1)",
  ]);
  await applyAll(t, vpp, todo);
  const added = simulator.calls(srPolicyModV2).slice(addedBefore);
  t.same(
    added.map(({ operation, encapSrc }) => [operation, String(encapSrc)]),
    [[ADD, "fd11::1000"]],
  );
  t.same(
    simulator
      .calls(srPolicyMod)
      .slice(before)
      .map(({ operation, sids }) => [operation, sids.weight]),
    [
      [MOD, 5],
      [DEL, 0],
    ],
  );
  t.same(await planFor(vpp, changed), NOTHING);
});

t.test("the order of lists is no difference", async (t) => {
  const { vpp } = await scene(t, NODE);
  const turned = NODE.replace(
    "{ segments: [fc00::1, fc00::2], weight: 3 }, { segments: [fc00::3] }",
    "{ segments: [fc00::3] }, { segments: [fc00::1, fc00::2], weight: 3 }",
  );
  t.same(await planFor(vpp, turned), NOTHING);
});

t.test("another encap source replaces every list, since it is baked into them", async (t) => {
  const { vpp, simulator } = await scene(t, NODE);
  const todo = await planFor(vpp, NODE.replace("fd11::1000", "fd11::2000"));
  t.same(lines(todo), [
    "set encap source fd11::2000: VPP has fd11::1000",
    "change policy cafe::1 via fc00::1: VPP encapsulates from fd11::1000",
    "change policy cafe::2 via fc00::1, fc00::2 (weight 3) or fc00::3 (weight 1): VPP encapsulates from fd11::1000",
  ]);
  await applyAll(t, vpp, todo);
  t.same(
    simulator.state.policies.map(({ encapSource }) => String(encapSource)),
    ["fd11::2000", "fd11::2000"],
  );
  t.same(
    simulator.state.policies.map(({ segmentLists }) => segmentLists.length),
    [1, 2],
  );
});

t.test("a local SID is changed while another one at a shorter prefix takes its packets", async (t) => {
  const { vpp, simulator } = await scene(t, NODE);
  const todo = await planFor(vpp, NODE.replace("End.DT4", "End.DT6"));
  t.same(lines(todo), ["change local SID fcdd::4 End.DT6 table 0: VPP has End.DT4 table 0 in table 0"]);
  await applyAll(t, vpp, todo);
  t.equal(simulator.state.localSids.length, 1);
  await applyAll(t, vpp, inverse(todo));
  t.same(await planFor(vpp, NODE), NOTHING);
});

t.test("a VPP without such prefixes changes a local SID by two messages in one write, which interrupts", async (t) => {
  const { vpp, simulator } = await scene(t, NODE, "25.10");
  const changed = await parseDocument(NODE.replace("End.DT4", "End.DT6"));
  const step =
    "change local SID fcdd::4 End.DT6 table 0: VPP has End.DT4 table 0 in table 0 " +
    "(interrupts traffic: VPP can only delete it and add it again)";
  const todo = await plan(vpp, changed);
  t.same(lines(todo), [step]);
  t.same(todo.needs, { interrupt: 1 });
  await t.rejects(apply(vpp, todo, { interrupt: false }), {
    code: "VPP_HAZARD",
    message: `not possible without an interruption:\n${step}`,
  });
  await applyAll(t, vpp, todo);
  t.same(
    simulator.calls(srLocalsidAddDel).map(({ isDel }) => isDel),
    [false, true, false],
  );
  await applyAll(t, vpp, inverse(todo));
  t.same(await planFor(vpp, NODE), NOTHING);
});

t.test("steering moves to another policy by one message", async (t) => {
  const { vpp, simulator } = await scene(t, NODE);
  const todo = await planFor(vpp, NODE.replace("64/26, bsid: cafe::1", "64/26, bsid: cafe::2"));
  t.same(lines(todo), ["change steering of 172.16.104.64/26 table 0 to cafe::2: VPP steers it to cafe::1"]);
  await applyAll(t, vpp, todo);
  t.same(
    simulator.calls(srSteeringAddDel).map(({ isDel }) => isDel),
    [false, false, false],
  );
  await applyAll(t, vpp, inverse(todo));
  t.same(await planFor(vpp, NODE), NOTHING);
});

const refused: [title: string, document: string, message: string][] = [
  [
    "a table to look up in that VPP does not have",
    NODE.replace("End.DT4, tableId: 0", "End.DT4, tableId: 7"),
    "document:4: localSids[0].behavior.tableId: VPP has no IPv4 table 7",
  ],
  [
    "local SIDs in a table that VPP does not have",
    NODE.replace("tableId: 0 }", "tableId: 0 }, fibTable: 7"),
    "document:4: localSids[0].fibTable: VPP has no IPv6 table 7",
  ],
  [
    "a policy in a table that VPP does not have",
    NODE.replace("segments: [fc00::1] }", "segments: [fc00::1], fibTable: 7 }"),
    "document:6: policies[0].fibTable: VPP has no IPv6 table 7",
  ],
  [
    "steering in tables that VPP does not have",
    NODE.replace("64/26, bsid", "64/26, tableId: 7, bsid").replace("::/32, bsid", "::/32, tableId: 8, bsid"),
    "document:9: steering[0].tableId: VPP has no IPv4 table 7\ndocument:10: steering[1].tableId: VPP has no IPv6 table 8",
  ],
  [
    "an interface that VPP does not have",
    NODE.replace("End.DT4, tableId: 0", "End.DX2, swIfIndex: 7"),
    "document:4: localSids[0].behavior.swIfIndex: VPP has no interface 7",
  ],
  [
    "steering into policies that are nowhere",
    NODE.replace("64/26, bsid: cafe::1", "64/26, bsid: cafe::8").replace("/32, bsid: cafe::2", "/32, bsid: cafe::9"),
    "document:9: steering[0].bsid: there is no policy cafe::8 for 172.16.104.64/26 table 0, neither desired nor in VPP\n" +
      "document:10: steering[1].bsid: there is no policy cafe::9 for 2001:db8::/32 table 0, neither desired nor in VPP",
  ],
];

for (const [title, document, message] of refused) {
  t.test(`a plan with ${title} is refused as a whole`, async (t) => {
    const { vpp } = await scene(t);
    await t.rejects(planFor(vpp, document), { code: "VPP_DOCUMENT", message });
  });
}

t.test("what VPP cannot change of a policy is refused", async (t) => {
  const { vpp } = await scene(t, NODE);
  await t.rejects(planFor(vpp, NODE.replace("bsid: cafe::1, segments", "bsid: cafe::1, policyType: spray, segments")), {
    code: "VPP_SRV6",
    message:
      "policy cafe::1: VPP has it with headend encaps, type default, table 0, " +
      "and cannot change that to headend encaps, type spray, table 0 while 172.16.104.64/26 table 0 is steered to it; " +
      "set owns.scratch to a range of free BSIDs, so that the plan can move the traffic during the change, or delete the policy first",
  });
});

t.test("a plan whose ground is gone is refused when it is applied", async (t) => {
  const { vpp, simulator } = await scene(t, NODE);
  const todo = await planFor(vpp, NODE.replace("End.DT4", "End.DT6"));
  await new Srv6(vpp).deleteLocalSid("fcdd::4");
  await t.rejects(apply(vpp, todo), { code: "VPP_SRV6", message: "there is no local SID fcdd::4/128 of type End.DT4" });
  t.equal(simulator.calls(srLocalsidAddDel).length, 2);
});

t.test("nothing is steered to a policy that VPP refuses, and the rest is done", async (t) => {
  const { vpp, simulator } = await scene(t);
  simulator.on(srPolicyAddV2, ({ bsidAddr }, answer) => (String(bsidAddr) === "cafe::1" ? { retval: -12 } : answer()));
  const outcomes = await apply(vpp, await planFor(vpp, NODE));
  t.same(
    outcomes.flatMap((each) => (each.ok ? [] : [`${each.step.subject.kind} ${each.result}: ${each.error.message}`])),
    [
      "policy refused: sr_policy_add_v2: the BSID is taken: by a policy, or by a route, SID or address in the table (-12)",
      "steering skipped: not steered to policy cafe::1, because the step for that policy failed: " +
        "sr_policy_add_v2: the BSID is taken: by a policy, or by a route, SID or address in the table (-12)",
    ],
  );
  t.equal(outcomes.length, 6);
  t.same(
    (await verify(vpp, await parseDocument(NODE))).differences.map(({ kind, reason }) => `${kind}: ${reason}`),
    ["policy: VPP has no such policy", "steering: VPP does not steer it"],
  );
  t.equal(simulator.calls(srSteeringAddDel).length, 1);
});
