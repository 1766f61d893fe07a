import t from "tap";
import { Ip6Address, Prefix, parseIpAddress } from "../../src/address/index.ts";
import { checkStages, lacksNumber } from "../../src/srv6/check-stages.ts";
import { HeldState } from "../../src/srv6/held/state.ts";
import { Transaction } from "../../src/srv6/held/transaction.ts";
import { localSidFrom, policyFrom, segmentListFrom, trafficFrom } from "../../src/srv6/index.ts";
import { survey } from "../../src/srv6/operations/rules.ts";
import type { Facts } from "../../src/srv6/read/facts.ts";
import type { CheckedOperation, Operation } from "../../src/srv6/values/operation.ts";
import type { PolicyType, SrPolicy } from "../../src/srv6/values/policy.ts";

const ip6 = Ip6Address.parse;
const a = segmentListFrom({ segments: ["fc00::1"] });
const b = segmentListFrom({ segments: ["fc00::1", "fc00::2"], weight: 3 });
const c = segmentListFrom({ segments: ["fc00::3"] });
const bsid = ip6("cafe::1");
const prefix = trafficFrom({ kind: "l3", prefix: "10.1.0.0/16" });

/** Checks operations of one part. @throws {VppError} the error of the one that is refused. */
function checkOperations(operations: Operation[], held: HeldState, isGuarded = true): CheckedOperation[] {
  const checked = checkStages(survey([operations]), new Transaction(held), isGuarded);
  if (typeof checked === "string") throw new Error(`${checked} is not known`);
  if ("refused" in checked) throw checked.refused[0]!.refusal.error;
  return checked.flat();
}

/** A VPP with tables 0 and IPv6 table 7, interface 1, two local SIDs of one address, and three policies. */
function view(hasMicroSids = true): HeldState {
  const policies = [
    { policy: policy("cafe::1", "default"), numbers: [4, 6] },
    { policy: policy("cafe::2", "tef"), numbers: [] },
    { policy: policy("cafe::3", "default", 9), numbers: [] },
  ];
  return new HeldState({
    hasMicroSids,
    tables: { 4: new Set([0]), 6: new Set([0, 7]) },
    interfaces: new Set([0, 1]),
    localSids: [
      localSidFrom({ sid: "fcdd::1", behavior: { type: "End" }, fibTable: 7 }),
      localSidFrom({ sid: "fcdd::2", behavior: { type: "End" } }),
      localSidFrom({ sid: "fcdd::2", behavior: { type: "uN" } }),
      localSidFrom({ sid: "fcdd::3", behavior: { type: "End" }, fibTable: 9 }),
    ],
    policies,
    steering: [{ ...trafficFrom({ kind: "l3", prefix: "10.9.0.0/16" }), bsid: ip6("cafe::2") }],
  });
}

function policy(bsid: string, policyType: PolicyType, fibTable = 0): SrPolicy {
  const found = policyFrom({ bsid, policyType, fibTable, segmentLists: [a], encapSource: "fd11::1000" });
  return { ...found, segmentLists: [{ ...a }, { ...b }] };
}

const addSid = (sid: Parameters<typeof localSidFrom>[0]): Operation => ({
  op: "addLocalSid",
  localSid: localSidFrom(sid),
});
const addList = (segmentList = c): Operation => ({ op: "addSegmentList", bsid, segmentList });
const deleteList = (segmentList = a): Operation => ({ op: "deleteSegmentList", bsid, segmentList });

const addPolicy = (bsid: string, ...segments: string[]): Operation => ({
  op: "addPolicy",
  policy: policyFrom({ bsid, segmentLists: [{ segments }] }),
});

const valid = policyFrom({ bsid: "cafe::7", segmentLists: [{ segments: ["fc00::1"] }] });
const made = (change: Partial<SrPolicy>): Operation => ({ op: "addPolicy", policy: { ...valid, ...change } });

