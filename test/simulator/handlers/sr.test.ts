import t from "tap";
import { createLoopback } from "../../../src/binapi/interface.ts";
import {
  srLocalsidAddDel,
  srLocalsidAddDelV2,
  srLocalsidsDump,
  srLocalsidsWithPacketStatsDump,
  srPoliciesDump,
  srPoliciesV2Dump,
  srPoliciesWithSlIndexDump,
  srPolicyAddV2,
  srPolicyMod,
  srSetEncapHopLimit,
  srSteeringAddDel,
  srSteeringPolDump,
} from "../../../src/binapi/sr.ts";
import { srMobileLocalsidAddDel } from "../../../src/binapi/sr_mobile.ts";
import { srPtIfaceAdd, srPtIfaceDel, srPtIfaceDump } from "../../../src/binapi/sr_pt.ts";
import { startSimulator } from "../../../src/simulator/index.ts";
import { TypedClient } from "../typed-client.ts";

const NO_INTERFACE = 0xffffffff;
const LOCAL_SID = {
  localsid: "fc00::1",
  endPsp: false,
  behavior: 1,
  vlanIndex: 7,
  fibTable: 0,
  nhAddr: "::",
};
const POLICY = {
  bsidAddr: "cafe::1",
  weight: 9,
  isEncap: true,
  fibTable: 0,
  encapSrc: "::",
  sids: { numSids: 1, weight: 1, sids: ["fc00::1"] },
};
const STEERING = { bsidAddr: "cafe::1", srPolicyIndex: 0, tableId: 0, swIfIndex: NO_INTERFACE };

// Block, node and function; VPP 26.06's return values, as measured.
const lengths = [
  { behavior: "End", parts: [0, 0, 0], retval: 0 },
  { behavior: "End", parts: [32, 16, 16], retval: 0 },
  { behavior: "End", parts: [64, 64, 0], retval: 0 },
  { behavior: "End", parts: [64, 64, 8], retval: -7 },
  { behavior: "End", parts: [32, 12, 4], retval: -7 },
  { behavior: "uN", parts: [32, 16, 0], retval: 0 },
  { behavior: "uN", parts: [32, 16, 16], retval: 0 },
  { behavior: "uN", parts: [32, 0, 0], retval: -7 },
  { behavior: "uN", parts: [32, 24, 0], retval: -7 },
  { behavior: "uN", parts: [32, 32, 16], retval: -7 },
  { behavior: "uN", parts: [0, 0, 0], retval: 0 },
] as const;

for (const { behavior, parts, retval } of lengths) {
  t.test(`gives ${retval} for an ${behavior} of ${parts.join(", ")} bits`, async (t) => {
    await using simulator = await startSimulator();
    await using client = await TypedClient.register(simulator.socketPath);
    const [locatorBlockLen, locatorNodeLen, functionLen] = parts;
    const fields = {
      ...LOCAL_SID,
      behavior: behavior === "End" ? 1 : 12,
      locatorBlockLen,
      locatorNodeLen,
      functionLen,
    };
    t.equal(await client.retval(srLocalsidAddDelV2, fields), retval);
  });
}

t.test("looks for the interface of a cross-connect before anything else", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  for (const behavior of [2, 5, 6, 7, 13]) {
    for (const isDel of [false, true]) {
      t.equal(await client.retval(srLocalsidAddDel, { ...LOCAL_SID, behavior, isDel, swIfIndex: 9 }), -2);
    }
    const parts = { locatorBlockLen: 1, locatorNodeLen: 1, functionLen: 1 };
    t.equal(await client.retval(srLocalsidAddDelV2, { ...LOCAL_SID, ...parts, behavior, swIfIndex: 9 }), -2);
  }
  t.equal(await client.retval(srLocalsidAddDel, { ...LOCAL_SID, behavior: 2, swIfIndex: 0 }), 0, "local0 is one");
});

