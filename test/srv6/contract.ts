import t, { type Test } from "tap";
import { Ip4Address, Prefix } from "../../src/address/index.ts";
import { type FibPath, FibPathNhProto, FibPathType } from "../../src/binapi/fib_types.ts";
import {
  createLoopback,
  deleteLoopback,
  swInterfaceAddDelAddress,
  swInterfaceSetFlags,
  swInterfaceSetTable,
} from "../../src/binapi/interface.ts";
import { IfStatusFlags } from "../../src/binapi/interface_types.ts";
import { ipRouteAddDel, ipRouteAddDelV2, ipRouteLookup, ipTableAddDel, ipTableDump } from "../../src/binapi/ip.ts";
import { srLocalsidAddDel, srPolicyAdd, srPolicyMod, srSteeringAddDel } from "../../src/binapi/sr.ts";
import { SrBehavior, SrPolicyOp, SrSteer } from "../../src/binapi/sr_types.ts";
import { showVersion } from "../../src/binapi/vpe.ts";
import { connect, type VppClient } from "../../src/client/index.ts";
import {
  describeTraffic,
  type EndpointBehaviorInput,
  type LocalSid,
  type LocalSidInput,
  localSidFrom,
  policyFrom,
  type SrPolicyInput,
  Srv6,
  type TrafficInput,
  trafficFrom,
} from "../../src/srv6/index.ts";
import type { Input } from "../../src/wire/index.ts";

const TABLE = 5006;
const MISSING_TABLE = 5007;
const ANY_MAC = "00:00:00:00:00:00";

/** What a test finds in VPP: nothing of SRv6, tables of both families, and an interface. */
interface Scene {
  readonly vpp: VppClient;
  readonly srv6: Srv6;
  readonly swIfIndex: number;
}

