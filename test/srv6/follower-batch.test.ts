import t, { type Test } from "tap";
import { Ip6Address } from "../../src/address/index.ts";
import { srPolicyAdd, srSteeringAddDel } from "../../src/binapi/sr.ts";
import { connect, type VppClient } from "../../src/client/index.ts";
import { type Simulator, startSimulator } from "../../src/simulator/index.ts";
import {
  type CheckedBatch,
  type Operation,
  policyFrom,
  Srv6,
  type Srv6View,
  segmentListFrom,
  trafficFrom,
} from "../../src/srv6/index.ts";

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

/** One that follows a simulated VPP and has read it. */
async function scene(t: Test): Promise<{ vpp: VppClient; srv6: Srv6; simulator: Simulator }> {
  const simulator = await startSimulator();
  t.teardown(() => simulator.close());
  const vpp = await connect({ socketPath: simulator.socketPath });
  t.teardown(() => vpp.close());
  const srv6 = new Srv6(vpp, { follows: true });
  await srv6.observe();
  return { vpp, srv6, simulator };
}

/** The stages, checked; they must not be refused. */
async function checked(srv6: Srv6, ...stages: (readonly Operation[])[]): Promise<CheckedBatch> {
  const batch = await srv6.check(stages);
  if (!batch.ok) throw batch.error;
  return batch;
}

function shown({ policies, steering }: Srv6View): string[] {
  return [...policies.map(({ bsid }) => String(bsid)), ...steering.map(({ bsid }) => `steered to ${bsid}`)];
}

const DONE = { moved: false, outcomes: [{ ok: true }] };

t.test("a checked batch is sent part by part", async (t) => {
  const { srv6, simulator } = await scene(t);
  const batch = await checked(srv6, [FIRST, SECOND], [STEER]);
  t.equal(batch.left, 2);
  t.match(await batch.send(), { moved: false, outcomes: [{ ok: true }, { ok: true }] });
  t.same(shown(await srv6.observe()), ["cafe::1", "cafe::2"]);
  t.match(await batch.send(), DONE);
  t.same(shown(await srv6.observe()), ["cafe::1", "cafe::2", "steered to cafe::1"]);
  t.equal(simulator.state.steering.length, 1);
  t.equal(batch.left, 0);
});

t.test("what was only checked is not taken to be there", async (t) => {
  const { srv6 } = await scene(t);
  await checked(srv6, ALL);
  t.same(shown(await srv6.observe()), []);
  t.match(await srv6.batch(ALL), [{ ok: true }, { ok: true }, { ok: true }]);
});

t.test("nor is what was left undone of it", async (t) => {
  const { srv6 } = await scene(t);
  const batch = await checked(srv6, [FIRST, SECOND], [STEER]);
  await batch.send();
  await srv6.deletePolicy("cafe::1");
  t.same(shown(await srv6.observe()), ["cafe::2"]);
  t.same(await batch.send(), { moved: true });
});

t.test("two batches that are not sent do not spoil each other; once one is sent, the other has moved", async (t) => {
  const { srv6, simulator } = await scene(t);
  const [one, other] = [await checked(srv6, [FIRST], [STEER]), await checked(srv6, [SECOND])];
  t.match(await one.send(), DONE);
  t.same(await other.send(), { moved: true });
  t.match(await one.send(), DONE);
  t.equal(simulator.state.policies.length, 1);
  t.match(await (await checked(srv6, [SECOND])).send(), DONE);
  t.same(shown(await srv6.observe()), ["cafe::1", "cafe::2", "steered to cafe::1"]);
});

t.test("a check that fails in between leaves a checked batch as it is", async (t) => {
  const { srv6 } = await scene(t);
  const batch = await checked(srv6, [FIRST, SECOND]);
  const vain = await srv6.check([[FIRST], [SECOND, DELETION]]);
  t.match(vain, { ok: false, operation: 2, error: { code: "VPP_SRV6", message: /has no segment list/ } });
  t.equal((await batch.send()).moved, true, "VPP was read again before that was refused");
});

t.test("by an object that follows nothing, too, a batch has moved once another was sent", async (t) => {
  const { vpp } = await scene(t);
  const srv6 = new Srv6(vpp);
  const [one, other] = [await checked(srv6, [FIRST], [STEER]), await checked(srv6, [SECOND])];
  t.match(await one.send(), DONE);
  t.same(await other.send(), { moved: true });
  t.match(await one.send(), DONE);
});

