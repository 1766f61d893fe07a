import t, { type Test } from "tap";
import { Ip6Address } from "../../src/address/index.ts";
import { srPolicyAdd, srSteeringAddDel } from "../../src/binapi/sr.ts";
import { connect, type VppClient } from "../../src/client/index.ts";
import { type Simulator, startSimulator } from "../../src/simulator/index.ts";
import { type Operation, policyFrom, Srv6, type Srv6View, trafficFrom } from "../../src/srv6/index.ts";

const [FIRST, SECOND] = ["cafe::1", "cafe::2"].map(
  (bsid): Operation => ({ op: "addPolicy", policy: policyFrom({ bsid, segmentLists: [{ segments: ["fc00::1"] }] }) }),
) as [Operation, Operation];
const STEER: Operation = {
  op: "steer",
  traffic: trafficFrom({ kind: "l3", prefix: "10.1.0.0/16" }),
  bsid: Ip6Address.parse("cafe::1"),
};
/** Of a list that no policy has. */
const DELETION: Operation = {
  op: "deleteSegmentList",
  bsid: Ip6Address.parse("cafe::2"),
  segmentList: { segments: [Ip6Address.parse("fc00::9")], weight: 1 },
};
const ALL = [FIRST, SECOND, STEER];

/** One that follows a simulated VPP, has looked at it, and has checked all of the operations ahead. */
async function scene(t: Test): Promise<{ vpp: VppClient; srv6: Srv6; simulator: Simulator; checked(): Promise<void> }> {
  const simulator = await startSimulator();
  t.teardown(() => simulator.close());
  const vpp = await connect({ socketPath: simulator.socketPath });
  t.teardown(() => vpp.close());
  const srv6 = new Srv6(vpp, { follows: true });
  await srv6.observe();
  return { vpp, srv6, simulator, checked: () => srv6.check(ALL, { ahead: true }) };
}

function shown({ policies, steering }: Srv6View): string[] {
  return [...policies.map(({ bsid }) => String(bsid)), ...steering.map(({ bsid }) => `steered to ${bsid}`)];
}

t.test("what was checked ahead is carried out batch by batch", async (t) => {
  const { srv6, simulator, checked } = await scene(t);
  await checked();
  t.match(await srv6.batch([FIRST, SECOND]), [{ ok: true }, { ok: true }]);
  t.match(await srv6.batch([STEER]), [{ ok: true }]);
  t.same(shown(await srv6.observe()), ["cafe::1", "cafe::2", "steered to cafe::1"]);
  t.equal(simulator.state.steering.length, 1);
});

t.test("what was only checked is not taken to be there", async (t) => {
  const { srv6, checked } = await scene(t);
  await checked();
  t.same(shown(await srv6.observe()), []);
  t.match(await srv6.batch(ALL), [{ ok: true }, { ok: true }, { ok: true }]);
});

t.test("nor is what was left undone of it", async (t) => {
  const { srv6, checked } = await scene(t);
  await checked();
  await srv6.batch([FIRST, SECOND]);
  t.same(shown(await srv6.observe()), ["cafe::1", "cafe::2"]);
  await srv6.deletePolicy("cafe::1");
  t.same(shown(await srv6.observe()), ["cafe::2"]);
});

t.test("what comes instead is checked", async (t) => {
  const { srv6, simulator, checked } = await scene(t);
  await checked();
  await t.rejects(srv6.deleteTable(7, 6), { code: "VPP_HAZARD" });
  await checked();
  await srv6.batch([FIRST, SECOND]);
  await t.rejects(srv6.batch([DELETION]), { code: "VPP_SRV6", message: /has no segment list/ });
  t.equal(simulator.state.policies.length, 2);
});

t.test("what is forgotten while a part of it is on its way is looked at again", async (t) => {
  const { srv6, simulator, checked } = await scene(t);
  simulator.on(srPolicyAdd, (_, answer) => {
    srv6.forget();
    return answer();
  });
  await checked();
  t.match(await srv6.batch([FIRST, SECOND]), [{ ok: true }, { ok: true }]);
  t.same(shown(await srv6.observe()), ["cafe::1", "cafe::2"]);
  t.match(await srv6.batch([STEER]), [{ ok: true }]);
});

t.test("when VPP refuses a part, the rest is checked against what VPP holds then", async (t) => {
  const { srv6, simulator, checked } = await scene(t);
  simulator.on(srPolicyAdd, () => ({ retval: -1 }));
  await checked();
  t.match(await srv6.batch([FIRST, SECOND]), [{ ok: false }, { ok: false }]);
  t.match(await srv6.batch([STEER]), [{ ok: false, error: { code: "VPP_RETVAL" } }]);
  t.same(shown(await srv6.observe()), []);
});

t.test("after a restart of VPP it is checked again", async (t) => {
  const { vpp, srv6, simulator, checked } = await scene(t);
  await checked();
  await simulator.restart();
  for await (const { type, generation } of vpp.states()) if (type === "ready" && generation === 2) break;
  t.match(await srv6.batch(ALL), [{ ok: true }, { ok: true }, { ok: true }]);
  t.same(shown(await srv6.observe()), ["cafe::1", "cafe::2", "steered to cafe::1"]);
  t.equal(simulator.calls(srSteeringAddDel).length, 1);
});
