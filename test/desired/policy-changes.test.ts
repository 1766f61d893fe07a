import t from "tap";
import {
  srPolicyAdd,
  srPolicyAddV2,
  srPolicyDel,
  srPolicyMod,
  srPolicyModV2,
  srSetEncapHopLimit,
  srSteeringAddDel,
} from "../../src/binapi/sr.ts";
import { SrPolicyOp } from "../../src/binapi/sr_types.ts";
import { connect } from "../../src/client/index.ts";
import { apply } from "../../src/desired/index.ts";
import type { Simulator } from "../../src/simulator/index.ts";
import { Srv6 } from "../../src/srv6/index.ts";
import type { Request } from "../../src/wire/index.ts";
import { applyAll, lines, listsOf, planFor, scene, withoutWarnings } from "./scene.ts";

const { SR_POLICY_OP_API_ADD: ADD } = SrPolicyOp;

const NODE = `
encap: { source: fd11::1 }
owns: { scratch: "cafe:0:0:1::/120" }
policies: [{ bsid: cafe::1, segmentLists: [{ segments: [fc00::1] }, { segments: [fc00::2] }] }]
steering: [{ prefix: 10.1.0.0/16, bsid: cafe::1 }]
adopt: true`;

const SPRAY = NODE.replace("cafe::1, segmentLists", "cafe::1, policyType: spray, segmentLists");

t.test("traffic goes around a policy that is replaced by one of another kind", async (t) => {
  const { vpp, simulator } = await scene(t, NODE);
  const todo = await planFor(vpp, SPRAY, { interrupt: false });
  const via = "via fc00::1 (weight 1) or fc00::2 (weight 1)";
  t.same(lines(todo), [
    `add policy cafe:0:0:1::1 ${via}: it carries the traffic of policy cafe::1 while cafe::1 is replaced`,
    "change steering of 10.1.0.0/16 table 0 to cafe:0:0:1::1: policy cafe::1 is being replaced",
    `change policy cafe::1 via fc00::1 and fc00::2: VPP has it with headend encaps, type default, table 0`,
    "change steering of 10.1.0.0/16 table 0 to cafe::1: VPP steers it to cafe:0:0:1::1",
    `remove policy cafe:0:0:1::1 ${via}: it carried the traffic of policy cafe::1 during a replacement`,
  ]);
  await applyAll(t, vpp, todo);
  t.match(simulator.state.policies, [{ type: 1 }]);
  t.same(withoutWarnings(await planFor(vpp, SPRAY)), { steps: [], conflicts: [] });
});

t.test("a policy to which nothing is steered is replaced without a way around", async (t) => {
  const { vpp } = await scene(t, NODE.replace(/steering:.*/, ""));
  t.same(
    (await planFor(vpp, SPRAY.replace(/steering:.*/, ""))).steps.map(({ action }) => action),
    ["change"],
  );
});

t.test("the list of a tef policy is never changed in place", async (t) => {
  const tef = NODE.replace(
    "segmentLists: [{ segments: [fc00::1] }, { segments: [fc00::2] }]",
    "policyType: tef, segments: [fc00::1]",
  );
  const { vpp, simulator } = await scene(t, tef);
  await applyAll(t, vpp, await planFor(vpp, tef.replace("fc00::1]", "fc00::7]")));
  t.same(listsOf(simulator, "cafe::1"), ["fc00::7 x1"]);
  t.same([simulator.calls(srPolicyMod), simulator.calls(srPolicyModV2)], [[], []]);
});

t.test("other lists of a spray policy duplicate packets for a moment, and the plan says so", async (t) => {
  const { vpp } = await scene(t, SPRAY);
  t.match(lines(await planFor(vpp, SPRAY.replace("fc00::2", "fc00::3"))), [
    / \(duplicates packets: for a moment they go through old and new lists\)$/,
  ]);
});

t.test("what cannot take the traffic that is steered to it is refused", async (t) => {
  const { vpp } = await scene(t, "policies: [{ bsid: cafe::1, headend: insert, segments: [fc00::1] }]");
  await t.rejects(planFor(vpp, "steering: [{ prefix: 10.1.0.0/16, bsid: cafe::1 }]"), {
    code: "VPP_DOCUMENT",
    message:
      "document:1: steering[0].bsid: policy cafe::1 has headend insert, which takes only IPv6 packets: use a policy with headend encaps",
  });
});

