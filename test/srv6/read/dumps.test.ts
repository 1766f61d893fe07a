import t from "tap";
import { Ip6Address } from "../../../src/address/index.ts";
import { createLoopback } from "../../../src/binapi/interface.ts";
import { Srv6, segmentListFrom } from "../../../src/srv6/index.ts";
import {
  readInterfaceNames,
  readInterfaces,
  readNumberedLists,
  readNumberedPolicies,
  readPolicies,
  readSteering,
  readTables,
} from "../../../src/srv6/read/dumps.ts";
import { simulated } from "../scene.ts";

const bsid = Ip6Address.parse("cafe::1");
const lists = ["fc00::1", "fc00::2"].map((sid) => segmentListFrom({ segments: [sid] }));
const traffic = { kind: "l3", prefix: "10.1.0.0/16" } as const;

t.test("tables are read without those that VPP hides, and interfaces by number", async (t) => {
  const { vpp } = await simulated(t);
  await new Srv6(vpp).addTable(7, 6);
  await new Srv6(vpp).addPolicy({ bsid, segmentLists: lists });
  await new Srv6(vpp).steer(traffic, bsid);
  t.same(await readTables(vpp), { 4: new Set([0]), 6: new Set([0, 7]) });
  t.same(await readInterfaces(vpp), new Set([0]));
  t.match(await readSteering(vpp), [{ kind: "l3", tableId: 0, bsid }]);
});

t.test("the names are those of VPP, by number", async (t) => {
  const { vpp } = await simulated(t);
  const { swIfIndex } = await vpp.request(createLoopback, { macAddress: "02:fe:00:00:00:01" });
  t.same(
    [...(await readInterfaceNames(vpp))],
    [
      [0, "local0"],
      [swIfIndex, "loop0"],
    ],
  );
});

for (const release of ["22.10", "26.06"] as const) {
  t.test(`policies of VPP ${release} are read, and VPP's numbers of their lists`, async (t) => {
    const { vpp, simulator } = await simulated(t, { release });
    await new Srv6(vpp).addPolicy({ bsid, segmentLists: lists });
    const [policy] = await readPolicies(vpp);
    t.match(policy, { bsid, policyType: "default", segmentLists: lists });
    const [numbered] = await readNumberedPolicies(vpp);
    t.same(numbered?.policy, policy);
    t.same(numbered?.numbers.length, 2);
    t.not(numbered?.numbers[0], numbered?.numbers[1]);
    const found = (await readNumberedLists(vpp)).get(bsid.toKey());
    t.same(found, { lists, numbers: numbered?.numbers });
    t.equal(simulator.state.policies.length, 1);
  });
}
