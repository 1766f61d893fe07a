import t from "tap";
import { Ip6Address, Prefix, parseIp6Prefix } from "../../../src/address/index.ts";
import { gone } from "../../../src/desired/difference/index.ts";
import {
  inputsForChanges,
  inputsForWholeState,
  isInterrupting,
  keyOfCover,
  questionsOf,
} from "../../../src/desired/plan/questions.ts";
import { localSidFrom, policyFrom, type Steering } from "../../../src/srv6/index.ts";
import { NO_ANSWERS, resolved, viewOf } from "../view-of.ts";

const EMPTY = resolved({ encap: {}, localSids: [], policies: [], steering: [] });
const POLICY = policyFrom({ bsid: "cafe::1", segmentLists: [{ segments: ["fc00::1"] }, { segments: ["fc00::2"] }] });
const SID = localSidFrom({ sid: "fcdd::4", behavior: { type: "End.DT4", tableId: 0 } });
const OTHER = localSidFrom({ sid: "fcdd::4", behavior: { type: "End.DT6", tableId: 0 } });
const RULE: Steering = { kind: "l3", prefix: Prefix.parse("10.0.0.0/8"), tableId: 0, bsid: POLICY.bsid };
const ROUTE = {
  prefix: Prefix.parse("fcff:3::/48"),
  tableId: 0,
  via: { nextHop: Ip6Address.parse("fd00::2"), swIfIndex: 1 },
};

t.test("nothing is asked for a state that VPP holds", async (t) => {
  const desired = { ...EMPTY, localSids: [SID], policies: [POLICY], routes: [ROUTE] };
  t.same(questionsOf(desired, viewOf({ localSids: [SID], policies: [POLICY], routes: [ROUTE] })), {
    bsids: [],
    shadows: [],
    tables: [],
    covers: [],
    egress: [],
  });
});

t.test("VPP is asked about new BSIDs, new routes and local SIDs that are replaced", async (t) => {
  const desired = { ...EMPTY, localSids: [OTHER], policies: [POLICY], routes: [ROUTE] };
  const { bsids, shadows, covers } = questionsOf(desired, viewOf({ localSids: [SID] }));
  t.same(bsids, [POLICY]);
  t.same(shadows, [ROUTE]);
  t.same(covers, [OTHER, SID]);
});

t.test("VPP is asked about tables that are owned, held and not desired", async (t) => {
  const owns = { sids: [], bsids: [], steering: [], tables: { ip4: [7, 8], ip6: [7] }, routes: [] };
  const desired = { ...EMPTY, owns, tables: [{ family: 4, tableId: 8 } as const] };
  const held = [7, 8].map((tableId) => ({ family: 4, tableId }) as const);
  t.same(questionsOf(desired, viewOf({ tables: held })).tables, [{ family: 4, tableId: 7 }]);
});

t.test("with innerMtu VPP is asked where the packets of each list leave", async (t) => {
  const { egress } = questionsOf({ ...EMPTY, policies: [POLICY], innerMtu: 1500 }, viewOf({}));
  t.same(
    egress.map(({ prefix }) => String(prefix)),
    ["fc00::1/128", "fc00::2/128"],
  );
});

t.test("a whole state removes what is owned and not desired; changes remove what they name, and own it", async (t) => {
  const owns = {
    sids: [],
    bsids: [parseIp6Prefix("cafe::/16")],
    steering: [],
    tables: { ip4: [], ip6: [] },
    routes: [],
  };
  const held = viewOf({ policies: [POLICY] });
  const whole = inputsForWholeState({ ...EMPTY, owns }, held, NO_ANSWERS);
  t.match(whole, { extras: { policy: [{ observed: POLICY }] }, isWholeState: true });
  const extras = { steering: [gone("steering", RULE, "")], policy: [], localSid: [], route: [], table: [] };
  const changes = inputsForChanges(EMPTY, held, NO_ANSWERS, extras);
  t.match(changes, { extras, isWholeState: false });
  t.equal(changes.owned.isOurSteering(RULE), true);
});

t.test("a local SID interrupts traffic unless a shorter prefix is free, there and back", async (t) => {
  const difference = { kind: "localSid", desired: OTHER, observed: SID, reason: "" } as const;
  const view = viewOf({ localSids: [SID] });
  const covers = (...free: (typeof SID)[]) => {
    const answers = { ...NO_ANSWERS, covers: new Map(free.map((each) => [keyOfCover(each), [120]])) };
    return inputsForWholeState(EMPTY, view, answers);
  };
  t.equal(isInterrupting(difference, covers()), true);
  t.equal(isInterrupting(difference, covers({ ...OTHER, fibTable: 7 })), true);
  t.equal(isInterrupting(difference, covers(OTHER)), false);
  t.equal(isInterrupting({ ...difference, observed: undefined }, covers()), false);
});
