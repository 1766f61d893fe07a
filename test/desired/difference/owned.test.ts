import t from "tap";
import { Owned } from "../../../src/desired/difference/owned.ts";
import type { DesiredState } from "../../../src/desired/index.ts";
import { localSidFrom } from "../../../src/srv6/index.ts";
import { resolved, viewOf } from "../view-of.ts";
import { bsid, OWNS, policy, rule } from "./owned-ranges.ts";

const EMPTY: DesiredState = { encap: {}, localSids: [], policies: [], steering: [] };

t.test("entries in a range are owned, and foreign only if there are ranges", async (t) => {
  const owned = new Owned(resolved({ ...EMPTY, owns: OWNS }), viewOf({ policies: [policy("beef::1")] }));
  t.ok(owned.ownsSid(localSidFrom({ sid: "fcdd::1", behavior: { type: "End" } })));
  t.ok(owned.isForeignSid(localSidFrom({ sid: "fcde::1", behavior: { type: "End" } })));
  t.same(
    ["cafe::9", "cafe:0:0:1::9", "beef::1"].map((at) => owned.ownsPolicy({ bsid: bsid(at) })),
    [true, true, false],
  );
  t.same(
    ["cafe::9", "beef::1", "beef::2"].map((at) => owned.isForeignPolicy(bsid(at))),
    [false, true, false],
  );
  const nothing = new Owned(resolved(EMPTY), viewOf({ policies: [policy("beef::1")] }));
  t.notOk(nothing.isForeignPolicy(bsid("beef::1")));
  t.notOk(nothing.isForeignSid(localSidFrom({ sid: "fcde::1", behavior: { type: "End" } })));
});

t.test("steering is owned by its range and by its policy", async (t) => {
  const owned = new Owned(resolved({ ...EMPTY, owns: OWNS }), viewOf({ policies: [policy("beef::1")] }));
  t.ok(owned.ownsSteering(rule("10.1.0.0/16", "cafe::1")));
  t.notOk(owned.ownsSteering(rule("10.1.0.0/16", "beef::1")), "the policy of others");
  t.notOk(owned.ownsSteering(rule("10.1.0.0/16", "cafe::1", 7)), "another table");
  t.notOk(owned.ownsSteering(rule("11.1.0.0/16", "cafe::1")), "outside");
  t.ok(owned.ownsSteering({ kind: "l2", swIfIndex: 3, bsid: bsid("cafe::1") }));
});

t.test("named steering may be moved if it is adopted, or as it is named", async (t) => {
  const named = { ...EMPTY, steering: [rule("11.1.0.0/16", "cafe::1")] };
  const isOurs = (adopt: boolean, to: string) =>
    new Owned(resolved({ ...named, adopt }), viewOf({})).isOurSteering(rule("11.1.0.0/16", to));
  t.same([isOurs(false, "cafe::1"), isOurs(false, "beef::1"), isOurs(true, "beef::1")], [true, false, true]);
});
