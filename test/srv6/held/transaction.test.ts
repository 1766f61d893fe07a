import t from "tap";
import { Ip6Address, Prefix } from "../../../src/address/index.ts";
import { HeldState } from "../../../src/srv6/held/state.ts";
import { Transaction } from "../../../src/srv6/held/transaction.ts";
import { localSidFrom } from "../../../src/srv6/values/local-sid.ts";
import { policyFrom } from "../../../src/srv6/values/policy.ts";

const bsid = Ip6Address.parse("cafe::1");
const policy = policyFrom({ bsid, segmentLists: [{ segments: ["fc00::1"] }] });
const other = policyFrom({ bsid: "cafe::2", segmentLists: [{ segments: ["fc00::2"] }] });
const end = localSidFrom({ sid: "fcdd::1", behavior: { type: "End" } });
const uA = localSidFrom({ sid: "fcdd::1", behavior: { type: "uA", nextHop: "fe80::1", swIfIndex: 1 } });
const frames = { kind: "l2", swIfIndex: 3 } as const;
const via = { nextHop: Ip6Address.parse("fe80::1"), swIfIndex: 1 };
const route = { prefix: Prefix.parse("fcff::/48"), tableId: 0, via };

function held(): HeldState {
  const encap = { source: bsid, hopLimit: 9 };
  const tables = { 4: new Set([0]), 6: new Set([0]) };
  return new HeldState({ encap, tables, localSids: [end], policies: [{ policy, numbers: [4] }], steering: [] });
}

function shown(state: HeldState): object {
  const { encapHopLimit, tables, localSids, policies, steering } = state;
  const bsids = policies.map((each) => String(each.bsid)).sort();
  const routes = state.routesIn({ family: 6, tableId: 0 }).map(({ prefix }) => String(prefix));
  return { encapHopLimit, tables: [...tables[6]], sids: localSids.length, bsids, steering: steering.length, routes };
}

const BEFORE = { encapHopLimit: 9, tables: [0], sids: 1, bsids: ["cafe::1"], steering: 0, routes: [] };
const BETWEEN = { encapHopLimit: 5, tables: [0, 7], sids: 2, bsids: ["cafe::1", "cafe::2"], steering: 1, routes: [] };
const AFTER = { ...BETWEEN, tables: [0], sids: 1, bsids: ["cafe::2"], routes: ["fcff::/48"] };

/** Changes in two parts. */
function changed(state: HeldState): Transaction {
  const changes = new Transaction(state);
  changes.setEncap({ hopLimit: 5 });
  changes.setTable({ family: 6, tableId: 7 }, true);
  changes.addLocalSid(uA);
  changes.addPolicy(other);
  changes.steer({ traffic: frames, bsid });
  changes.endPart();
  changes.setTable({ family: 6, tableId: 7 }, false);
  changes.deleteLocalSid(end);
  changes.setPolicy(bsid, undefined);
  changes.setRoute(route, route);
  changes.endPart();
  return changes;
}

t.test("changes are in until they are taken out", async (t) => {
  const state = held();
  const changes = changed(state);
  t.same(shown(state), AFTER);
  changes.takeOut();
  t.same(shown(state), BEFORE);
  t.same(state.foundLocalSid(uA), uA);
  changes.takeOut();
  t.same(shown(state), BEFORE);
});

t.test("what was taken out is kept part by part", async (t) => {
  const state = held();
  const changes = changed(state);
  changes.takeOut();
  changes.keep();
  t.same(shown(state), BETWEEN);
  t.same(state.foundLocalSid(uA), { ...uA, companionLength: 80 });
  changes.keep();
  t.same(shown(state), AFTER);
  changes.takeOut();
  t.same(shown(state), AFTER);
});

t.test("changes that are in are kept as they are", async (t) => {
  const state = held();
  const changes = new Transaction(state);
  changes.addPolicy(other);
  changes.endPart();
  changes.keep();
  changes.takeOut();
  t.equal(state.policies.length, 2);
});

t.test("two transactions that are out do not know of each other", async (t) => {
  const state = held();
  const first = changed(state);
  first.takeOut();
  const later = new Transaction(state);
  later.setPolicy(bsid, { policy: { ...policy, fibTable: 7 }, numbers: [4], ages: [1] });
  later.endPart();
  later.takeOut();
  t.same(shown(state), BEFORE);
  later.keep();
  t.equal(state.policy(bsid)?.fibTable, 7);
});

t.test("a policy, or a local SID of the same prefix, that is there already stays", async (t) => {
  const state = held();
  const changes = new Transaction(state);
  changes.addPolicy({ ...policy, fibTable: 7 });
  changes.addLocalSid({ ...end, fibTable: 7 });
  t.equal(state.policy(bsid)?.fibTable, 0);
  t.same(state.localSidsAt(end.sid), [end]);
});

t.test("a list is old if it was there before all changes", async (t) => {
  const state = held();
  const { ages } = state.heldPolicy(bsid)!;
  const changes = new Transaction(state);
  t.same([changes.isOld(ages[0]!), changes.isOld(state.nextAge())], [true, false]);
});

t.test("a route is taken out", async (t) => {
  const state = held();
  state.learnRoutes({ family: 6, tableId: 0 }, [route]);
  const changes = new Transaction(state);
  changes.setRoute(route, undefined);
  t.equal(state.route(route), undefined);
  changes.takeOut();
  t.same(state.route(route), route);
});