/** What `Srv6` must do with any VPP, which has no other SRv6 state and no other user meanwhile. */
export function testSrv6(socketPathOf: (t: Test) => Promise<string>): void {
  const test = (title: string, run: (t: Test, scene: Scene) => Promise<void>) =>
    t.test(title, async (t) => run(t, await setScene(t, await socketPathOf(t))));

  test("encap source and hop limit read back as they were set", async (t, { srv6 }) => {
    await srv6.setEncapSource("fd11::1000");
    await srv6.setEncapHopLimit(128);
    t.equal(String(await srv6.encapSource()), "fd11::1000");
    t.equal(await srv6.encapHopLimit(), 128);
    await t.rejects(srv6.setEncapHopLimit(0), { message: "sr_set_encap_hop_limit: a hop limit is 1 to 255 (-7)" });
    await srv6.setEncapSource("::");
    await srv6.setEncapHopLimit(64);
    t.ok((await srv6.encapSource()).isUnspecified);
  });

  const behaviors: ((swIfIndex: number) => EndpointBehaviorInput)[] = [
    () => ({ type: "End" }),
    () => ({ type: "End", psp: true }),
    (swIfIndex) => ({ type: "End.X", nextHop: "fe80::1", swIfIndex }),
    (swIfIndex) => ({ type: "End.X", nextHop: "::1", swIfIndex, psp: true }),
    () => ({ type: "End.T", tableId: TABLE }),
    (swIfIndex) => ({ type: "End.DX2", swIfIndex }),
    (swIfIndex) => ({ type: "End.DX4", nextHop: "10.0.0.1", swIfIndex }),
    (swIfIndex) => ({ type: "End.DX6", nextHop: "fe80::2", swIfIndex }),
    () => ({ type: "End.DT4", tableId: TABLE }),
    () => ({ type: "End.DT6", tableId: TABLE }),
    () => ({ type: "uN" }),
    (swIfIndex) => ({ type: "uA", nextHop: "fe80::3", swIfIndex }),
  ];

  test("local SIDs of every behavior read back as they were added, and go", async (t, { srv6, swIfIndex }) => {
    const added = behaviors.map((behavior, at) => ({
      sid: `fcdd:${(at + 1).toString(16)}::1`,
      behavior: behavior(swIfIndex),
      fibTable: at % 2 === 0 ? 0 : TABLE,
    }));
    for (const localSid of added) await srv6.addLocalSid(localSid);
    const read = await srv6.localSids();
    t.same(
      read.sort((a, b) => a.sid.compare(b.sid)),
      added.map(localSidFrom),
    );
    for (const { sid } of read) await srv6.deleteLocalSid(sid);
    t.same(await srv6.localSids(), []);
  });

  test("a local SID is there once, and goes once", async (t, { srv6 }) => {
    const localSid = { sid: "fcdd::1", behavior: { type: "End" } } as const;
    await srv6.addLocalSid(localSid);
    await t.rejects(srv6.addLocalSid(localSid), {
      code: "VPP_RETVAL",
      retval: -1,
      message: "sr_localsid_add_del: this local SID is there already (-1)",
    });
    await srv6.deleteLocalSid("fcdd::1");
    await t.rejects(srv6.deleteLocalSid("fcdd::1"), { code: "VPP_SRV6", message: "there is no local SID fcdd::1" });
  });

  test("End and uN of one address are told apart when they go", async (t, { srv6 }) => {
    await srv6.addLocalSid({ sid: "fcdd:1:1::", behavior: { type: "End" } });
    await srv6.addLocalSid({ sid: "fcdd:1:1::", behavior: { type: "uN" } });
    await t.rejects(srv6.deleteLocalSid("fcdd:1:1::"), { code: "VPP_SRV6" });
    await srv6.deleteLocalSid("fcdd:1:1::", "uN");
    t.same(await srv6.localSids(), [localSidFrom({ sid: "fcdd:1:1::", behavior: { type: "End" } })]);
    await srv6.deleteLocalSid("fcdd:1:1::");
  });

  test("local SIDs of other prefix lengths read back as they were added, and go", async (t, { srv6, swIfIndex }) => {
    const added: LocalSidInput[] = [
      { sid: "fcdd:1::5", behavior: { type: "End" } },
      { sid: "fcdd:1::5", behavior: { type: "End.DT6", tableId: TABLE }, prefixLength: 64 },
      { sid: "fcdd:1::5", behavior: { type: "End.DT4", tableId: TABLE }, prefixLength: 120 },
      { sid: "fcdd:2:0:0:7::", behavior: { type: "End" }, prefixLength: 48, fibTable: TABLE },
      { sid: "fcdd:3::", behavior: { type: "uN" }, prefixLength: 64 },
      { sid: "fcdd:4::", behavior: { type: "uA", nextHop: "fe80::3", swIfIndex }, prefixLength: 80 },
    ];
    for (const localSid of added) await srv6.addLocalSid(localSid);
    const inOrder = (all: readonly LocalSid[]) =>
      [...all].sort((a, b) => a.sid.compare(b.sid) || Number(a.prefixLength ?? 128) - Number(b.prefixLength ?? 128));
    t.same(inOrder(await srv6.localSids()), inOrder(added.map(localSidFrom)));
    t.same(await srv6.orphans(), []);
    await t.rejects(srv6.deleteLocalSid("fcdd:1::5"), {
      message: /exists as .*End.DT6\/64.*: name its type or prefix length/,
    });
    for (const { sid, prefixLength = 128 } of added) await srv6.deleteLocalSid(sid, { prefixLength });
    t.same(await srv6.localSids(), []);
    t.same(await srv6.orphans(), []);
  });

  test("a uA is one with an End SID, unless it says otherwise", async (t, { vpp, srv6, swIfIndex }) => {
    const behavior = { type: "uA", nextHop: "fe80::3", swIfIndex } as const;
    const isHeld = async (length: number) => {
      const lookup = { tableId: 0, exact: 1, prefix: `fcdd:1:1:1::/${length}` };
      const [outcome] = await vpp.batch((batch) => batch.add(ipRouteLookup, lookup));
      return outcome!.ok;
    };
    await srv6.addLocalSid({ sid: "fcdd:1:1:1::", behavior });
    t.same([await isHeld(64), await isHeld(80)], [true, true]);
    t.same(await srv6.localSids(), [localSidFrom({ sid: "fcdd:1:1:1::", behavior })]);
    await srv6.deleteLocalSid("fcdd:1:1:1::");
    t.same([await isHeld(64), await isHeld(80)], [false, false]);
    const alone = { sid: "fcdd:1:1:1::", behavior: { ...behavior, endSid: false } } as const;
    await srv6.addLocalSid(alone);
    t.same([await isHeld(64), await isHeld(80)], [true, false]);
    t.same(await srv6.localSids(), [localSidFrom(alone)]);
    await srv6.deleteLocalSid("fcdd:1:1:1::");
    t.same(await srv6.localSids(), []);
  });

  test("a local SID is replaced under a covering one", async (t, { srv6, swIfIndex }) => {
    const sid = "fcdd:1::5";
    const kinds: LocalSidInput[] = [
      { sid, behavior: { type: "End" } },
      { sid, behavior: { type: "End.DT4", tableId: TABLE } },
      { sid, behavior: { type: "End.DT6", tableId: 0 }, fibTable: TABLE },
      { sid, behavior: { type: "End.X", nextHop: "fe80::1", swIfIndex }, prefixLength: 64 },
    ];
    await srv6.addLocalSid(kinds[0]!);
    for (const localSid of kinds.slice(1)) {
      await srv6.replaceLocalSid(localSid);
      t.same(await srv6.localSids(), [localSidFrom(localSid)]);
    }
    await t.rejects(srv6.replaceLocalSid({ sid: "fcdd::9", behavior: { type: "End" } }), {
      message: "there is no local SID fcdd::9",
    });
    await srv6.deleteLocalSid(sid);
    t.same(await srv6.orphans(), []);
  });

  test("a uN is replaced only by an interruption", async (t, { srv6 }) => {
    const uN = { sid: "fcdd:1:1::", behavior: { type: "uN" }, prefixLength: 128 } as const;
    const end = { sid: "fcdd:1:1::", behavior: { type: "End" } } as const;
    await srv6.addLocalSid(uN);
    await t.rejects(srv6.replaceLocalSid(end), {
      code: "VPP_SRV6",
      message: /since the prefix length decides what uN and uA shift/,
    });
    await srv6.replaceLocalSid(end, { interrupts: true });
    t.same(await srv6.localSids(), [localSidFrom(end)]);
    await srv6.deleteLocalSid("fcdd:1:1::");
  });

  test("what a local SID that was deleted from a wrong table leaves is an orphan", async (t, { vpp, srv6 }) => {
    await srv6.addLocalSid({ sid: "fcdd::5", behavior: { type: "End" }, fibTable: TABLE });
    const wrong = { fibTable: 0, localsid: "fcdd::5", behavior: SrBehavior.SR_BEHAVIOR_API_END, isDel: true };
    await vpp.request(srLocalsidAddDel, { ...wrong, endPsp: false, swIfIndex: 0, vlanIndex: 0, nhAddr: "::" });
    t.same(
      (await srv6.orphans()).map(({ prefix, tableId }) => [String(prefix), tableId]),
      [["fcdd::5/128", TABLE]],
    );
    await t.rejects(srv6.deleteTable(TABLE, 6), {
      code: "VPP_HAZARD",
      message: `IPv6 table ${TABLE}: prefix fcdd::5/128, left by a deleted local SID, needs it`,
    });
    const src = 5; // SR
    const route = { tableId: TABLE, statsIndex: 0, prefix: "fcdd::5/128", src, paths: [] };
    await vpp.request(ipRouteAddDelV2, { isAdd: false, isMultipath: false, route });
    t.same(await srv6.orphans(), []);
  });

  test("a table goes when nothing needs it any more", async (t, { vpp, srv6, swIfIndex }) => {
    const isThere = async (family: 4 | 6) => {
      for await (const { table } of vpp.dump(ipTableDump, {})) {
        if (table.tableId === MISSING_TABLE && table.isIp6 === (family === 6)) return true;
      }
      return false;
    };
    for (const family of [4, 6] as const) await srv6.addTable(MISSING_TABLE, family, "tenant");
    const refuses = async (family: 4 | 6, user: string) => {
      const message = `IPv${family} table ${MISSING_TABLE}: ${user} needs it`;
      await t.rejects(srv6.deleteTable(MISSING_TABLE, family), { code: "VPP_HAZARD", message });
    };
    await srv6.addLocalSid({ sid: "fcdd::4", behavior: { type: "End.DT4", tableId: MISSING_TABLE } });
    await refuses(4, `local SID fcdd::4 (End.DT4 table ${MISSING_TABLE})`);
    await srv6.deleteLocalSid("fcdd::4");
    await srv6.addLocalSid({ sid: "fcdd::6", behavior: { type: "End" }, fibTable: MISSING_TABLE });
    await refuses(6, "local SID fcdd::6 (End)");
    await srv6.deleteLocalSid("fcdd::6");
    await srv6.addPolicy({ bsid: "cafe::1", segmentLists: [{ segments: ["fc00::1"] }], fibTable: MISSING_TABLE });
    await refuses(6, "policy cafe::1");
    await srv6.steer({ kind: "l3", prefix: "10.0.0.0/8", tableId: MISSING_TABLE }, "cafe::1");
    await refuses(4, `steering of 10.0.0.0/8 table ${MISSING_TABLE}`);
    await srv6.unsteer({ kind: "l3", prefix: "10.0.0.0/8", tableId: MISSING_TABLE });
    await srv6.deletePolicy("cafe::1");
    for (const isIpv6 of [false, true]) {
      await vpp.request(swInterfaceSetTable, { swIfIndex, isIpv6, vrfId: MISSING_TABLE });
      await refuses(isIpv6 ? 6 : 4, `interface ${swIfIndex}`);
      await vpp.request(swInterfaceSetTable, { swIfIndex, isIpv6, vrfId: 0 });
    }
    for (const family of [4, 6] as const) {
      t.ok(await isThere(family));
      await srv6.deleteTable(MISSING_TABLE, family);
      t.notOk(await isThere(family));
      await t.rejects(srv6.deleteTable(MISSING_TABLE, family), { code: "VPP_HAZARD" });
    }
    await t.rejects(srv6.deleteTable(0, 6), {
      code: "VPP_SRV6",
      message: "IPv6 table 0 always exists and cannot be deleted",
    });
  });

  test("no new table takes over the local SIDs of one that was deleted", async (t, { vpp, srv6 }) => {
    const table = { tableId: MISSING_TABLE, isIp6: false, name: "" };
    await vpp.request(ipTableAddDel, { table });
    await srv6.addLocalSid({ sid: "fcdd::4", behavior: { type: "End.DT4", tableId: MISSING_TABLE } });
    await vpp.request(ipTableAddDel, { isAdd: false, table });
    await t.rejects(srv6.addTable(MISSING_TABLE + 1, 4), {
      code: "VPP_HAZARD",
      message: /would look up in the new one/,
    });
    await srv6.deleteLocalSid("fcdd::4");
    await srv6.addTable(MISSING_TABLE + 1, 4);
    await srv6.deleteTable(MISSING_TABLE + 1, 4);
  });

  test("path tracing reads back as it was added, and goes", async (t, { srv6, swIfIndex }) => {
    const pathTracing = { swIfIndex, id: 4095, ingressLoad: 15, egressLoad: 3, ttsTemplate: 2 };
    await srv6.addPathTracing(pathTracing);
    t.same(await srv6.pathTracing(), [pathTracing]);
    await t.rejects(srv6.addPathTracing(pathTracing), {
      retval: -2,
      message: /the interface has path tracing already/,
    });
    await srv6.deletePathTracing(swIfIndex);
    await t.rejects(srv6.deletePathTracing(swIfIndex), {
      message: "sr_pt_iface_del: the interface has no path tracing (-1)",
    });
    t.same(await srv6.pathTracing(), []);
  });

  const policies: SrPolicyInput[] = [
    { bsid: "cafe::1", segmentLists: [{ segments: ["fc00::1"] }] },
    {
      bsid: "cafe::2",
      segmentLists: [{ segments: ["fc00::1", "fc00::2"], weight: 3 }, { segments: ["fc00::3"] }],
      fibTable: TABLE,
    },
    { bsid: "cafe::3", segmentLists: [{ segments: Array.from({ length: 16 }, (_, at) => `fc00::1${at}`) }] },
    { bsid: "cafe::4", segmentLists: [{ segments: ["fc00::1"] }], headend: "insert" },
    {
      bsid: "cafe::5",
      segmentLists: [{ segments: ["fc00::1"] }, { segments: ["fc00::2"] }],
      policyType: "spray",
      encapSource: "fd11::7",
    },
    { bsid: "cafe::6", segmentLists: [{ segments: ["fc00::1"] }], policyType: "tef", encapSource: "fd11::7" },
  ];

  test("policies read back as they were added, and go", async (t, { srv6 }) => {
    for (const policy of policies) await srv6.addPolicy(policy);
    const read = await srv6.policies();
    t.same(
      read.sort((a, b) => a.bsid.compare(b.bsid)),
      policies.map(policyFrom),
    );
    await t.rejects(srv6.addPolicy(policies[0]!), {
      code: "VPP_RETVAL",
      retval: -12,
      message: "sr_policy_add: the BSID cafe::1 is taken: a policy in table 0 has it (-12)",
    });
    await srv6.addLocalSid({ sid: "cafe::99", behavior: { type: "End" } });
    await t.rejects(srv6.addPolicy({ ...policies[0]!, bsid: "cafe::99" }), {
      message: "sr_policy_add: the BSID cafe::99 is taken: table 0 has a route to it, of source SR (-12)",
    });
    await srv6.deleteLocalSid("cafe::99");
    for (const { bsid } of policies) await srv6.deletePolicy(bsid);
    t.same(await srv6.policies(), []);
    await t.rejects(srv6.deletePolicy("cafe::1"), { message: "sr_policy_del: no policy has this BSID (-1)" });
  });

  test("a policy gets the encap source of the moment, and keeps it for later lists", async (t, { srv6 }) => {
    await srv6.setEncapSource("fd11::1");
    await srv6.addPolicy({ bsid: "cafe::1", segmentLists: [{ segments: ["fc00::1"] }] });
    await srv6.setEncapSource("fd11::2");
    await srv6.addSegmentList("cafe::1", { segments: ["fc00::2"] });
    t.equal(String((await srv6.policies())[0]?.encapSource), "fd11::1");
    await srv6.deletePolicy("cafe::1");
    await srv6.setEncapSource("::");
  });

  test("segment lists come, change and go", async (t, { srv6 }) => {
    const lists = async () => (await srv6.policies())[0]?.segmentLists.map((list) => `${list.segments} ${list.weight}`);
    await srv6.addPolicy({ bsid: "cafe::1", segmentLists: [{ segments: ["fc00::1"] }] });
    await srv6.addSegmentList("cafe::1", { segments: ["fc00::1", "fc00::2"], weight: 3 });
    await srv6.addSegmentList("cafe::1", { segments: ["fc00::3"] });
    t.same(await lists(), ["fc00::1 1", "fc00::1,fc00::2 3", "fc00::3 1"]);
    await srv6.setWeight("cafe::1", { segments: ["fc00::3"] }, 7);
    await srv6.deleteSegmentList("cafe::1", { segments: ["fc00::1"] });
    // VPP moves the last list to the free place.
    t.same(await lists(), ["fc00::3 7", "fc00::1,fc00::2 3"]);
    await srv6.deleteSegmentList("cafe::1", { segments: ["fc00::1", "fc00::2"], weight: 3 });
    await t.rejects(srv6.deleteSegmentList("cafe::1", { segments: ["fc00::3"], weight: 7 }), {
      message: "sr_policy_mod: the last segment list cannot be deleted (-21)",
    });
    await t.rejects(srv6.addSegmentList("cafe::9", { segments: ["fc00::3"] }), { code: "VPP_RETVAL", retval: -1 });
    await srv6.deletePolicy("cafe::1");
  });

  test("a segment list that two want to delete goes once", async (t, { vpp, srv6 }) => {
    await srv6.addPolicy({ bsid: "cafe::1", segmentLists: [{ segments: ["fc00::1"] }, { segments: ["fc00::2"] }] });
    const deleting = [srv6, new Srv6(vpp)].map((each) => each.deleteSegmentList("cafe::1", { segments: ["fc00::2"] }));
    t.same(
      (await Promise.allSettled(deleting)).map(({ status }) => status),
      ["fulfilled", "rejected"],
    );
    t.equal((await srv6.policies())[0]?.segmentLists.length, 1);
    await srv6.deletePolicy("cafe::1");
  });

  test("what others have added can be deleted even if it could not be added", async (t, { vpp, srv6 }) => {
    const sids = { numSids: 1, weight: 0, sids: ["::"] };
    const policy = { bsidAddr: "::", weight: 0, isEncap: true, isSpray: false, fibTable: 0 };
    await vpp.request(srPolicyAdd, { ...policy, sids });
    await t.rejects(srv6.addSegmentList("::", { segments: ["fc00::1"] }), { code: "VPP_SRV6" });
    await vpp.request(srPolicyMod, {
      bsidAddr: "::",
      srPolicyIndex: 0,
      fibTable: 0,
      operation: SrPolicyOp.SR_POLICY_OP_API_ADD,
      slIndex: 0,
      weight: 0,
      sids,
    });
    await srv6.deleteSegmentList("::", { segments: ["::"], weight: 0 });
    await srv6.setWeight("::", { segments: ["::"], weight: 0 }, 1);
    t.match(await srv6.policies(), [{ segmentLists: [{ weight: 1 }] }]);
    await srv6.deletePolicy("::");
  });

  test("steering reads back as it was added, moves to another policy, and goes", async (t, { srv6, swIfIndex }) => {
    const traffic: TrafficInput[] = [
      { kind: "l3", prefix: "172.16.104.64/26" },
      { kind: "l3", prefix: "172.16.104.64/26", tableId: TABLE },
      { kind: "l3", prefix: "2001:db8::/32" },
      { kind: "l3", prefix: "::/0" },
      { kind: "l3", prefix: "0.0.0.0/0" },
      { kind: "l2", swIfIndex },
    ];
    const read = async () => (await srv6.steering()).map((rule) => `${describeTraffic(rule)} to ${rule.bsid}`);
    const wanted = (bsid: string) => traffic.map((each) => `${describeTraffic(trafficFrom(each))} to ${bsid}`);
    for (const bsid of ["cafe::1", "cafe::2"]) {
      await srv6.addPolicy({ bsid, segmentLists: [{ segments: ["fc00::1"] }] });
      for (const each of traffic) await srv6.steer(each, bsid);
      t.same((await read()).sort(), wanted(bsid).sort());
    }
    await t.rejects(srv6.deletePolicy("cafe::2"), { code: "VPP_HAZARD" });
    await srv6.deletePolicy("cafe::1");
    await t.rejects(srv6.steer(traffic[0]!, "cafe::1"), {
      message: "sr_steering_add_del: no policy has this BSID, or no such interface (-2)",
    });
    for (const each of traffic) await srv6.unsteer(each);
    t.same(await read(), []);
    await t.rejects(srv6.unsteer(traffic[0]!), { message: "sr_steering_add_del: this traffic is not steered (-4)" });
    await srv6.deletePolicy("cafe::2");
  });

  test("frames are steered only to as many lists of equal weight as VPP spreads them over", async (t, {
    srv6,
    swIfIndex,
  }) => {
    const lists = ["fc00::1", "fc00::2", "fc00::3"].map((sid) => ({ segments: [sid] }));
    const frames = { kind: "l2", swIfIndex } as const;
    await srv6.addPolicy({ bsid: "cafe::1", segmentLists: lists });
    await t.rejects(srv6.steer(frames, "cafe::1"), { code: "VPP_SRV6", message: /cafe::\S+ are 1, 1, 1: change/ });
    await srv6.deleteSegmentList("cafe::1", lists[2]!);
    await srv6.steer(frames, "cafe::1");
    await t.rejects(srv6.addSegmentList("cafe::1", lists[2]!), { code: "VPP_SRV6" });
    await t.rejects(srv6.setWeight("cafe::1", lists[0]!, 2), { code: "VPP_SRV6" });
    await srv6.unsteer(frames);
    await srv6.setWeight("cafe::1", lists[0]!, 2);
    await srv6.deletePolicy("cafe::1");
  });

  test("steering is told as installed, shadowed or unresolved", async (t, { vpp, srv6, swIfIndex }) => {
    const states = async () => {
      const forwarding = await srv6.forwarding(await srv6.steering());
      return forwarding.map((each) =>
        "reason" in each ? each.reason : "by" in each ? `shadowed by ${each.by}` : each.state,
      );
    };
    await srv6.addPolicy({ bsid: "cafe::1", segmentLists: [{ segments: ["fc00::1"] }], fibTable: TABLE });
    await srv6.steer({ kind: "l3", prefix: "10.1.0.0/16" }, "cafe::1");
    const noWay = `policy cafe::1: there is no usable route to fc00::1 in table ${TABLE}`;
    t.same(await states(), [noWay]);
    const toFirstSid = { tableId: TABLE, statsIndex: 0, prefix: "fc00::/64", paths: [pathTo(swIfIndex)] };
    const inTable0 = { ...toFirstSid, tableId: 0 };
    await vpp.request(ipRouteAddDel, { isMultipath: false, route: inTable0 });
    t.same(await states(), [noWay]);
    await vpp.request(ipRouteAddDel, { isMultipath: false, route: toFirstSid });
    t.same(await states(), ["installed"]);
    const prefix = "10.1.0.1/16";
    await vpp.request(swInterfaceAddDelAddress, { swIfIndex, isAdd: true, delAll: false, prefix });
    t.same(await states(), ["shadowed by interface"]);
    await vpp.request(swInterfaceAddDelAddress, { swIfIndex, isAdd: false, delAll: false, prefix });
    t.same(await states(), ["installed"]);
    const [first] = [...(await srv6.firstSids(await srv6.policies())).values()][0]!;
    t.match(first, { source: "API", isDrop: false });
    t.equal(String(first!.prefix), "fc00::/64");
    const [bsid] = await srv6.routesTo([{ prefix: Prefix.parse("cafe::1/128"), tableId: TABLE }], { exact: true });
    t.equal(bsid?.source, "SR");
    t.type(bsid?.statsIndex, "number");
    await vpp.request(ipRouteAddDel, { isAdd: false, isMultipath: false, route: toFirstSid });
    await vpp.request(ipRouteAddDel, { isAdd: false, isMultipath: false, route: inTable0 });
    await srv6.steer({ kind: "l3", prefix: "::/0", tableId: TABLE }, "cafe::1");
    t.ok((await states()).every((state) => state.endsWith(`fc00::1 in table ${TABLE} is itself steered, by ::/0`)));
    for (const each of await srv6.steering()) await srv6.unsteer(each);
    await srv6.deletePolicy("cafe::1");
  });

  test("local SIDs count packets", async (t, { srv6 }) => {
    await srv6.addLocalSid({ sid: "fcdd::1", behavior: { type: "End" }, fibTable: TABLE });
    const none = { packets: 0n, bytes: 0n };
    const [counters] = await srv6.localSidCounters();
    t.same([String(counters?.sid), counters?.fibTable, counters?.good, counters?.bad], ["fcdd::1", TABLE, none, none]);
    await srv6.deleteLocalSid("fcdd::1");
  });

  test("only policies that encapsulate take IPv4", async (t, { srv6 }) => {
    await srv6.addPolicy({ bsid: "cafe::1", segmentLists: [{ segments: ["fc00::1"] }], headend: "insert" });
    await srv6.addPolicy({ bsid: "cafe::2", segmentLists: [{ segments: ["fc00::1"] }] });
    await t.rejects(srv6.steer({ kind: "l3", prefix: "10.0.0.0/8" }, "cafe::1"), { code: "VPP_HAZARD" });
    // VPP would take what moves there, and no packet would arrive.
    await srv6.steer({ kind: "l3", prefix: "10.0.0.0/8" }, "cafe::2");
    await t.rejects(srv6.steer({ kind: "l3", prefix: "10.0.0.0/8" }, "cafe::1"), { code: "VPP_HAZARD" });
    await srv6.unsteer({ kind: "l3", prefix: "10.0.0.0/8" });
    await srv6.deletePolicy("cafe::2");
    await srv6.steer({ kind: "l3", prefix: "2001:db8::/32" }, "cafe::1");
    await srv6.unsteer({ kind: "l3", prefix: "2001:db8::/32" });
    await srv6.deletePolicy("cafe::1");
  });

  test("steering with host bits, as others add it, can be ended by what is shown", async (t, { vpp, srv6 }) => {
    await srv6.addPolicy({ bsid: "cafe::1", segmentLists: [{ segments: ["fc00::1"] }] });
    await vpp.request(srSteeringAddDel, {
      bsidAddr: "cafe::1",
      srPolicyIndex: 0,
      tableId: 0,
      prefix: "10.81.0.5/16",
      swIfIndex: 0xffffffff,
      trafficType: SrSteer.SR_STEER_API_IPV4,
    });
    const [rule] = await srv6.steering();
    t.equal(String(rule?.kind === "l3" && rule.prefix), "10.81.0.5/16");
    await srv6.unsteer(rule!);
    await srv6.steer({ kind: "l3", prefix: "10.81.0.5/16" }, "cafe::1");
    await srv6.unsteer({ kind: "l3", prefix: "10.81.0.5/16" });
    t.same(await srv6.steering(), []);
    await srv6.deletePolicy("cafe::1");
  });

  const segments = ["fc00::1"];
  const tooLong = new Prefix(Ip4Address.parse("10.0.0.0"), 33);
  const hazards: [title: string, code: string, attempt: (srv6: Srv6) => Promise<void>][] = [
    ...(["End.T", "End.DT4", "End.DT6"] as const).map((type): (typeof hazards)[number] => [
      `${type} that looks up a missing table`,
      "VPP_HAZARD",
      (srv6) => srv6.addLocalSid({ sid: "fcdd::1", behavior: { type, tableId: MISSING_TABLE } }),
    ]),
    [
      "the id of VPP's hidden tables for End.DT6",
      "VPP_HAZARD",
      (srv6) => srv6.addLocalSid({ sid: "fcdd::1", behavior: { type: "End.DT6", tableId: 0xffffffff } }),
    ],
    [
      "a behavior that VPP does not know",
      "VPP_SRV6",
      (srv6) => srv6.addLocalSid({ sid: "fcdd::1", behavior: { type: "End.B6" } as unknown as EndpointBehaviorInput }),
    ],
    [
      "a policy without segments",
      "VPP_SRV6",
      (srv6) => srv6.addPolicy({ bsid: "cafe::1", segmentLists: [{ segments: [] }] }),
    ],
    [
      "a policy of 17 segments",
      "VPP_SRV6",
      (srv6) => srv6.addPolicy({ bsid: "cafe::1", segmentLists: [{ segments: Array(17).fill("fc00::1") }] }),
    ],
    [
      "a policy in a missing table",
      "VPP_HAZARD",
      (srv6) => srv6.addPolicy({ bsid: "cafe::1", segmentLists: [{ segments }], fibTable: MISSING_TABLE }),
    ],
    ["an empty segment list for a policy", "VPP_SRV6", (srv6) => srv6.addSegmentList("cafe::1", { segments: [] })],
    [
      "steering in a missing table",
      "VPP_HAZARD",
      (srv6) => srv6.steer({ kind: "l3", prefix: "10.0.0.0/8", tableId: MISSING_TABLE }, "cafe::1"),
    ],
    [
      "no steering in a missing table",
      "VPP_HAZARD",
      (srv6) => srv6.unsteer({ kind: "l3", prefix: "10.0.0.0/8", tableId: MISSING_TABLE }),
    ],
    ["an IPv4 prefix of 33 bits", "VPP_HAZARD", (srv6) => srv6.steer({ kind: "l3", prefix: tooLong }, "cafe::1")],
  ];

  for (const [title, code, attempt] of hazards) {
    test(`${title}: refused, and VPP lives`, async (t, { vpp, srv6 }) => {
      await t.rejects(attempt(srv6), { code });
      await vpp.request(showVersion, {});
      t.same(await srv6.localSids(), []);
      t.same(await srv6.policies(), []);
    });
  }

  test("a policy whose table is gone stays until the table is back", async (t, { vpp, srv6 }) => {
    const table = { tableId: MISSING_TABLE, isIp6: true, name: "" };
    await vpp.request(ipTableAddDel, { table });
    await srv6.addPolicy({ bsid: "cafe::1", segmentLists: [{ segments }], fibTable: MISSING_TABLE });
    await vpp.request(ipTableAddDel, { isAdd: false, table });
    await t.rejects(srv6.deletePolicy("cafe::1"), { code: "VPP_HAZARD" });
    await vpp.request(ipTableAddDel, { table });
    await srv6.deletePolicy("cafe::1");
    await vpp.request(ipTableAddDel, { isAdd: false, table });
    t.same(await srv6.policies(), []);
  });

  test("nothing of a batch is sent when one operation is refused", async (t, { srv6 }) => {
    const operations = [
      { op: "addLocalSid", localSid: localSidFrom({ sid: "fcdd::1", behavior: { type: "End" } }) },
      { op: "unsteer", traffic: trafficFrom({ kind: "l3", prefix: "10.0.0.0/8", tableId: MISSING_TABLE }) },
    ] as const;
    await t.rejects(srv6.batch(operations), { code: "VPP_HAZARD" });
    t.same(await srv6.localSids(), []);
  });

  test("every operation of a batch has an outcome of its own", async (t, { srv6 }) => {
    const localSid = localSidFrom({ sid: "fcdd::1", behavior: { type: "End" } });
    const policy = policyFrom({ bsid: "cafe::1", segmentLists: [{ segments }, { segments: ["fc00::2"] }] });
    const outcomes = await srv6.batch([
      { op: "addPolicy", policy },
      { op: "addLocalSid", localSid },
      { op: "addLocalSid", localSid },
      { op: "deleteLocalSid", sid: localSid.sid },
      { op: "deletePolicy", bsid: policy.bsid },
    ]);
    t.same(
      outcomes.map((outcome) => (outcome.ok ? "done" : outcome.error.message)),
      ["done", "done", "sr_localsid_add_del: this local SID is there already (-1)", "done", "done"],
    );
  });
}