/** Values that were put together by hand. */
const handMade: [operations: Operation[], code: string, message: string][] = [
  [[made({ segmentLists: [] })], "VPP_SRV6", "a policy has 1 to 255 segment lists, not 0"],
  [
    [made({ segmentLists: Array.from({ length: 256 }, () => a) })],
    "VPP_SRV6",
    "a policy has 1 to 255 segment lists, not 256",
  ],
  [[made({ segmentLists: [{ ...a, segments: [] }] })], "VPP_SRV6", "a segment list has 1 to 16 segments, not 0"],
  [[made({ segmentLists: [{ ...a, weight: 0 }] })], "VPP_SRV6", "a weight is 1 to 65535, not 0"],
  [[made({ segmentLists: [{ ...a, weight: 2 ** 31 }] })], "VPP_SRV6", "a weight is 1 to 65535, not 2147483648"],
  [
    [made({ segmentLists: [a, { ...c, weight: 20_000 }] })],
    "VPP_SRV6",
    "weights 1, 20000: the list of weight 1 would get no packets when VPP shares them over 8192 buckets",
  ],
  [[made({ policyType: "tef", segmentLists: [a, c] })], "VPP_SRV6", "a policy of type tef has 1 segment list, not 2"],
  [[made({ policyType: "unknown" })], "VPP_SRV6", "policy cafe::7: it is of an unknown type"],
  [[made({ headend: "insert", encapSource: ip6("fd11::1") })], "VPP_SRV6", "a policy that inserts has no encap source"],
  [[{ op: "addSegmentList", bsid, segmentList: { ...c, weight: 0 } }], "VPP_SRV6", "a weight is 1 to 65535, not 0"],
  [[{ op: "setWeight", bsid, segmentList: a, weight: 70_000 }], "VPP_SRV6", "a weight is 1 to 65535, not 70000"],
  [
    [
      {
        op: "addLocalSid",
        localSid: { sid: ip6("fcdd::9"), behavior: { type: "End", psp: false }, fibTable: 0, prefixLength: 7 },
      },
    ],
    "VPP_SRV6",
    "local SID fcdd::9: a prefix length is a multiple of 8 from 8 to 128, not 7",
  ],
  [
    [
      {
        op: "addLocalSid",
        localSid: { sid: ip6("fcdd::9"), behavior: { type: "uN" }, fibTable: 0, prefixLength: "unknown" },
      },
    ],
    "VPP_SRV6",
    "local SID fcdd::9: its prefix length is unknown",
  ],
];

function setRoute(text: string, tableId: number, hop: string, swIfIndex = 1): Operation {
  const via = { nextHop: parseIpAddress(hop), swIfIndex };
  return { op: "setRoute", route: { prefix: Prefix.parse(text), tableId, via } };
}