t.test("shows local SIDs without what VPP does not tell", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  await client.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
  await client.retval(srLocalsidAddDel, { ...LOCAL_SID, behavior: 2, swIfIndex: 1, nhAddr: "10.0.0.1", endPsp: true });
  await client.retval(srLocalsidAddDel, { ...LOCAL_SID, localsid: "fc00::2", nhAddr: "fe80::1", swIfIndex: 5 });
  const shown = await client.dump(srLocalsidsDump, {});
  t.same(
    shown.map((each) => [
      String(each.addr),
      each.endPsp,
      each.vlanIndex,
      String(each.xconnectNhAddr),
      each.xconnectIfaceOrVrfTable,
    ]),
    [
      ["fc00::1", true, 0, "10.0.0.1", 1],
      ["fc00::2", false, 0, "0.0.0.0", 0],
    ],
  );
  const counted = await client.dump(srLocalsidsWithPacketStatsDump, {});
  t.same(
    counted.map((each) => each.goodTrafficBytes),
    [0n, 0n],
  );
});

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

// VPP's oddities, as measured.
const steered = [
  {
    title: "reads the interface of IPv6 steering out of the prefix",
    fields: { prefix: "2001:db8::/32", trafficType: 6 },
    shown: { prefix: "2001:db8::/32", swIfIndex: 3087860000 },
  },
  {
    title: "shows no interface for IPv4",
    fields: { prefix: "10.0.0.0/8", trafficType: 4 },
    shown: { prefix: "10.0.0.0/8", swIfIndex: 0 },
  },
  {
    title: "shows ::/0 as IPv4",
    fields: { prefix: "::/0", trafficType: 6 },
    shown: { prefix: "0.0.0.0/0", swIfIndex: 0 },
  },
  {
    title: "reads the prefix of a steered interface out of its index",
    fields: { prefix: "10.0.0.0/8", trafficType: 2, swIfIndex: 1, tableId: 5 },
    shown: { prefix: "100::/0", swIfIndex: 1 },
  },
];

for (const { title, fields, shown } of steered) {
  t.test(title, async (t) => {
    await using simulator = await startSimulator();
    await using client = await TypedClient.register(simulator.socketPath);
    await client.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
    await client.retval(srPolicyAddV2, POLICY);
    t.equal(await client.retval(srSteeringAddDel, { ...STEERING, ...fields }), 0);
    const [entry] = await client.dump(srSteeringPolDump, {});
    t.same({ prefix: String(entry?.prefix), swIfIndex: entry?.swIfIndex }, shown);
    t.equal(entry?.fibTable, 0);
    t.equal(entry?.trafficType, fields.trafficType);
  });
}

const refused = [
  { title: "an interface that does not exist", fields: { trafficType: 2, swIfIndex: 9 }, retval: -2 },
  { title: "removing one that does not exist", fields: { trafficType: 2, swIfIndex: 9, isDel: true }, retval: -2 },
  { title: "traffic of type 5", fields: { trafficType: 5 }, retval: -1 },
];

for (const { title, fields, retval } of refused) {
  t.test(`gives ${retval} for steering ${title}`, async (t) => {
    await using simulator = await startSimulator();
    await using client = await TypedClient.register(simulator.socketPath);
    t.equal(await client.retval(srSteeringAddDel, { ...STEERING, prefix: "10.0.0.0/8", ...fields }), retval);
  });
}

t.test("traces paths on interfaces that exist", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  const entry = { swIfIndex: 0, id: 7, ingressLoad: 1, egressLoad: 2, ttsTemplate: 3 };
  t.equal(await client.retval(srPtIfaceAdd, { ...entry, swIfIndex: 9 }), -2);
  t.equal(await client.retval(srPtIfaceAdd, entry), 0);
  t.same(await client.dump(srPtIfaceDump, {}), [entry]);
  t.equal(await client.retval(srPtIfaceDel, { swIfIndex: 9 }), -2);
  t.equal(await client.retval(srPtIfaceDel, { swIfIndex: 0 }), 0);
});

t.test("gives no answer to a mobile behavior that it does not know", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  const fields = {
    localsidPrefix: "fc00::/64",
    behavior: "end.m.gtp4.d",
    fibTable: 0,
    localFibTable: 0,
    dropIn: false,
    nhtype: 0,
    srPrefix: "::/0",
    v4srcAddr: "0.0.0.0",
    v4srcPosition: 0,
  };
  client.send(srMobileLocalsidAddDel, fields);
  t.equal(await client.retval(srMobileLocalsidAddDel, { ...fields, behavior: "end.m.gtp4.e" }), -9);
});
