import t from "tap";
import { Ip6Address, Prefix } from "../../../src/address/index.ts";
import { HeldState } from "../../../src/srv6/held/state.ts";
import { localSidFrom } from "../../../src/srv6/values/local-sid.ts";
import { policyFrom } from "../../../src/srv6/values/policy.ts";
import { segmentListFrom } from "../../../src/srv6/values/segment-list.ts";

const bsid = Ip6Address.parse("cafe::1");
const [one, two] = ["fc00::1", "fc00::2"].map((sid) => segmentListFrom({ segments: [sid] })) as [never, never];
const policy = policyFrom({ bsid, segmentLists: [one, two] });
const TABLE = { family: 6, tableId: 7 } as const;
const route = {
  prefix: Prefix.parse("fcff::/48"),
  tableId: 7,
  via: { nextHop: Ip6Address.parse("fe80::1"), swIfIndex: 1 },
};

t.test("what was read is known and shown, until it is forgotten; then it is only shown", async (t) => {
  const state = new HeldState({ policies: [{ policy, numbers: [4, 6] }] });
  t.same([state.knows("policies"), state.knows("steering")], [true, false]);
  t.same(state.policies, [policy]);
  t.equal(state.policy(bsid), policy);
  t.equal(state.policy(Ip6Address.parse("cafe::2")), undefined);
  state.forget();
  t.notOk(state.knows("policies"));
  t.same(state.policies, [policy]);
});

t.test("single facts are unlearned", async (t) => {
  const state = new HeldState({ policies: [], steering: [] });
  state.unlearn(["steering"]);
  t.same([state.knows("policies"), state.knows("steering")], [true, false]);
});

t.test("local SIDs of one address are told apart by prefix length, and keep their companions apart", async (t) => {
  const uA = localSidFrom({ sid: "fcdd::1", behavior: { type: "uA", nextHop: "fe80::1", swIfIndex: 1 } });
  const end = localSidFrom({ sid: "fcdd::1", behavior: { type: "End" } });
  const state = new HeldState({ localSids: [{ ...uA, companionLength: 80 }, end] });
  t.same(state.localSidsAt(uA.sid), [uA, end]);
  t.same(state.localSids, [uA, end]);
  t.same(state.foundLocalSid(uA), { ...uA, companionLength: 80 });
  t.same(state.foundLocalSid(end), end);
});

t.test("the encapsulation, tables and steering of a VPP are shown as they were read", async (t) => {
  const tables = { 4: new Set([0]), 6: new Set([0, 7]) };
  const rule = { kind: "l2", swIfIndex: 3, bsid } as const;
  const state = new HeldState({ encap: { source: bsid, hopLimit: 9 }, tables, steering: [rule] });
  t.same([state.encapSource, state.encapHopLimit, state.tables], [bsid, 9, tables]);
  t.same([state.steering, state.steeringOf(rule), state.steeringTo(bsid)], [[rule], rule, [rule]]);
  t.same(state.steeringTwins(rule), []);
  state.learn({ tables: { 4: new Set(), 6: new Set([0]) } });
  t.notOk(state.tables[6].has(7));
});

t.test("routes are known by table", async (t) => {
  const state = new HeldState();
  t.notOk(state.knowsRoutes(TABLE));
  state.learnRoutes(TABLE, [route]);
  t.ok(state.knowsRoutes(TABLE));
  t.notOk(state.knowsRoutes({ ...TABLE, tableId: 8 }));
  t.same([state.routesIn(TABLE), state.route(route)], [[route], route]);
  state.learnRoutes(TABLE, []);
  t.same([state.routesIn(TABLE), state.route(route)], [[], undefined]);
});

t.test("numbers of lists are taken whatever the order in which VPP shows the lists", async (t) => {
  const state = new HeldState();
  state.policiesByBsid.set(bsid.toKey(), state.newPolicy(policy));
  t.same(state.heldPolicy(bsid)?.numbers, [undefined, undefined]);
  t.ok(state.learnNumbers(new Map([[bsid.toKey(), { lists: [two, one], numbers: [8, 9] }]])));
  const { numbers, ages } = state.heldPolicy(bsid)!;
  t.same(numbers, [9, 8]);
  t.equal(state.numberOf({ bsid, slIndex: undefined, age: ages[1]! }), 8);
});

t.test("numbers are not taken when VPP has other policies or lists", async (t) => {
  const state = new HeldState({ policies: [{ policy, numbers: [4, 6] }] });
  const key = bsid.toKey();
  t.notOk(state.learnNumbers(new Map()));
  t.notOk(state.learnNumbers(new Map([["other", { lists: [one, two], numbers: [1, 2] }]])));
  t.notOk(state.learnNumbers(new Map([[key, { lists: [one], numbers: [1] }]])));
  t.notOk(state.learnNumbers(new Map([[key, { lists: [one, one], numbers: [1, 2] }]])));
  t.same(state.heldPolicy(bsid)?.numbers, [4, 6]);
});

t.test("numbers are not taken for policies that have changed since VPP was asked", async (t) => {
  const state = new HeldState();
  const other = policyFrom({ bsid: "cafe::2", segmentLists: [one] });
  for (const each of [policy, other]) state.policiesByBsid.set(each.bsid.toKey(), state.newPolicy(each));
  const before = new Map(state.policiesByBsid);
  state.policiesByBsid.set(bsid.toKey(), state.newPolicy(policy));
  const found = new Map([
    [bsid.toKey(), { lists: [one, two], numbers: [4, 5] }],
    [other.bsid.toKey(), { lists: [one], numbers: [6] }],
  ]);
  t.ok(state.learnNumbers(found, before));
  t.same(
    [policy, other].map((each) => state.heldPolicy(each.bsid)?.numbers),
    [[undefined, undefined], [6]],
  );
  t.ok(state.lacksNumbers);
  t.ok(state.learnNumbers(found));
  t.notOk(state.lacksNumbers);
});

t.test("lists that are added in a part are not earlier than the part", async (t) => {
  const state = new HeldState();
  const before = state.nextAge();
  const start = state.beginPart();
  const within = state.nextAge();
  t.equal(start, before);
  t.same([state.isEarlier(before), state.isEarlier(within)], [true, false]);
});

t.test("what is read for one check replaces what was read for another", async (t) => {
  const state = new HeldState({ tableUsers: new Map([["IPv6 table 7", ["interface 1"]]]) });
  t.same(state.tableUsers.get("IPv6 table 7"), ["interface 1"]);
  state.learn({ tableUsers: new Map() });
  t.equal(state.tableUsers.size, 0);
});
