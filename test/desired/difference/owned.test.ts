import t from "tap";
import { Prefix } from "../../../src/address/index.ts";
import { findExtras, Owned } from "../../../src/desired/difference/owned.ts";
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

t.test("owned entries that are not desired are removed", async (t) => {
  const held = {
    policies: [policy("cafe::1"), policy("cafe::2"), policy("cafe:0:0:1::1"), policy("beef::1")],
    steering: [rule("10.1.0.0/16", "cafe::1"), rule("10.2.0.9/16", "cafe::2"), rule("192.168.0.0/16", "cafe::1")],
    localSids: [
      localSidFrom({ sid: "fcdd::1", behavior: { type: "End" } }),
      localSidFrom({ sid: "fcde::1", behavior: { type: "End" } }),
    ],
    tables: [{ family: 4, tableId: 7 } as const],
    routes: [{ prefix: Prefix.parse("fcff:1::/48"), tableId: 0, via: { nextHop: bsid("fd00::2"), swIfIndex: 1 } }],
  };
  const desired = { ...EMPTY, owns: OWNS, policies: [policy("cafe::2")], steering: [rule("10.2.0.0/16", "cafe::2")] };
  const state = resolved(desired);
  const view = viewOf(held);
  const { policy: policies, steering, localSid, table, route } = findExtras(state, view, new Owned(state, view));
  t.same(
    policies.map(({ observed, reason }) => `${observed.bsid}: ${reason}`),
    [
      "cafe::1: the document owns it, but does not describe it",
      "cafe:0:0:1::1: it carried the traffic of another policy during a replacement",
    ],
  );
  t.same(
    steering.map(({ observed }) => observed.kind === "l3" && String(observed.prefix)),
    ["10.1.0.0/16"],
  );
  t.same(
    localSid.map(({ observed }) => String(observed.sid)),
    ["fcdd::1"],
  );
  t.same(
    table.map(({ observed }) => observed),
    [{ family: 4, tableId: 7 }],
  );
  t.same(
    route.map(({ observed }) => String(observed.prefix)),
    ["fcff:1::/48"],
  );
});

t.test("a local SID that is changed, or that a document has at one of two lengths, is no extra", async (t) => {
  const of = (type: "End" | "uN") => localSidFrom({ sid: "fcdd::1", behavior: { type } });
  const extras = (...localSids: ReturnType<typeof of>[]) => {
    const state = resolved({ ...EMPTY, owns: OWNS, localSids: [of("End")] });
    const view = viewOf({ localSids });
    return findExtras(state, view, new Owned(state, view)).localSid.map(({ observed }) => observed.behavior.type);
  };
  t.same([extras(of("End")), extras(of("uN")), extras(of("uN"), of("End"))], [[], [], ["uN"]]);
});
