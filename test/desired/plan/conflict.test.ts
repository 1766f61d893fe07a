import t from "tap";
import { Ip6Address, Prefix, parseIp6Prefix } from "../../../src/address/index.ts";
import { compareLocalSids, comparePolicies, compareSteering } from "../../../src/desired/difference/compare.ts";
import type { DesiredState } from "../../../src/desired/index.ts";
import { separate } from "../../../src/desired/plan/conflict.ts";
import { inputsForWholeState } from "../../../src/desired/plan/questions.ts";
import { localSidFrom, policyFrom, type Steering } from "../../../src/srv6/index.ts";
import { type Held, NO_ANSWERS, resolved, viewOf } from "../view-of.ts";

const EMPTY: DesiredState = { encap: {}, localSids: [], policies: [], steering: [] };
const policy = (bsid: string, segment = "fc00::1") => policyFrom({ bsid, segmentLists: [{ segments: [segment] }] });
const rule = (prefix: string, bsid: string): Steering => {
  return { kind: "l3", prefix: Prefix.parse(prefix), tableId: 0, bsid: Ip6Address.parse(bsid) };
};
const BSIDS = { bsids: [parseIp6Prefix("cafe::/112")] };

/** The reasons why differences stay. */
function reasons(desired: Partial<DesiredState>, held: Held): string[] {
  const view = viewOf(held);
  const inputs = inputsForWholeState(resolved({ ...EMPTY, ...desired }), view, NO_ANSWERS);
  const all = [
    ...compareLocalSids(inputs.desired, view),
    ...comparePolicies(inputs.desired, view),
    ...compareSteering(inputs.desired, view),
  ];
  return separate(all, inputs).conflicts.map(({ reason }) => reason);
}

t.test("an entry with another value is left alone unless it is owned or adopted", async (t) => {
  const desired = { policies: [policy("cafe::1", "fc00::2")] };
  const held = { policies: [{ ...policy("cafe::1"), encapSource: Ip6Address.UNSPECIFIED }] };
  t.same(reasons(desired, held), ["VPP has fc00::1, which is neither owned nor adopted"]);
  t.same(reasons({ ...desired, adopt: true }, held), []);
  t.same(reasons({ ...desired, owns: BSIDS }, held), []);
});

t.test("an address that others use for something else is left alone", async (t) => {
  const localSids = [localSidFrom({ sid: "cafe::1", behavior: { type: "End" } })];
  const owns = { sids: [parseIp6Prefix("fcdd::/16")] };
  t.same(reasons({ policies: [policy("cafe::1")], owns }, { localSids }), [
    "VPP has a local SID cafe::1, which is not owned",
  ]);
  t.same(
    reasons(
      { localSids: [localSidFrom({ sid: "beef::1", behavior: { type: "End" } })], owns: BSIDS },
      { policies: [policy("beef::1")] },
    ),
    ["VPP has a policy with BSID beef::1, which is not owned"],
  );
});

t.test("what is outside of the owned ranges is not added, unless there are none of its kind", async (t) => {
  const desired = {
    localSids: [localSidFrom({ sid: "fcde::1", behavior: { type: "End" } })],
    policies: [policy("beef::1")],
    steering: [rule("10.1.0.0/16", "beef::1")],
  };
  const owns = {
    sids: [parseIp6Prefix("fcdd::/16")],
    ...BSIDS,
    steering: [{ prefix: Prefix.parse("10.2.0.0/16"), tableId: 0 }],
  };
  const outside = "it is outside of the owned ranges: extend owns";
  t.same(reasons({ ...desired, owns }, {}), [outside, outside, outside]);
  t.same(reasons({ ...desired, owns, adopt: true }, {}), []);
  t.same(reasons({ ...desired, owns: {} }, {}), []);
  const scratch = parseIp6Prefix("beef::/120");
  t.same(reasons({ policies: desired.policies, owns: { ...BSIDS, scratch } }, {}), []);
});

t.test("twins of others stay, and the steering with them", async (t) => {
  const held = { policies: [policy("cafe::1"), policy("beef::1")], steering: [rule("10.1.0.9/16", "beef::1")] };
  const desired = { steering: [rule("10.1.0.0/16", "cafe::1")], owns: BSIDS, adopt: true };
  t.same(reasons(desired, held), ["VPP uses the same route for it and for 10.1.0.9/16 table 0, which is not owned"]);
});

t.test("a policy to which others steer is not replaced", async (t) => {
  const spray = policyFrom({ bsid: "cafe::1", policyType: "spray", segmentLists: [{ segments: ["fc00::1"] }] });
  const held = { policies: [policy("cafe::1")], steering: [rule("10.1.0.0/16", "cafe::1")] };
  t.same(reasons({ policies: [spray], owns: BSIDS }, held), [
    "10.1.0.0/16 table 0 is steered to it, and that steering is not owned",
  ]);
});