t.test("another hop limit replaces every list", async (t) => {
  const { vpp, simulator } = await scene(t, NODE);
  const before = simulator.state.policies[0]?.segmentLists.map(({ index }) => index);
  const todo = await planFor(vpp, NODE.replace("fd11::1", "fd11::1, hopLimit: 7"));
  t.match(lines(todo), ["set encap hop limit 7: VPP has 64", /VPP encapsulates with hop limit 64$/]);
  await applyAll(t, vpp, todo);
  const after = simulator.state.policies[0]?.segmentLists.map(({ index }) => index);
  t.same(listsOf(simulator, "cafe::1"), ["fc00::1 x1", "fc00::2 x1"]);
  t.notOk(after?.some((index) => before?.includes(index)));
});

const LIST_CHANGES: readonly Request<unknown, { retval: number }>[] = [srSetEncapHopLimit, srPolicyMod, srPolicyModV2];

t.test(
  "a change of the hop limit that ends after any message is carried on, although VPP does not show it",
  async (t) => {
    const three = `
adopt: true
encap: { source: fd11::1, hopLimit: 64 }
policies:
  - { bsid: cafe::1, segments: [fc00::1] }
  - { bsid: cafe::2, policyType: spray, segmentLists: [{ segments: [fc00::1], weight: 3 }, { segments: [fc00::2] }] }
  - { bsid: cafe::3, segments: [fc00::3] }`;
    const changed = three.replace("hopLimit: 64", "hopLimit: 7");
    const limits = ({ state }: Simulator) =>
      state.policies.flatMap(({ segmentLists }) => segmentLists.map(({ encapHopLimit }) => encapHopLimit));
    let cut = 0;
    for (let isCut = true; isCut; cut++) {
      const { vpp, simulator } = await scene(t, three);
      let left = cut;
      isCut = false;
      for (const message of LIST_CHANGES) {
        simulator.on(message, (_, answer) => {
          if (left-- === 0) {
            isCut = true;
            simulator.inject({ kind: "reset", times: 1 });
          }
          return answer();
        });
      }
      const todo = await planFor(vpp, changed);
      await apply(vpp, todo);
      left = -1;
      await using after = await connect({ socketPath: simulator.socketPath });
      await applyAll(t, after, await planFor(after, changed));
      t.same(limits(simulator), [7, 7, 7, 7], `cut after ${cut} messages`);
      t.same(withoutWarnings(await planFor(after, changed)), { steps: [], conflicts: [] });
    }
    // A mark for each policy, the hop limit, four lists, and seven that go.
    t.equal(cut - 1, 3 + 1 + 4 + 7);
  },
);

t.test("lists that are there twice, as an interrupted change leaves them, are all replaced", async (t) => {
  const { vpp, simulator } = await scene(t, NODE);
  const before = simulator.state.policies[0]!.segmentLists.map(({ index }) => index);
  await new Srv6(vpp).addSegmentList("cafe::1", { segments: ["fc00::1"] });
  const todo = await planFor(vpp, NODE);
  t.match(lines(todo), [/VPP has a segment list more than once, after an interrupted change$/]);
  await applyAll(t, vpp, todo);
  t.same(listsOf(simulator, "cafe::1"), ["fc00::1 x1", "fc00::2 x1"]);
  const after = simulator.state.policies[0]!.segmentLists.map(({ index }) => index);
  t.notOk(after.some((index) => before.includes(index)));
});

t.test("255 lists give way to 255 others, of which VPP never has more at a time", async (t) => {
  const { vpp, simulator } = await scene(t, manyLists("fc01"));
  let most = 0;
  simulator.on(srPolicyModV2, (_, answer) => {
    const reply = answer();
    most = Math.max(most, simulator.state.policies[0]!.segmentLists.length);
    return reply;
  });
  await applyAll(t, vpp, await planFor(vpp, manyLists("fc02")));
  t.equal(most, 255);
  t.equal(listsOf(simulator, "cafe::1").filter((list) => list.startsWith("fc02")).length, 255);
  // The same lists with another source: each is there twice for a moment.
  await applyAll(t, vpp, await planFor(vpp, manyLists("fc02").replace("fd11::1", "fd11::2")));
  t.equal(most, 255);
  t.equal(listsOf(simulator, "cafe::1").length, 255);
});

