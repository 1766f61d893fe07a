import t from "tap";
import { Ip6Address, MacAddress, Prefix, parseIpAddress } from "../../../src/address/index.ts";
import type { Difference } from "../../../src/desired/index.ts";
import { isReplacement, stagesFor } from "../../../src/desired/plan/stages.ts";
import { localSidFrom, type Neighbor, type PolicyType, policyFrom, type SrPolicy } from "../../../src/srv6/index.ts";

const FLAGS = { reason: "", replacesLists: false, takesFrames: false };

/** The names of the operations, stage by stage. */
function ops(difference: Difference, interrupts = false): string[] {
  return stagesFor(difference, interrupts).map((stage) => stage.map(({ op }) => op).join(" "));
}

function policy(policyType: PolicyType, ...segments: string[]): SrPolicy {
  const lists = segments.map((segment) => ({ segments: [segment] }));
  return {
    ...policyFrom({ bsid: "cafe::1", policyType, segmentLists: lists }),
    encapSource: Ip6Address.parse("fd11::1"),
  };
}

t.test("an entry that comes is added, and one that goes is deleted", async (t) => {
  const table = { family: 4, tableId: 7 } as const;
  t.same(ops({ kind: "table", desired: table, observed: undefined, reason: "" }), ["addTable"]);
  t.same(ops({ kind: "table", desired: undefined, observed: table, reason: "" }), ["deleteTable"]);
});

t.test("a policy is added list by list", async (t) => {
  const [stage] = stagesFor(
    { kind: "policy", desired: policy("default", "fc00::1", "fc00::2"), observed: undefined, ...FLAGS },
    false,
  );
  t.match(stage, [{ op: "addPolicy", policy: { segmentLists: { length: 1 } } }, { op: "addSegmentList" }]);
});

t.test("new lists are confirmed before old ones are deleted", async (t) => {
  const [desired, observed] = [policy("default", "fc00::2"), policy("default", "fc00::1")];
  t.same(ops({ kind: "policy", desired, observed, ...FLAGS }), ["addSegmentList", "deleteSegmentList"]);
});

t.test("a policy of another type, or a tef policy with other lists, is deleted and added", async (t) => {
  const change = (from: SrPolicy, to: SrPolicy) => ({ kind: "policy", desired: to, observed: from, ...FLAGS }) as const;
  t.same(ops(change(policy("default", "fc00::1"), policy("spray", "fc00::1"))), ["deletePolicy addPolicy"]);
  t.ok(isReplacement(change(policy("tef", "fc00::1"), policy("tef", "fc00::2"))));
  t.notOk(isReplacement(change(policy("default", "fc00::1"), policy("default", "fc00::2"))));
});

t.test("a static neighbor becomes a learned one only by being deleted", async (t) => {
  const of = (isStatic: boolean): Neighbor => {
    return {
      swIfIndex: 1,
      address: parseIpAddress("10.0.0.2"),
      macAddress: MacAddress.parse("02:00:00:00:00:02"),
      isStatic,
    };
  };
  const change = (from: boolean, to: boolean) =>
    ops({ kind: "neighbor", desired: of(to), observed: of(from), reason: "" });
  t.same([change(false, true), change(true, false)], [["setNeighbor"], ["deleteNeighbor setNeighbor"]]);
});

t.test("a route is replaced by one message, and renewed by two stages", async (t) => {
  const route = {
    prefix: Prefix.parse("fcff::/48"),
    tableId: 0,
    via: { nextHop: parseIpAddress("fd00::2"), swIfIndex: 1 },
  };
  t.same(ops({ kind: "route", desired: route, observed: route, reason: "" }), ["setRoute"]);
  t.same(ops({ kind: "route", desired: route, observed: route, reason: "", renews: true }), [
    "deleteRoute",
    "setRoute",
  ]);
});

t.test("a local SID that is replaced is named by type and length, of which VPP may have several", async (t) => {
  const [from, to] = [
    localSidFrom({ sid: "fcdd::1", behavior: { type: "End" } }),
    localSidFrom({ sid: "fcdd::1", behavior: { type: "uN" } }),
  ];
  const change = { kind: "localSid", reason: "" } as const;
  t.match(stagesFor({ ...change, desired: to, observed: from }, true), [
    [{ from: { type: "End", prefixLength: 128 }, interrupts: true }],
  ]);
  t.match(stagesFor({ ...change, desired: from, observed: to }, false), [
    [{ from: { type: "uN", prefixLength: undefined } }],
  ]);
});

t.test("steering of an interface that was created again is ended first", async (t) => {
  const rule = { kind: "l2", swIfIndex: 3, bsid: Ip6Address.parse("cafe::1") } as const;
  t.same(ops({ kind: "steering", desired: rule, observed: rule, reason: "", renews: true }), ["unsteer steer"]);
  t.same(ops({ kind: "steering", desired: rule, observed: rule, reason: "" }), ["steer"]);
});

t.test("marks are confirmed before a value is set", async (t) => {
  const [observed, desired] = [policy("default", "fc00::1"), policy("default", "fc00::1")];
  const marked = [{ kind: "policy", desired, observed, ...FLAGS, replacesLists: true } as const];
  t.same(ops({ kind: "encapHopLimit", desired: 9, observed: 64, reason: "", marked }), [
    "addSegmentList",
    "setEncapHopLimit",
  ]);
});
