import { readFileSync } from "node:fs";
import t, { type Test } from "tap";
import { srLocalsidAddDel } from "../../src/binapi/sr.ts";
import { showVersion } from "../../src/binapi/vpe.ts";
import type { VppClient } from "../../src/client/index.ts";
import { apply, type DesiredState, inverse, parseDocument, plan, verify } from "../../src/desired/index.ts";
import { listReleases } from "../../src/schema/index.ts";
import type { Simulator } from "../../src/simulator/index.ts";
import { Srv6 } from "../../src/srv6/index.ts";
import { simulatedVpp } from "./altered.ts";

const OVERLAY = new URL("../../../examples/overlay.yaml", import.meta.url);
const overlay = await parseDocument(readFileSync(OVERLAY, "utf8"));

/** The number of messages of each release, by its `.api.json` documents. */
const MESSAGES: Readonly<Record<string, number>> = {
  "22.10": 1718,
  "23.06": 1762,
  "23.10": 1794,
  "24.02": 1830,
  "24.06": 1848,
  "24.10": 1862,
  "25.02": 1919,
  "25.06": 1929,
  "25.10": 1949,
  "26.02": 2009,
  "26.06": 2093,
};

t.test("these are all releases", async (t) => {
  t.same(listReleases(), Object.keys(MESSAGES));
});

for (const [release, count] of Object.entries(MESSAGES)) {
  t.test(`brings VPP ${release} to the state of a document, and back`, async (t) => {
    const { simulator, vpp } = await simulatedVpp(t, { release, shuffleIds: release });
    t.equal((await vpp.request(showVersion, {})).version, `${release}-release`);
    t.equal(vpp.messageTable.size, count);
    await reach(t, vpp, simulator, overlay);
  });

  t.test(`changes what VPP ${release} holds without a gap`, async (t) => {
    const { simulator, vpp } = await simulatedVpp(t, { release, shuffleIds: "others" });
    await apply(vpp, await plan(vpp, overlay));
    await apply(vpp, await plan(vpp, await parseDocument(OTHER_PATH)));
    t.same(segmentsOf(simulator, "cafe::1bb"), [["fcff:9::1", "fcdd::11bb:4"]]);
    const srv6 = new Srv6(vpp);
    await srv6.addSegmentList("cafe::1bb", { segments: ["fcff:8::1"], weight: 2 });
    await srv6.setWeight("cafe::1bb", { segments: ["fcff:8::1"], weight: 2 }, 5);
    const [policy] = (await srv6.policies()).filter(({ bsid }) => String(bsid) === "cafe::1bb");
    t.match(policy?.segmentLists, [{ weight: 1 }, { weight: 5 }]);
  });

  // VPP src/vnet/srv6/sr.h: until 24.10 the numbers behind SR_BEHAVIOR_LAST (12) are those of plugins.
  const hasMicroSids = release >= "25.02";
  t.test(`${hasMicroSids ? "adds" : "does not add"} uN and uA to VPP ${release}`, async (t) => {
    const { simulator, vpp } = await simulatedVpp(t, { release });
    const srv6 = new Srv6(vpp);
    const uN = srv6.addLocalSid({ sid: "fcdd:1::", behavior: { type: "uN" } });
    // Its End SID needs a prefix length, which VPP before 26.06 does not support.
    const uA = srv6.addLocalSid({
      sid: "fcdd:1:2::",
      behavior: { type: "uA", nextHop: "fe80::1", swIfIndex: 0, endSid: false },
    });
    if (!hasMicroSids) {
      await t.rejects(uN, { code: "VPP_HAZARD", message: /^local SID fcdd:1::: uN needs VPP 25\.02 or later/ });
      await t.rejects(uA, { code: "VPP_HAZARD" });
      t.same(simulator.calls(srLocalsidAddDel), []);
    } else {
      await Promise.all([uN, uA]);
      t.match(await srv6.localSids(), [{ behavior: { type: "uN" } }, { behavior: { type: "uA" } }]);
    }
  });
}

t.test("what a plugin of an old VPP shows is not taken for uN or uA", async (t) => {
  const { vpp } = await simulatedVpp(t, { release: "24.10" });
  const fields = { endPsp: false, vlanIndex: 0, fibTable: 0, nhAddr: "0.0.0.0" };
  await vpp.request(srLocalsidAddDel, { ...fields, localsid: "fc00::7", behavior: 12 });
  t.match(await new Srv6(vpp).localSids(), [{ behavior: { type: "plugin", code: 12 } }]);
});

