import t from "tap";
import {
  srPoliciesDump,
  srPoliciesV2Dump,
  srPoliciesWithSlIndexDump,
  srPolicyAddV2,
  srPolicyMod,
  srSetEncapHopLimit,
} from "../../../src/binapi/sr.ts";
import { startSimulator } from "../../../src/simulator/index.ts";
import { RawClient } from "../raw-client.ts";
import { TypedClient } from "../typed-client.ts";

const POLICY = {
  bsidAddr: "cafe::1",
  weight: 9,
  isEncap: true,
  fibTable: 0,
  encapSrc: "::",
  sids: { numSids: 1, weight: 1, sids: ["fc00::1"] },
};

t.test("says spray of every type that is not the default, except in the second version", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  for (const type of [0, 1, 2, 200]) await client.retval(srPolicyAddV2, { ...POLICY, bsidAddr: `cafe::${type}`, type });
  t.same(
    (await client.dump(srPoliciesDump, {})).map(({ isSpray }) => isSpray),
    [false, true, true, true],
  );
  t.same(
    (await client.dump(srPoliciesV2Dump, {})).map(({ type }) => type),
    [0, 1, 2, 200],
  );
  const indexes = (await client.dump(srPoliciesWithSlIndexDump, {})).map(({ sidLists }) => sidLists[0]?.slIndex);
  t.same(indexes, [0, 1, 2, 3]);
});

t.test("lets the count of lists overflow, as one byte does", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  await client.retval(srPolicyAddV2, POLICY);
  const more = { ...POLICY, srPolicyIndex: 0, operation: 1, slIndex: 0 };
  for (let count = 1; count < 258; count++) await client.retval(srPolicyMod, more);
  t.equal((await client.dump(srPoliciesDump, {}))[0]?.sidLists.length, 2);
});

t.test("refuses a hop limit of 0", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  t.equal(await client.retval(srSetEncapHopLimit, { hopLimit: 0 }), -7);
  t.equal(simulator.state.encapHopLimit, 64);
});

// What VPP 26.06 shows after these bytes.
t.test("is_spray of an old request is kept as the type", async (t) => {
  await using simulator = await startSimulator();
  await using client = await RawClient.register(simulator.socketPath);
  const list = `01 00000001 fc000000000000000000000000000009 ${"00".repeat(240)}`;
  for (const isSpray of ["00", "01", "02", "03"]) {
    const bsid = `cafe${"00".repeat(13)}${isSpray}`;
    await client.ask(`{sr_policy_add} 80000001 00000001 ${bsid} 00000001 02 ${isSpray} 00000000 ${list}`);
  }
  t.same(
    simulator.state.policies.map(({ type, isEncap }) => [type, isEncap]),
    [0, 1, 2, 3].map((type) => [type, true]),
  );
});
