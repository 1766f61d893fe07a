import t from "tap";
import { Prefix } from "../../../src/address/index.ts";
import { findExtras } from "../../../src/desired/difference/extras.ts";
import { Owned } from "../../../src/desired/difference/owned.ts";
import type { DesiredState } from "../../../src/desired/index.ts";
import { localSidFrom } from "../../../src/srv6/index.ts";
import { resolved, viewOf } from "../view-of.ts";
import { bsid, OWNS, policy, rule } from "./owned-ranges.ts";

const EMPTY: DesiredState = { encap: {}, localSids: [], policies: [], steering: [] };

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
  const { policies, steering, localSids, tables, routes } = findExtras(state, view, new Owned(state, view));
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
    localSids.map(({ observed }) => String(observed.sid)),
    ["fcdd::1"],
  );
  t.same(
    tables.map(({ observed }) => observed),
    [{ family: 4, tableId: 7 }],
  );
  t.same(
    routes.map(({ observed }) => String(observed.prefix)),
    ["fcff:1::/48"],
  );
});

t.test("a local SID that is changed, or that a document has at one of two lengths, is no extra", async (t) => {
  const of = (type: "End" | "uN") => localSidFrom({ sid: "fcdd::1", behavior: { type } });
  const extras = (...localSids: ReturnType<typeof of>[]) => {
    const state = resolved({ ...EMPTY, owns: OWNS, localSids: [of("End")] });
    const view = viewOf({ localSids });
    return findExtras(state, view, new Owned(state, view)).localSids.map(({ observed }) => observed.behavior.type);
  };
  t.same([extras(of("End")), extras(of("uN")), extras(of("uN"), of("End"))], [[], [], ["uN"]]);
});