const refused: [operations: Operation[], code: string, message: string][] = [
  [
    [addSid({ sid: "fcdd::9", behavior: { type: "End" }, fibTable: 8 })],
    "VPP_HAZARD",
    "local SID fcdd::9: there is no IPv6 table 8, and VPP may crash looking for it",
  ],
  [
    [addSid({ sid: "fcdd::9", behavior: { type: "End.DT4", tableId: 7 } })],
    "VPP_HAZARD",
    "local SID fcdd::9: End.DT4: there is no IPv4 table 7, and VPP may crash looking for it",
  ],
  [
    [addSid({ sid: "fcdd::9", behavior: { type: "End.DT6", tableId: 8 } })],
    "VPP_HAZARD",
    "local SID fcdd::9: End.DT6: there is no IPv6 table 8, and VPP may crash looking for it",
  ],
  [
    [addSid({ sid: "fcdd::9", behavior: { type: "End.T", tableId: 8 } })],
    "VPP_HAZARD",
    "local SID fcdd::9: End.T: there is no IPv6 table 8, and VPP may crash looking for it",
  ],
  [
    [addSid({ sid: "fcdd::9", behavior: { type: "End.DX2", swIfIndex: 2 } })],
    "VPP_SRV6",
    "local SID fcdd::9: End.DX2: there is no interface 2",
  ],
  [
    [{ op: "addLocalSid", localSid: { sid: ip6("fcdd::9"), behavior: { type: "unknown", code: 14 }, fibTable: 0 } }],
    "VPP_HAZARD",
    "local SID fcdd::9: tsvpp cannot add unknown behavior 14",
  ],
  [[{ op: "deleteLocalSid", sid: ip6("fcdd::9") }], "VPP_SRV6", "there is no local SID fcdd::9"],
  [[{ op: "deleteLocalSid", sid: ip6("fcdd::1"), type: "uN" }], "VPP_SRV6", "there is no local SID fcdd::1 of type uN"],
  [
    [{ op: "deleteLocalSid", sid: ip6("fcdd::2") }],
    "VPP_SRV6",
    "local SID fcdd::2 exists as End/128 and as uN/48: name its type or prefix length",
  ],
  [
    [{ op: "deleteLocalSid", sid: ip6("fcdd::3") }],
    "VPP_HAZARD",
    "local SID fcdd::3: there is no IPv6 table 9, and VPP may crash looking for it",
  ],
  [
    [
      { op: "deleteLocalSid", sid: ip6("fcdd::1") },
      { op: "deleteLocalSid", sid: ip6("fcdd::1") },
    ],
    "VPP_SRV6",
    "there is no local SID fcdd::1",
  ],
  [
    [{ op: "addPolicy", policy: policyFrom({ bsid: "cafe::9", segmentLists: [a], fibTable: 8 }) }],
    "VPP_HAZARD",
    "policy cafe::9: there is no IPv6 table 8, and VPP may crash looking for it",
  ],
  [
    [{ op: "deletePolicy", bsid: ip6("cafe::3") }],
    "VPP_HAZARD",
    "policy cafe::3: there is no IPv6 table 9, and VPP may crash looking for it",
  ],
  [
    [{ op: "deletePolicy", bsid: ip6("cafe::2") }],
    "VPP_HAZARD",
    "policy cafe::2: 10.9.0.0/16 table 0 is still steered to it; unsteer it first",
  ],
  [
    [
      { op: "steer", traffic: prefix, bsid },
      { op: "deletePolicy", bsid },
    ],
    "VPP_HAZARD",
    "policy cafe::1: 10.1.0.0/16 table 0 is still steered to it; unsteer it first",
  ],
  [
    [{ op: "addSegmentList", bsid: ip6("cafe::2"), segmentList: c }],
    "VPP_HAZARD",
    "policy cafe::2: VPP goes on to forward by the old segment lists of a tef policy; delete and add the policy instead",
  ],
  [Array(254).fill(addList()), "VPP_HAZARD", "policy cafe::1: it can have at most 255 segment lists"],
  [
    [addList(segmentListFrom({ segments: ["fc00::3"], weight: 65535 }))],
    "VPP_SRV6",
    "weights 1, 3, 65535: the list of weight 1 would get no packets when VPP shares them over 8192 buckets",
  ],
  [[{ op: "deleteSegmentList", bsid: ip6("cafe::9"), segmentList: a }], "VPP_SRV6", "there is no policy cafe::9"],
  [[deleteList(c)], "VPP_SRV6", "policy cafe::1 has no segment list fc00::3 of weight 1"],
  [[deleteList(), deleteList()], "VPP_SRV6", "policy cafe::1 has no segment list fc00::1 of weight 1"],
  [[addList(), deleteList(c)], "VPP_SRV6", "policy cafe::1 has no segment list fc00::3 of weight 1"],
  [
    [{ op: "steer", traffic: trafficFrom({ kind: "l3", prefix: "10.1.0.0/16", tableId: 7 }), bsid }],
    "VPP_HAZARD",
    "steering of 10.1.0.0/16 table 7: there is no IPv4 table 7, and VPP may crash looking for it",
  ],
  [
    [{ op: "unsteer", traffic: trafficFrom({ kind: "l3", prefix: "fc00::/16", tableId: 8 }) }],
    "VPP_HAZARD",
    "steering of fc00::/16 table 8: there is no IPv6 table 8, and VPP may crash looking for it",
  ],
  [
    [{ op: "steer", traffic: { kind: "l2", swIfIndex: 2 }, bsid }],
    "VPP_SRV6",
    "steering of frames of interface 2: there is no interface 2",
  ],
  [
    [{ op: "steer", traffic: { kind: "l2", swIfIndex: 1 }, bsid }],
    "VPP_SRV6",
    "steering of frames of interface 1: VPP can spread frames only over 1, 2, 4, 8, ... segment lists of equal weight; the weights in " +
      "policy cafe::1 are 1, 3: change its segment lists",
  ],
  [
    [addPolicy("cafe::7", "cafe::8"), addPolicy("cafe::8", "cafe::7")],
    "VPP_HAZARD",
    "forwarding loop: packets of policy cafe::7 return to it through cafe::8, cafe::7",
  ],
  [
    [addPolicy("cafe::7", "fc00::1", "cafe::7")],
    "VPP_HAZARD",
    "forwarding loop: packets of policy cafe::7 return to it through cafe::7",
  ],
  [
    [addPolicy("cafe::7", "cafe::1"), addList(segmentListFrom({ segments: ["fc00::3", "cafe::7"] }))],
    "VPP_HAZARD",
    "forwarding loop: packets of policy cafe::7 return to it through cafe::1, cafe::7",
  ],
  ...handMade,
  [[addPolicy("fcdd::1", "fc00::1")], "VPP_SRV6", "policy fcdd::1: its BSID is a local SID, End"],
  [
    [addSid({ sid: "cafe::1", behavior: { type: "End" } })],
    "VPP_SRV6",
    "local SID cafe::1: it is the BSID of a policy",
  ],
  [[{ op: "addTable", family: 4, tableId: 0xffffffff }], "VPP_SRV6", "a table id is 0 to 4294967294, not 4294967295"],
  [[setRoute("fcff:3::/48", 8, "fd00:12::2")], "VPP_SRV6", "route fcff:3::/48 table 8: there is no IPv6 table 8"],
  [[setRoute("fcff:3::/48", 7, "fd00:12::2", 9)], "VPP_SRV6", "route fcff:3::/48 table 7: there is no interface 9"],
  [
    [setRoute("fcff:3::/48", 7, "10.0.0.1")],
    "VPP_SRV6",
    "10.0.0.1 cannot be a next hop for fcff:3::/48: a route to an IPv6 prefix needs an IPv6 next hop",
  ],
  [
    [{ op: "deleteRoute", route: { prefix: Prefix.parse("10.0.0.0/8"), tableId: 7 } }],
    "VPP_SRV6",
    "route 10.0.0.0/8 table 7: there is no IPv4 table 7",
  ],
  [
    [{ op: "deleteNeighbor", neighbor: { swIfIndex: 9, address: ip6("fd00:12::2") } }],
    "VPP_SRV6",
    "neighbor fd00:12::2: there is no interface 9",
  ],
  [
    [
      { op: "addTable", family: 6, tableId: 8 },
      setRoute("fcff:3::/48", 8, "fd00:12::2"),
      { op: "deleteTable", family: 6, tableId: 8 },
    ],
    "VPP_HAZARD",
    "IPv6 table 8: route fcff:3::/48 of source API needs it",
  ],
  [[{ op: "deleteTable", family: 4, tableId: 0 }], "VPP_SRV6", "IPv4 table 0 always exists and cannot be deleted"],
  [[{ op: "deleteTable", family: 4, tableId: 7 }], "VPP_HAZARD", "there is no IPv4 table 7"],
  [[{ op: "deleteTable", family: 6, tableId: 7 }], "VPP_HAZARD", "IPv6 table 7: local SID fcdd::1 (End) needs it"],
  [[{ op: "deletePathTracing", swIfIndex: 2 }], "VPP_SRV6", "path tracing: there is no interface 2"],
  [
    [{ op: "replaceLocalSid", localSid: localSidFrom({ sid: "fcdd::1", behavior: { type: "End", psp: true } }) }],
    "VPP_SRV6",
    "local SID fcdd::1: it must be deleted before it is added again, since this VPP has no sr_localsid_add_del_v2; packets are " +
      "lost meanwhile: set interrupts to true to allow it",
  ],
];

