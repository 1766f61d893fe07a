import t, { type Test } from "tap";
import { Ip6Address, Prefix } from "../../../src/address/index.ts";
import { type LocalSid, localSidFrom, policyFrom, Srv6, trafficFrom } from "../../../src/srv6/index.ts";
import { Srv6Reader } from "../../../src/srv6/read/srv6-reader.ts";
import { simulated } from "../scene.ts";

const bsid = Ip6Address.parse("cafe::1");
const segmentLists = [{ segments: ["fcff::1"] }];
const end = { sid: "fcdd::1", behavior: { type: "End" } } as const;
const traffic = trafficFrom({ kind: "l3", prefix: "10.1.0.0/16" });
const TRACED = { swIfIndex: 0, id: 7, ingressLoad: 1, egressLoad: 2, ttsTemplate: 3 };

/** A reader of a VPP that holds one entry of each kind, and a route to the first SID. */
async function scene(t: Test): Promise<Srv6Reader> {
  const { vpp } = await simulated(t);
  const srv6 = new Srv6(vpp);
  await srv6.setEncapSource("fd00::1");
  await srv6.setEncapHopLimit(9);
  await srv6.addTable(7, 6);
  await srv6.addLocalSid(end);
  await srv6.addPolicy({ bsid, segmentLists });
  await srv6.steer(traffic, bsid);
  await srv6.addPathTracing(TRACED);
  const via = { nextHop: Ip6Address.parse("fe80::1"), swIfIndex: 0 };
  await srv6.batch([{ op: "setRoute", route: { prefix: Prefix.parse("fcff::/16"), tableId: 0, via } }]);
  return new Srv6Reader(vpp);
}

t.test("what a VPP holds reads back as it was set", async (t) => {
  const reader = await scene(t);
  t.equal(String(await reader.encapSource()), "fd00::1");
  t.equal(await reader.encapHopLimit(), 9);
  t.same(await reader.localSids(), [localSidFrom(end)]);
  t.match(await reader.policies(), [{ bsid, segmentLists: policyFrom({ bsid, segmentLists }).segmentLists }]);
  t.same(await reader.steering(), [{ ...traffic, bsid }]);
  t.same(await reader.pathTracing(), [TRACED]);
  t.same(await reader.orphans(), []);
  t.match(await reader.localSidCounters(), [{ sid: Ip6Address.parse("fcdd::1"), good: { packets: 0n } }]);
});

t.test("what packets take is read for steering, lists and destinations", async (t) => {
  const reader = await scene(t);
  const policies = await reader.policies();
  const firstSids = await reader.firstSids(policies);
  t.match([...firstSids.values()], [[{ source: "API", isDrop: false }]]);
  t.match(await reader.forwarding(await reader.steering()), [{ state: "installed" }]);
  t.match(await reader.forwarding(await reader.steering(), firstSids), [{ state: "installed" }]);
  const toBsid = { prefix: new Prefix(bsid, 128), tableId: 0 };
  const toSid = { prefix: Prefix.parse("fcff::1/128"), tableId: 0 };
  t.match(await reader.routesTo([toBsid, toSid], { exact: true }), [{ source: "SR" }, undefined]);
  t.match(await reader.routesTo([toSid]), [{ prefix: Prefix.parse("fcff::/16"), source: "API" }]);
  t.same(await reader.egress([toSid]), [new Set([0])]);
});

t.test("what is in the way of a BSID, a route, a table and a cover is read", async (t) => {
  const reader = await scene(t);
  t.same(await reader.bsidSources([{ bsid, fibTable: 0 }]), ["SR"]);
  const shadowed = { prefix: new Prefix(bsid, 128), tableId: 0 };
  t.same(await reader.shadowsOf([shadowed, { prefix: Prefix.parse("fc99::/32"), tableId: 0 }]), ["SR", undefined]);
  t.same([...(await reader.tableUsers([{ family: 6, tableId: 7 }]))], [["IPv6 table 7", []]]);
  const localSid: LocalSid = localSidFrom(end);
  t.same([...(await reader.coverLengths([localSid])).values()], [[120, 112, 104, 96, 88, 80]]);
});
