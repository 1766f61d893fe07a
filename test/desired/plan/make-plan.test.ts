import t from "tap";
import { Ip6Address, Prefix } from "../../../src/address/index.ts";
import type { DesiredState } from "../../../src/desired/index.ts";
import { describeConflict, describeStep } from "../../../src/desired/index.ts";
import type { Plan } from "../../../src/desired/plan/make-plan.ts";
import { makePlan } from "../../../src/desired/plan/make-plan.ts";
import { type Answers, inputsForWholeState, keyOfCover, questionsOf } from "../../../src/desired/plan/questions.ts";
import { localSidFrom, policyFrom, type Steering } from "../../../src/srv6/index.ts";
import { type Held, NO_ANSWERS, resolved, viewOf } from "../view-of.ts";

const EMPTY: DesiredState = { encap: {}, localSids: [], policies: [], steering: [] };
const BSID = Ip6Address.parse("cafe::1");
const POLICY = {
  ...policyFrom({ bsid: BSID, segmentLists: [{ segments: ["fc00::1"] }] }),
  encapSource: Ip6Address.parse("fd11::1"),
};
const SID = localSidFrom({ sid: "fcdd::4", behavior: { type: "End.DT4", tableId: 0 } });
const ROUTE = {
  prefix: Prefix.parse("fcff:3::/48"),
  tableId: 0,
  via: { nextHop: Ip6Address.parse("fd00::2"), swIfIndex: 1 },
};

function steering(prefix: string, tableId = 0): Steering {
  return { kind: "l3", prefix: Prefix.parse(prefix), tableId, bsid: BSID };
}

/** The plan, made without a VPP. */
function planOf(desired: Partial<DesiredState>, held: Held = {}, answers: Partial<Answers> = {}): Plan {
  const state = {
    ...resolved({ ...EMPTY, ...desired, routes: [] }),
    routes: desired.routes === undefined ? [] : [ROUTE],
  };
  return makePlan(inputsForWholeState(state, viewOf(held), { ...NO_ANSWERS, ...answers }));
}

t.test("a plan is made of values, without a VPP", async (t) => {
  const desired = { encap: { hopLimit: 9 }, localSids: [SID], policies: [POLICY], steering: [steering("10.1.0.0/16")] };
  t.same(planOf(desired).steps.map(describeStep), [
    "set encap hop limit 9: VPP has 64",
    "add local SID fcdd::4 End.DT4 table 0: VPP has no such local SID",
    "add policy cafe::1 via fc00::1: VPP has no such policy",
    "add steering of 10.1.0.0/16 table 0 to cafe::1: VPP does not steer it",
  ]);
  const held = { encapHopLimit: 9, localSids: [SID], policies: [POLICY], steering: [steering("10.1.0.0/16")] };
  t.same(planOf(desired, held), { steps: [], conflicts: [], warnings: [] });
});

t.test("a local SID interrupts where no shorter prefix is free, there and back", async (t) => {
  const other = localSidFrom({ sid: "fcdd::4", behavior: { type: "End.DT6", tableId: 0 } });
  const desired = { localSids: [other], adopt: true };
  const held = { localSids: [SID] };
  const free = { covers: new Map([SID, other].map((each) => [keyOfCover(each), [120]])) };
  t.match(planOf(desired, held, free).steps, [{ interrupts: false, stages: [[{ interrupts: false }]] }]);
  const taken = planOf(desired, held);
  t.match(taken.steps, [{ interrupts: true, stages: [[{ interrupts: true }]] }]);
  t.same(taken.needs, { interrupt: 1 });
  const elsewhere = { ...other, fibTable: 7 };
  const onlyThere = { covers: new Map([[keyOfCover(elsewhere), [120]]]) };
  t.match(
    planOf({ localSids: [elsewhere], adopt: true }, { ...held, tables: [{ family: 6, tableId: 7 }] }, onlyThere).steps,
    [{ interrupts: true }],
  );
});

