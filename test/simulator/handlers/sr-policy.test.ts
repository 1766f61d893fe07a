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
