import t from "tap";
import { Ip6Address, Prefix } from "../../../src/address/index.ts";
import {
  compareEncap,
  compareLocalSids,
  comparePolicies,
  compareRoutes,
  compareSteering,
  compareTables,
} from "../../../src/desired/difference/compare.ts";
import type { DesiredState } from "../../../src/desired/index.ts";
import { type LocalSid, localSidFrom, policyFrom, type SrPolicy, type Steering } from "../../../src/srv6/index.ts";
import { type Held, resolved, viewOf } from "../view-of.ts";

const EMPTY: DesiredState = { encap: {}, localSids: [], policies: [], steering: [] };
const [SOURCE, OTHER] = [Ip6Address.parse("fd11::1"), Ip6Address.parse("fd11::2")];

function policy(segments: string[], more: Partial<SrPolicy> = {}): SrPolicy {
  const lists = segments.map((segment) => ({ segments: [segment] }));
  return { ...policyFrom({ bsid: "cafe::1", segmentLists: lists }), encapSource: SOURCE, ...more };
}

function reasons(differences: Iterable<{ readonly reason: string }>): string[] {
  return Array.from(differences, ({ reason }) => reason);
}

t.test("source and hop limit are compared only if they are desired", async (t) => {
  const view = viewOf({ encapSource: SOURCE, encapHopLimit: 64 });
  t.same([...compareEncap(resolved(EMPTY), view)], []);
  const encap = { source: OTHER, hopLimit: 9 };
  t.same(reasons(compareEncap(resolved({ ...EMPTY, encap }), view)), ["VPP has fd11::1", "VPP has 64"]);
  t.same([...compareEncap(resolved({ ...EMPTY, encap: { source: SOURCE, hopLimit: 64 } }), view)], []);
});

t.test("a table that VPP has is no difference", async (t) => {
  const state = resolved({ ...EMPTY, tables: { ip4: [7], ip6: [7] } });
  const found = [...compareTables(state, viewOf({ tables: [{ family: 4, tableId: 7 }] }))];
  t.match(found, [{ desired: { family: 6, tableId: 7 }, observed: undefined }]);
});

const sids: [title: string, desired: LocalSid, held: LocalSid[], reason: string[]][] = [
  ["nothing", sid({ type: "End" }), [], ["VPP has no such local SID"]],
  ["the same", sid({ type: "End" }), [sid({ type: "End" })], []],
  ["one with psp", sid({ type: "End" }), [sid({ type: "End", psp: true })], ["VPP has End (psp) in table 0"]],
  [
    "one in another table",
    sid({ type: "End" }),
    [{ ...sid({ type: "End" }), fibTable: 7 }],
    ["VPP has End in table 7"],
  ],
  ["one at another length", sid({ type: "End" }), [sid({ type: "End" }, 64)], ["VPP has End in table 0 at /64"]],
  ["it and one at another length", sid({ type: "End" }), [sid({ type: "End" }, 64), sid({ type: "End" })], []],
];

function sid(behavior: { type: "End"; psp?: boolean }, prefixLength?: number): LocalSid {
  return localSidFrom({ sid: "fcdd::1", behavior, ...(prefixLength !== undefined && { prefixLength }) });
}

for (const [title, desired, localSids, reason] of sids) {
  t.test(`a local SID where VPP has ${title}`, async (t) => {
    t.same(reasons(compareLocalSids(resolved({ ...EMPTY, localSids: [desired] }), viewOf({ localSids }))), reason);
  });
}

const policies: [title: string, desired: SrPolicy, held: Held, reason: string[]][] = [
  ["no policy", policy(["fc00::1"]), {}, ["VPP has no such policy"]],
  [
    "the same lists in another order",
    policy(["fc00::1", "fc00::2"]),
    { policies: [policy(["fc00::2", "fc00::1"])] },
    [],
  ],
  ["another list", policy(["fc00::1"]), { policies: [policy(["fc00::9"])] }, ["VPP has fc00::9"]],
  [
    "the same list twice",
    policy(["fc00::1"]),
    { policies: [policy(["fc00::1", "fc00::1"])] },
    ["VPP has a segment list more than once, after an interrupted change"],
  ],
  [
    "another source",
    policy(["fc00::1"]),
    { policies: [policy(["fc00::1"], { encapSource: OTHER })] },
    ["VPP encapsulates from fd11::2"],
  ],
  [
    "another type",
    policy(["fc00::1"], { policyType: "spray" }),
    { policies: [policy(["fc00::1"])] },
    ["VPP has it with headend encaps, type default, table 0"],
  ],
];

for (const [title, desired, held, reason] of policies) {
  t.test(`a policy where VPP has ${title}`, async (t) => {
    t.same(reasons(comparePolicies(resolved({ ...EMPTY, policies: [desired] }), viewOf(held))), reason);
  });
}

t.test("steering is another policy's, has twins, or is there", async (t) => {
  const rule = (prefix: string, bsid: string): Steering => {
    return { kind: "l3", prefix: Prefix.parse(prefix), tableId: 0, bsid: Ip6Address.parse(bsid) };
  };
  const state = resolved({ ...EMPTY, steering: [rule("10.1.0.0/16", "cafe::1")] });
  const found = (...steering: Steering[]) => [...compareSteering(state, viewOf({ steering }))];
  t.same(found(rule("10.1.0.0/16", "cafe::1")), []);
  t.same(reasons(found()), ["VPP does not steer it"]);
  t.same(reasons(found(rule("10.1.0.0/16", "cafe::2"))), ["VPP steers it to cafe::2"]);
  t.match(found(rule("10.1.0.9/16", "cafe::2")), [
    { reason: "VPP uses the same route for it and for 10.1.0.9/16 table 0", twins: [{}], observed: undefined },
  ]);
});

t.test("entries of an interface that was created again are renewed", async (t) => {
  const via = { nextHop: Ip6Address.parse("fd00::2"), swIfIndex: 1 };
  const route = { prefix: Prefix.parse("fcff::/48"), tableId: 0, via };
  const state = { ...resolved(EMPTY), routes: [route] };
  t.same([...compareRoutes(state, viewOf({ routes: [route] }))], []);
  const renewed = { ...state, renewed: new Set([1]) };
  t.match(
    [...compareRoutes(renewed, viewOf({ routes: [route] }))],
    [{ renews: true, reason: "its interface was created again" }],
  );
});
