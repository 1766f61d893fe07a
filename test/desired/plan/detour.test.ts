import t from "tap";
import { Ip6Address, Prefix, parseIp6Prefix } from "../../../src/address/index.ts";
import type { ResolvedState } from "../../../src/desired/document/index.ts";
import { type Detours, findDetours } from "../../../src/desired/plan/detour.ts";
import { inputsForWholeState } from "../../../src/desired/plan/questions.ts";
import { policyFrom, type Srv6View, type Steering } from "../../../src/srv6/index.ts";
import { NO_ANSWERS, resolved, viewOf } from "../view-of.ts";

const STATE = { encap: {}, localSids: [], policies: [], steering: [] };
const FROM = policyFrom({ bsid: "cafe::1", segmentLists: [{ segments: ["fc00::1"] }] });
const TO = policyFrom({ bsid: "cafe::1", policyType: "spray", segmentLists: [{ segments: ["fc00::1"] }] });
const REPLACEMENT = {
  kind: "policy",
  desired: TO,
  observed: FROM,
  reason: "",
  replacesLists: false,
  takesFrames: false,
} as const;
const RULE: Steering = { kind: "l3", prefix: Prefix.parse("10.1.0.0/16"), tableId: 0, bsid: FROM.bsid };

/** The detours around the replacement. */
function detours(state: ResolvedState, view: Srv6View): Detours {
  return findDetours([REPLACEMENT], inputsForWholeState(state, view, NO_ANSWERS));
}

t.test("traffic goes by a policy like the old one, at the first free BSID, and comes back", async (t) => {
  const taken = policyFrom({ bsid: "cafe:0:0:1::1", segmentLists: [{ segments: ["fc00::1"] }] });
  const state = resolved({ ...STATE, owns: { scratch: parseIp6Prefix("cafe:0:0:1::/120") } });
  const found = detours(state, viewOf({ policies: [FROM, taken], steering: [RULE] }));
  t.match(found.policies, [{ desired: { policyType: "default" }, observed: undefined }]);
  t.equal(String(found.policies[0]?.desired?.bsid), "cafe:0:0:1::2");
  t.match(found.steering, [{ observed: RULE, leaves: "replaced" }]);
  t.equal(String(found.reroute(RULE).bsid), "cafe:0:0:1::2");
  t.match(found.removal, [{ desired: undefined, observed: { bsid: found.policies[0]?.desired?.bsid } }]);
  const other = { ...RULE, bsid: Ip6Address.parse("cafe::7") };
  t.equal(found.reroute(other), other);
});

t.test("a policy without traffic needs no detour", async (t) => {
  const found = detours(resolved(STATE), viewOf({ policies: [FROM] }));
  t.same([found.policies, found.steering, found.removal], [[], [], []]);
});

t.test("without free BSIDs the error says what to do", async (t) => {
  const view = viewOf({ policies: [FROM], steering: [RULE] });
  t.throws(() => detours(resolved(STATE), view), {
    code: "VPP_SRV6",
    message:
      /^policy cafe::1: .* while 10\.1\.0\.0\/16 table 0 is steered to it; set owns\.scratch to a range of free BSIDs/,
  });
  const full = resolved({ ...STATE, owns: { scratch: parseIp6Prefix("cafe:0:0:1::/128") } });
  t.throws(() => detours(full, view), {
    message: /no BSID of owns\.scratch cafe:0:0:1::\/128 is free/,
  });
});