for (const [operations, code, message] of refused) {
  t.test(`refuses ${operations.length > 3 ? "many of " : ""}${titleOf(operations)}: ${message}`, async (t) => {
    t.throws(() => checkOperations(operations, view()), { code, message });
  });
}

t.test("refuses uN and uA on a VPP that takes their numbers for those of plugins", async (t) => {
  const uN = addSid({ sid: "fcdd::9", behavior: { type: "uN" } });
  const uA = addSid({ sid: "fcdd::9", behavior: { type: "uA", nextHop: "fe80::1", swIfIndex: 1 } });
  for (const operation of [uN, uA]) {
    t.throws(() => checkOperations([operation], view(false)), { code: "VPP_HAZARD" });
    t.doesNotThrow(() => checkOperations([operation], view(true)));
  }
});

const replacement = localSidFrom({ sid: "fcdd::1", behavior: { type: "End", psp: true } });

t.test("a local SID is replaced under the longest free prefix, or by two messages if that may interrupt", async (t) => {
  const replace = { op: "replaceLocalSid", localSid: replacement } as const;
  const parts: Partial<Facts> = {
    tables: { 4: new Set([0]), 6: new Set([0]) },
    localSids: [
      localSidFrom({ sid: "fcdd::1", behavior: { type: "End" } }),
      localSidFrom({ sid: "fcdd::1", behavior: { type: "End" }, prefixLength: 120 }),
    ],
  };
  const from = { prefixLength: 128 };
  const covered = new HeldState({ ...parts, coverLengths: new Map([[replacement, [120, 104]]]) });
  t.match(checkOperations([{ ...replace, from }], covered), [{ by: { coverLength: 104 } }]);
  t.match(checkOperations([{ ...replace, from, interrupts: true }], new HeldState(parts)), [{ by: "deleteFirst" }]);
  const longer = { ...replacement, prefixLength: 112 };
  t.match(checkOperations([{ ...replace, from, localSid: longer }], new HeldState(parts)), [{ by: "addFirst" }]);
});