t.test("weights that VPP cannot share side by side follow each other all the same", async (t) => {
  const { vpp, simulator } = await scene(t, NODE);
  const heavy = NODE.replace(
    "{ segments: [fc00::1] }, { segments: [fc00::2] }",
    "{ segments: [fc00::3], weight: 60000 }",
  );
  await applyAll(t, vpp, await planFor(vpp, heavy));
  t.same(listsOf(simulator, "cafe::1"), ["fc00::3 x60000"]);
});

t.test("when VPP refuses a list of a new policy, the policy is taken back", async (t) => {
  const { vpp, simulator } = await scene(t);
  simulator.on(srPolicyModV2, () => ({ retval: -1 }));
  const outcomes = await apply(vpp, await planFor(vpp, NODE));
  t.match(outcomes, [
    { ok: true },
    { ok: false, result: "refused", error: { code: "VPP_RETVAL" } },
    { ok: false, result: "skipped", error: { code: "VPP_SRV6" } },
  ]);
  t.same([simulator.state.policies, simulator.calls(srSteeringAddDel)], [[], []]);
});

t.test("when VPP refuses a list of a policy that is there, those before it are taken back", async (t) => {
  const { vpp, simulator } = await scene(t, NODE);
  simulator.on(srPolicyModV2, ({ operation, sids }, answer) =>
    operation === ADD && String(sids.sids[0]) === "fc00::4" ? { retval: -1 } : answer(),
  );
  const changed = NODE.replace("fc00::1]", "fc00::3]").replace("fc00::2]", "fc00::4]");
  t.match(await apply(vpp, await planFor(vpp, changed)), [{ ok: false, result: "refused" }]);
  t.same(listsOf(simulator, "cafe::1"), ["fc00::1 x1", "fc00::2 x1"]);
});

t.test("when VPP refuses the policy that replaces another, the other is put back", async (t) => {
  const { vpp, simulator } = await scene(t, NODE);
  simulator.on(srPolicyAddV2, ({ type }, answer) => (type === 1 ? { retval: -12 } : answer()));
  const outcomes = await apply(vpp, await planFor(vpp, SPRAY));
  t.match(
    outcomes.map((each) => (each.ok ? "done" : each.result)),
    ["done", "done", "refused", "skipped", "refused"],
  );
  t.same(listsOf(simulator, "cafe::1"), ["fc00::1 x1", "fc00::2 x1"]);
  t.equal(simulator.calls(srPolicyDel).length, 1);
  await applyAll(t, vpp, await planFor(vpp, NODE));
  t.equal(simulator.state.policies.length, 1);
});

t.test("what is on its way when the connection ends is unknown, and what comes behind is skipped", async (t) => {
  const { vpp, simulator } = await scene(t);
  simulator.on(srPolicyAddV2, () => {
    void simulator.kill();
    return undefined;
  });
  const outcomes = await apply(vpp, await planFor(vpp, NODE));
  t.match(outcomes, [
    { ok: true },
    { ok: false, result: "unknown", error: { code: "VPP_CONNECTION_LOST" } },
    { ok: false, result: "skipped", error: { code: "VPP_CONNECTION_LOST" } },
  ]);
});

t.test("an old VPP, which takes no source for a list, gets the source of the node", async (t) => {
  const { vpp, simulator } = await scene(t, NODE, "22.10");
  const todo = await planFor(vpp, NODE.replace("fd11::1", "fd11::2"));
  t.match(lines(todo), ["set encap source fd11::2: VPP has fd11::1", /VPP encapsulates from fd11::1$/]);
  await applyAll(t, vpp, todo);
  t.equal(simulator.calls(srPolicyAdd).length, 1);
  t.same(listsOf(simulator, "cafe::1"), ["fc00::1 x1", "fc00::2 x1"]);
});

t.test("a policy may have a source of its own", async (t) => {
  const own = NODE.replace("cafe::1, segmentLists", "cafe::1, encapSource: fd11::9, segmentLists");
  const { vpp, simulator } = await scene(t, own);
  t.equal(String(simulator.state.policies[0]?.encapSource), "fd11::9");
  t.match(lines(await planFor(vpp, NODE)), [/VPP encapsulates from fd11::9$/]);
});

/** A policy with as many lists as VPP can count. */
function manyLists(network: string): string {
  const lists = Array.from({ length: 255 }, (_, at) => `{ segments: ["${network}::${(at + 1).toString(16)}"] }`);
  return `
encap: { source: fd11::1 }
policies: [{ bsid: cafe::1, segmentLists: [${lists.join(", ")}] }]
steering: [{ prefix: 10.1.0.0/16, bsid: cafe::1 }]
adopt: true`;
}