t.test("after a forget a checked batch has moved", async (t) => {
  const { srv6, simulator } = await scene(t);
  simulator.on(srPolicyAdd, (_, answer) => {
    srv6.forget();
    return answer();
  });
  const batch = await checked(srv6, [FIRST, SECOND], [STEER]);
  t.match(await batch.send(), { moved: false, outcomes: [{ ok: true }, { ok: true }] });
  t.same(await batch.send(), { moved: true });
  t.same(shown(await srv6.observe()), ["cafe::1", "cafe::2"]);
  t.match(await srv6.batch([STEER]), [{ ok: true }]);
});

t.test("when VPP refuses a part, the batch has moved", async (t) => {
  const { srv6, simulator } = await scene(t);
  simulator.on(srPolicyAdd, () => ({ retval: -1 }));
  const batch = await checked(srv6, [FIRST, SECOND], [STEER]);
  t.match(await batch.send(), { moved: false, outcomes: [{ ok: false }, { ok: false }] });
  t.same(await batch.send(), { moved: true });
  t.match(await srv6.batch([STEER]), [{ ok: false, error: { code: "VPP_RETVAL" } }]);
  t.same(shown(await srv6.observe()), []);
});

t.test("after a restart of VPP a batch has moved", async (t) => {
  const { vpp, srv6, simulator } = await scene(t);
  const batch = await checked(srv6, ALL);
  await simulator.restart();
  for await (const { type, generation } of vpp.states()) if (type === "ready" && generation === 2) break;
  t.same(await batch.send(), { moved: true });
  t.match(await srv6.batch(ALL), [{ ok: true }, { ok: true }, { ok: true }]);
  t.same(shown(await srv6.observe()), ["cafe::1", "cafe::2", "steered to cafe::1"]);
  t.equal(simulator.calls(srSteeringAddDel).length, 1);
});

t.test("a list that an earlier part adds gets its number before the part that deletes it is sent", async (t) => {
  const { srv6, simulator } = await scene(t);
  await srv6.batch([FIRST]);
  const bsid = Ip6Address.parse("cafe::1");
  const added = ["fc00::2", "fc00::3"].map((sid) => segmentListFrom({ segments: [sid] }));
  const stages: Operation[][] = [
    added.map((segmentList) => ({ op: "addSegmentList", bsid, segmentList })),
    [
      { op: "deleteSegmentList", bsid, segmentList: segmentListFrom({ segments: ["fc00::1"] }) },
      { op: "setWeight", bsid, segmentList: added[1]!, weight: 5 },
    ],
    [{ op: "deleteSegmentList", bsid, segmentList: added[0]! }],
  ];
  const batch = await checked(srv6, ...stages);
  for (const _ of stages) t.equal((await batch.send()).moved, false);
  const expected = [{ segments: [Ip6Address.parse("fc00::3")], weight: 5 }];
  t.same((await srv6.observe()).policy(bsid)?.segmentLists, expected);
  t.match(simulator.state.policies[0]?.segmentLists, [{ weight: 5 }]);
});

t.test("a list cannot be deleted by the part that adds it: VPP reports its number later", async (t) => {
  const { srv6 } = await scene(t);
  const bsid = Ip6Address.parse("cafe::1");
  const segmentList = segmentListFrom({ segments: ["fc00::2"] });
  const add: Operation = { op: "addSegmentList", bsid, segmentList };
  const remove: Operation = { op: "deleteSegmentList", bsid, segmentList };
  t.match(await srv6.check([[FIRST], [add, remove]]), { ok: false, operation: 2, error: { code: "VPP_SRV6" } });
  t.match(await srv6.check([[FIRST], [add], [remove]]), { ok: true });
});

t.test("a signal ends a check, and a part before it is sent", async (t) => {
  const { srv6, simulator } = await scene(t);
  const signal = AbortSignal.abort("enough");
  const aborted = { code: "VPP_ABORTED", effect: "none", cause: "enough" };
  await t.rejects(srv6.check([ALL], { signal }), aborted);
  const batch = await checked(srv6, ALL);
  await t.rejects(batch.send({ signal }), aborted);
  t.equal(simulator.state.policies.length, 0);
  t.equal((await batch.send()).moved, false);
});