for (const release of ["23.06", "24.02", "24.06", "25.02", "25.06"]) {
  t.test(`takes the answers of VPP ${release} to the second versions of messages`, async (t) => {
    const { vpp } = await simulatedVpp(t, { release });
    const srv6 = new Srv6(vpp);
    await srv6.addPolicy({ bsid: "cafe::1", segmentLists: [{ segments: ["fc00::1"] }], encapSource: "fd11::7" });
    await srv6.addSegmentList("cafe::1", { segments: ["fc00::2"] });
    t.match(await srv6.policies(), [{ segmentLists: [{}, {}] }]);
    await t.rejects(
      srv6.addPolicy({ bsid: "cafe::1", segmentLists: [{ segments: ["fc00::1"] }], encapSource: "::7" }),
      {
        code: "VPP_RETVAL",
        retval: -12,
      },
    );
  });
}

const OTHER_PATH = `
encap: { source: "fd11::1000" }
policies:
  - bsid: cafe::1bb
    segments: [fcff:9::1, fcdd::11bb:4]
adopt: true
`;

t.test("what takes a message that VPP does not have is told before anything is sent", async (t) => {
  const { simulator, vpp } = await simulatedVpp(t, { release: "22.10" });
  const srv6 = new Srv6(vpp);
  const policy = { bsid: "cafe::1", segmentLists: [{ segments: ["fc00::1"] }], encapSource: "fd11::7" };
  await t.rejects(srv6.addPolicy(policy), {
    code: "VPP_MESSAGE_MISSING",
    message: "sr_policy_add_v2: this VPP does not have the message; it has sr_policy_add",
  });
  const tef = await parseDocument(`
localSids: [{ sid: "fc00::4", behavior: { type: End } }]
policies: [{ bsid: "cafe::2", segments: ["fc00::1"], policyType: tef }]
`);
  await t.rejects(plan(vpp, tef), { code: "VPP_MESSAGE_MISSING", messageName: "sr_policy_add_v2" });
  t.same([simulator.state.localSids, simulator.state.policies], [[], []]);
});

t.test("the source of a policy is not known of a VPP that does not tell it", async (t) => {
  const { vpp } = await simulatedVpp(t, { release: "22.10" });
  const srv6 = new Srv6(vpp);
  await srv6.setEncapSource("fd11::1000");
  await srv6.addPolicy({ bsid: "cafe::1", segmentLists: [{ segments: ["fc00::1"] }], policyType: "spray" });
  t.match(await srv6.policies(), [{ policyType: "spray", encapSource: undefined }]);
});

/** Applies a state, verifies it, applies it again, and removes it. */
async function reach(t: Test, vpp: VppClient, simulator: Simulator, desired: DesiredState): Promise<void> {
  const steps = await plan(vpp, desired);
  t.ok((await apply(vpp, steps)).every(({ ok }) => ok));
  t.same((await verify(vpp, desired)).differences, []);
  t.same((await plan(vpp, desired)).steps, []);
  t.same(objects(simulator), [2, 3, 3]);
  t.equal(String(simulator.state.encapSource), "fd11::1000");
  t.ok((await apply(vpp, inverse(steps))).every(({ ok }) => ok));
  t.same(objects(simulator), [0, 0, 0]);
}

function objects({ state }: Simulator): number[] {
  return [state.localSids.length, state.policies.length, state.steering.length];
}

function segmentsOf({ state }: Simulator, bsid: string): string[][] {
  const policy = state.policies.find((each) => String(each.bsid) === bsid);
  return policy!.segmentLists.map(({ segments }) => segments.map(String));
}

t.test("what an older VPP cannot do is told with the way out, and nothing is sent", async (t) => {
  const { simulator, vpp } = await simulatedVpp(t, { release: "26.02" });
  const srv6 = new Srv6(vpp);
  const behavior = { type: "uA", nextHop: "fe80::1", swIfIndex: 0 } as const;
  await t.rejects(srv6.addLocalSid({ sid: "fcdd:2::", behavior }), {
    code: "VPP_MESSAGE_MISSING",
    message: /sr_localsid_add_del_v2: a prefix length, .* needs VPP 26\.06 or later.*endSid: false/,
  });
  t.equal(simulator.calls(srLocalsidAddDel).length, 0);
});
