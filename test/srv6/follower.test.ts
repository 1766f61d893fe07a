import t, { type Test } from "tap";
import { Ip6Address } from "../../src/address/index.ts";
import { swInterfaceDump } from "../../src/binapi/interface.ts";
import { ipTableDump } from "../../src/binapi/ip.ts";
import { srPoliciesV2Dump, srPoliciesWithSlIndexDump, srPolicyAdd, srSteeringPolDump } from "../../src/binapi/sr.ts";
import { VppError } from "../../src/errors.ts";
import { Follower } from "../../src/srv6/follower.ts";
import { type CheckedBatch, type Operation, policyFrom } from "../../src/srv6/index.ts";
import { testNumbers } from "./numbers.ts";
import { simulated } from "./scene.ts";

const add = (bsid: string): Operation => {
  return { op: "addPolicy", policy: policyFrom({ bsid, segmentLists: [{ segments: ["fc00::1"] }] }) };
};

async function scene(t: Test) {
  const { simulator, vpp } = await simulated(t);
  const follower = new Follower(vpp, { follows: true });
  return { simulator, vpp, follower };
}

t.test("what is followed is read once, and again when it is forgotten", async (t) => {
  const { simulator, follower } = await scene(t);
  await follower.observe();
  await follower.batch([add("cafe::1")]);
  t.equal(simulator.calls(ipTableDump).length, 1);
  t.equal((await follower.observe()).policies.length, 1);
  follower.forget();
  t.equal((await follower.observe()).policies.length, 1);
  t.equal(simulator.calls(ipTableDump).length, 2);
});

t.test("an operation is refused only after a fresh look", async (t) => {
  const { vpp, follower } = await scene(t);
  await follower.observe();
  const other = new Follower(vpp);
  await other.batch([{ op: "addTable", family: 6, tableId: 7 }]);
  const operation: Operation = { op: "addPolicy", policy: { ...policyFrom(policy("cafe::1")), fibTable: 7 } };
  t.match(await follower.check([[operation]]), { ok: true });
  const missing: Operation = { op: "addPolicy", policy: { ...policyFrom(policy("cafe::1")), fibTable: 8 } };
  t.match(await follower.check([[operation], [missing]]), {
    ok: false,
    operation: 1,
    error: { code: "VPP_HAZARD" },
    refused: [{ operation: 1, error: { code: "VPP_HAZARD" } }],
  });
  await t.rejects(follower.batch([missing]), { code: "VPP_HAZARD", message: /there is no IPv6 table 8/ });
});

function policy(bsid: string) {
  return { bsid, segmentLists: [{ segments: ["fc00::1"] }] };
}