t.test("nothing that VPP does not survive is refused without a guard", async (t) => {
  const unguarded =
    (...operations: Operation[]) =>
    () =>
      checkOperations(operations, new HeldState(), false);
  t.doesNotThrow(unguarded(addSid({ sid: "fcdd::1", behavior: { type: "End.DT4", tableId: 8 }, fibTable: 9 })));
  t.doesNotThrow(unguarded({ op: "unsteer", traffic: prefix }, { op: "deleteTable", family: 6, tableId: 7 }));
  t.doesNotThrow(unguarded(addPolicy("cafe::7", "cafe::7")));
});

t.test("a chain of policies may be of any length, but not come back", async (t) => {
  const bsidOf = (number: number) => new Ip6Address(0xcafe0001, 0, 0, number);
  const chain = Array.from({ length: 50_000 }, (_, at) => addPolicy(`${bsidOf(at)}`, `${bsidOf(at + 1)}`));
  const table = { tables: { 4: new Set([0]), 6: new Set([0]) } };
  t.doesNotThrow(() => checkOperations(chain, new HeldState(table)));
  t.throws(
    () => checkOperations([...chain, addPolicy(`${bsidOf(50_000)}`, "fc00::1", `${bsidOf(7)}`)], new HeldState(table)),
    {
      code: "VPP_HAZARD",
      message: /^forwarding loop: packets of policy cafe:1::7 return to it through cafe:1::8, /,
    },
  );
});

