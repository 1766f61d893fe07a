import t from "tap";
import { createLoopback } from "../../../src/binapi/interface.ts";
import { srPolicyAddV2, srSteeringAddDel, srSteeringPolDump } from "../../../src/binapi/sr.ts";
import { startSimulator } from "../../../src/simulator/index.ts";
import { TypedClient } from "../typed-client.ts";

const NO_INTERFACE = 0xffffffff;
const POLICY = {
  bsidAddr: "cafe::1",
  weight: 9,
  isEncap: true,
  fibTable: 0,
  encapSrc: "::",
  sids: { numSids: 1, weight: 1, sids: ["fc00::1"] },
};
const STEERING = { bsidAddr: "cafe::1", srPolicyIndex: 0, tableId: 0, swIfIndex: NO_INTERFACE };

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