t.test("a table that is used after the plan stays, and the reason names the user", async (t) => {
  const table = { family: 4, tableId: 7 } as const;
  const owns = { tables: { ip4: [7], ip6: [] }, steering: [{ prefix: Prefix.parse("10.0.0.0/8"), tableId: 7 }] };
  const conflicts = (plan: Plan) => plan.conflicts.map(describeConflict);
  const used = { tables: [table], policies: [POLICY], steering: [steering("192.168.0.0/16", 7)] };
  t.same(conflicts(planOf({ owns }, used)), ["IPv4 table 7: steering of 192.168.0.0/16 table 7 needs it"]);
  const leaving = planOf({ owns }, { ...used, steering: [steering("10.1.0.0/16", 7)] });
  t.same(
    leaving.steps.map(({ action, subject }) => `${action} ${subject.kind}`),
    ["remove steering", "remove table"],
  );
  const bound = { tables: new Map([["4 7", ["interface 3"]]]) };
  t.same(conflicts(planOf({ owns }, { tables: [table] }, bound)), ["IPv4 table 7: interface 3 needs it"]);
  const dt4 = localSidFrom({ sid: "fcdd::4", behavior: { type: "End.DT4", tableId: 7 } });
  t.match(conflicts(planOf({ owns, localSids: [dt4] }, { tables: [table] })), [
    /local SID fcdd::4 \(End.DT4 table 7\) needs it/,
  ]);
});

t.test("what VPP answers about BSIDs and routes is a conflict", async (t) => {
  const taken = planOf(
    { policies: [POLICY], steering: [steering("10.1.0.0/16")] },
    {},
    { bsids: new Map([[BSID.toKey(), "API"]]) },
  );
  t.same(taken.conflicts.map(describeConflict), [
    "policy cafe::1 via fc00::1: VPP has a route to its BSID, of source API",
    "steering of 10.1.0.0/16 table 0 to cafe::1: its policy is left as it is",
  ]);
  t.same(taken.steps, []);
  const shadows = { shadows: new Map([[`0 ${ROUTE.prefix.toKey()}`, "SR"]]) };
  t.same(
    planOf({ routes: [ROUTE] }, {}, shadows).conflicts.map(({ reason }) => reason),
    ["VPP prefers the route of source SR"],
  );
  t.equal(planOf({ routes: [ROUTE] }).steps.length, 1);
});

t.test("traffic must find a policy that takes it", async (t) => {
  const missing = /there is no policy cafe::1 for 10.1.0.0\/16 table 0, neither desired nor in VPP/;
  t.throws(() => planOf({ steering: [steering("10.1.0.0/16")] }), { code: "VPP_DOCUMENT", message: missing });
  const places = { placeOf: () => "o.yaml:7" };
  t.throws(() => planOf({ steering: [steering("10.1.0.0/16")], places }), {
    message: /^o\.yaml:7: steering\[0\]\.bsid: /,
  });
});

t.test("VPP is asked about what it does not have, what is replaced, and what is removed", async (t) => {
  const desired: DesiredState = {
    ...EMPTY,
    policies: [POLICY, { ...POLICY, bsid: Ip6Address.parse("cafe::2") }],
    localSids: [localSidFrom({ sid: "fcdd::4", behavior: { type: "End" } })],
    owns: { tables: { ip4: [7, 8], ip6: [] } },
  };
  const held = { policies: [POLICY], localSids: [SID], tables: [{ family: 4, tableId: 7 } as const] };
  const { bsids, covers, tables, shadows, egress } = questionsOf(resolved(desired), viewOf(held));
  t.same(
    bsids.map(({ bsid }) => String(bsid)),
    ["cafe::2"],
  );
  t.same(
    covers.map(({ behavior }) => behavior.type),
    ["End", "End.DT4"],
  );
  t.same(tables, [{ family: 4, tableId: 7 }]);
  t.same([shadows, egress], [[], []]);
  t.equal(questionsOf(resolved({ ...desired, innerMtu: 1500 }), viewOf(held)).egress.length, 2);
});