const accepted: [operations: Operation[], last: Partial<CheckedOperation>][] = [
  [[addSid({ sid: "fcdd::9", behavior: { type: "End.DT6", tableId: 7 }, fibTable: 7 })], { op: "addLocalSid" }],
  [
    [{ op: "deleteLocalSid", sid: ip6("fcdd::1") }],
    { localSid: localSidFrom({ sid: "fcdd::1", behavior: { type: "End" }, fibTable: 7 }) },
  ],
  [
    [{ op: "deleteLocalSid", sid: ip6("fcdd::2"), type: "uN" }],
    { localSid: localSidFrom({ sid: "fcdd::2", behavior: { type: "uN" } }) },
  ],
  // What was found is also what earlier operations will have made.
  [
    [addSid({ sid: "fcdd::9", behavior: { type: "End" } }), { op: "deleteLocalSid", sid: ip6("fcdd::9") }],
    { localSid: localSidFrom({ sid: "fcdd::9", behavior: { type: "End" } }) },
  ],
  [
    [
      { op: "steer", traffic: trafficFrom({ kind: "l3", prefix: "10.9.0.0/16" }), bsid },
      { op: "deletePolicy", bsid: ip6("cafe::2") },
    ],
    { op: "deletePolicy" },
  ],
  [
    [
      { op: "unsteer", traffic: trafficFrom({ kind: "l3", prefix: "10.9.0.0/16" }) },
      { op: "deletePolicy", bsid: ip6("cafe::2") },
    ],
    { op: "deletePolicy" },
  ],
  // A policy that is not there is left to VPP.
  [[{ op: "deletePolicy", bsid: ip6("cafe::9") }], { op: "deletePolicy" }],
  [[{ op: "addSegmentList", bsid: ip6("cafe::9"), segmentList: a }], { encapSource: Ip6Address.UNSPECIFIED }],
  [[addList()], { encapSource: ip6("fd11::1000") }],
  [[{ ...addList(), encapSource: ip6("fd22::1") } as Operation], { encapSource: ip6("fd22::1") }],
  [[addList(a), deleteList(a)], { op: "deleteSegmentList", slIndex: 4 }],
  [[{ op: "setWeight", bsid, segmentList: b, weight: 9 }], { op: "setWeight", slIndex: 6, weight: 9 }],
  [
    [
      { op: "setWeight", bsid, segmentList: b, weight: 9 },
      { op: "deleteSegmentList", bsid, segmentList: { ...b, weight: 9 } },
    ],
    { op: "deleteSegmentList", slIndex: 6 },
  ],
  // Only the weights that are left in the end must be ones that VPP can share.
  [
    [addList(segmentListFrom({ segments: ["fc00::3"], weight: 65535 })), deleteList(a), deleteList(b)],
    { op: "deleteSegmentList", slIndex: 6 },
  ],
];

for (const [operations, last] of accepted) {
  t.test(`takes ${titleOf(operations)}, the last as ${JSON.stringify(last)}`, async (t) => {
    t.match(checkOperations(operations, view()).at(-1), last);
  });
}

function titleOf(operations: readonly Operation[]): string {
  return operations
    .slice(0, 3)
    .map(({ op }) => op)
    .join(", ");
}

t.test("each operation that is refused by itself is found, and the others count", async (t) => {
  const stages = [
    [deleteList(c), addList(c)],
    [deleteList(c), deleteList(a), deleteList(a)],
  ];
  const checked = checkStages(survey(stages), new Transaction(view()), true);
  t.match(checked, { refused: [{ operation: 0 }, { operation: 4 }] });
});

t.test("a list lacks its number until VPP has reported it", async (t) => {
  const named = { op: "deleteSegmentList", bsid, slIndex: undefined } as const;
  t.ok(lacksNumber(named));
  t.notOk(lacksNumber({ ...named, slIndex: 0 }));
  t.notOk(lacksNumber({ op: "deletePolicy", bsid }));
});