async function setScene(t: Test, socketPath: string): Promise<Scene> {
  const vpp = await connect({ socketPath, name: t.name.slice(0, 63) });
  const tables = [true, false].map((isIp6) => ({ tableId: TABLE, isIp6, name: "" }));
  for (const table of tables) await vpp.request(ipTableAddDel, { table });
  const { swIfIndex } = await vpp.request(createLoopback, { macAddress: ANY_MAC });
  await vpp.request(swInterfaceSetFlags, { swIfIndex, flags: IfStatusFlags.IF_STATUS_API_FLAG_ADMIN_UP });
  t.teardown(async () => {
    await vpp.request(deleteLoopback, { swIfIndex });
    for (const table of tables) await vpp.request(ipTableAddDel, { isAdd: false, table });
    await vpp.close();
  });
  return { vpp, srv6: new Srv6(vpp), swIfIndex };
}

/** A path of a route that leads to the hosts on an interface. */
function pathTo(swIfIndex: number): Input<FibPath> {
  return {
    swIfIndex,
    tableId: 0,
    rpfId: 0,
    weight: 1,
    preference: 0,
    type: FibPathType.FIB_API_PATH_TYPE_NORMAL,
    flags: 0,
    proto: FibPathNhProto.FIB_API_PATH_NH_PROTO_IP6,
    nh: { address: { case: "ip6", value: "::" }, viaLabel: 0, objId: 0, classifyTableIndex: 0 },
    nLabels: 0,
    labelStack: [],
  };
}