t.test("when a part cannot be sent, it can be sent later", async (t) => {
  const { simulator, vpp } = await simulated(t);
  let isFull = true;
  const full = () => Promise.reject(new VppError("VPP_OVERLOADED", "the queue is full"));
  const calls = new Proxy(vpp, {
    get(target, name: keyof typeof vpp) {
      if (name === "batch" && isFull) return full;
      const member = target[name];
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
  const follower = new Follower(calls, { follows: true });
  const batch = (await follower.check([[add("cafe::1")]])) as CheckedBatch;
  await t.rejects(batch.send(), { code: "VPP_OVERLOADED" });
  t.same((await follower.observe()).policies, []);
  await t.rejects(batch.send(), { code: "VPP_OVERLOADED" });
  t.equal(batch.left, 1);
  t.equal(simulator.calls(srPolicyAdd).length, 0);
  isFull = false;
  t.match(await batch.send(), { moved: false, outcomes: [{ ok: true }] });
  t.equal((await follower.observe()).policies.length, 1);
});

t.test("a batch of which all parts were sent has none left to send", async (t) => {
  const { follower } = await scene(t);
  const batch = (await follower.check([[add("cafe::1")]])) as CheckedBatch;
  t.match(await batch.send(), { moved: false });
  await t.rejects(batch.send(), {
    code: "VPP_SRV6",
    message: "nothing is left to send: all parts were sent",
  });
});

t.test("a part that deletes a table is sent only if nobody needs the table just then", async (t) => {
  const { vpp, follower } = await scene(t);
  await follower.batch([{ op: "addTable", family: 6, tableId: 7 }]);
  const stages: Operation[][] = [[add("cafe::1")], [{ op: "deleteTable", family: 6, tableId: 7 }]];
  const batch = (await follower.check(stages)) as CheckedBatch;
  t.match(await batch.send(), { moved: false });
  const other = new Follower(vpp);
  const inTable = { ...policyFrom(policy("cafe::2")), fibTable: 7 };
  await other.batch([{ op: "addPolicy", policy: inTable }]);
  t.same(await batch.send(), { moved: true });
  await other.batch([{ op: "deletePolicy", bsid: Ip6Address.parse("cafe::2") }]);
  const again = (await follower.check([stages[1]!])) as CheckedBatch;
  t.match(await again.send(), { moved: false, outcomes: [{ ok: true }] });
});

t.test("numbers of lists that others have changed are not used", async (t) => {
  const { vpp, follower } = await scene(t);
  await follower.batch([add("cafe::1")]);
  const bsid = Ip6Address.parse("cafe::1");
  const [first, second] = ["fc00::1", "fc00::2"].map((sid) => ({ segments: [Ip6Address.parse(sid)], weight: 1 }));
  const other = new Follower(vpp);
  await other.batch([{ op: "addSegmentList", bsid, segmentList: second! }]);
  t.match(await follower.batch([{ op: "deleteSegmentList", bsid, segmentList: first! }]), [{ ok: true }]);
  t.same((await follower.observe()).policy(bsid)?.segmentLists, [second]);
});

t.test("after a refusal by VPP only what it concerns is read again", async (t) => {
  const { simulator, vpp, follower } = await scene(t);
  const dumps = () => [
    simulator.calls(srPoliciesV2Dump).length,
    simulator.calls(srSteeringPolDump).length,
    simulator.calls(swInterfaceDump).length,
  ];
  await follower.observe();
  const other = new Follower(vpp);
  await other.batch([add("cafe::2")]);
  const before = dumps();
  t.match(await follower.batch([add("cafe::1"), add("cafe::2")]), [{ ok: true }, { ok: false }]);
  const explained = dumps()[0]! - before[0]!; // the error names who has the BSID
  const view = await follower.observe();
  t.same(view.policies.map(({ bsid }) => String(bsid)).sort(), ["cafe::1", "cafe::2"]);
  t.same(dumps(), [before[0]! + explained + 1, before[1], before[2]]);
});

/** A list of a policy, and an operation that VPP must be told its number for. */
const LIST = { segments: [Ip6Address.parse("fc00::1")], weight: 1 };
const weigh = (bsid: string): Operation => {
  return { op: "setWeight", bsid: Ip6Address.parse(bsid), segmentList: LIST, weight: 5 };
};

t.test("numbers are learnt beside other work, and not those of policies that it changes", async (t) => {
  const { simulator, follower } = await scene(t);
  const dumps = () => simulator.calls(srPoliciesWithSlIndexDump).length;
  await follower.batch([add("cafe::1"), add("cafe::2")]);
  const segmentList = { ...LIST, segments: [Ip6Address.parse("fc00::2")] };
  const addition: Operation = { op: "addSegmentList", bsid: Ip6Address.parse("cafe::1"), segmentList };
  const [, outcomes] = await Promise.all([follower.learnNumbers(), follower.batch([addition])]);
  t.match(outcomes, [{ ok: true }]);
  t.equal(dumps(), 2, "one to read the state");
  t.match(await follower.batch([weigh("cafe::2")]), [{ ok: true }]);
  t.equal(dumps(), 2);
  t.match(await follower.batch([weigh("cafe::1")]), [{ ok: true }]);
  t.equal(dumps(), 3);
  await follower.learnNumbers();
  t.equal(dumps(), 3, "all numbers are known");
});

t.test("an operation that needs a number waits for those that are being learnt", async (t) => {
  const { simulator, follower } = await scene(t);
  const dumps = () => simulator.calls(srPoliciesWithSlIndexDump).length;
  await follower.batch([add("cafe::1"), add("cafe::2")]);
  const [, outcomes] = await Promise.all([follower.learnNumbers(), follower.batch([weigh("cafe::1")])]);
  t.match(outcomes, [{ ok: true }]);
  t.equal(dumps(), 2);
});

testNumbers(async (t) => (await simulated(t)).simulator.socketPath);

t.test("when others have changed lists while numbers are learnt, all is read again", async (t) => {
  const { vpp, follower } = await scene(t);
  await follower.batch([add("cafe::1")]);
  await new Follower(vpp).batch([add("cafe::2")]);
  await follower.learnNumbers();
  t.equal((await follower.observe()).policies.length, 2);
});

t.test("a signal ends the questions of a check", async (t) => {
  const { simulator, follower } = await scene(t);
  const ending = new AbortController();
  simulator.inject({ kind: "silence", message: "ip_table_dump" });
  const checked = follower.check([[add("cafe::1")]], { signal: ending.signal });
  setImmediate(() => ending.abort("enough"));
  await t.rejects(checked, { code: "VPP_ABORTED", effect: "none" });
});
