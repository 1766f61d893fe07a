import t from "tap";
import { Ip6Address } from "../../src/address/index.ts";
import { HeldState } from "../../src/srv6/held/state.ts";
import { type Operation, policyFrom, type SrPolicy, segmentListFrom } from "../../src/srv6/index.ts";
import { survey } from "../../src/srv6/operations/rules.ts";
import { checkPoliciesLeft, policiesUnfitForFrames } from "../../src/srv6/policies-left.ts";

const list = (sid: string, weight = 1) => segmentListFrom({ segments: [sid], weight });
const policy = (bsid: string, ...lists: ReturnType<typeof list>[]): SrPolicy => {
  const valid = policyFrom({ bsid, segmentLists: [{ segments: ["fc00::1"] }] });
  return { ...valid, segmentLists: lists };
};
const bsid = Ip6Address.parse("cafe::1");
const added = (name = bsid): Operation => ({ op: "addSegmentList", bsid: name, segmentList: list("fc00::9") });
const frames = { kind: "l2", swIfIndex: 3 } as const;

/** What is refused of these operations, which have left these policies. */
function left(operations: Operation[], policies: SrPolicy[], isGuarded = true, steering: (typeof frames)[] = []) {
  const held = new HeldState({
    policies: policies.map((each) => ({ policy: each, numbers: [] })),
    steering: steering.map((traffic) => ({ ...traffic, bsid })),
  });
  const refused = checkPoliciesLeft({ ...survey([operations]), held }, isGuarded);
  return refused && { operation: refused.operation, code: refused.refusal.code, text: refused.refusal.text };
}

t.test("a policy one list of which gets no packets is refused, also without guards", async (t) => {
  const unfair = policy("cafe::1", list("fc00::1"), list("fc00::2", 20_000));
  const refused = { operation: 1, code: "VPP_SRV6", text: /the list of weight 1 would get no packets/ };
  const operations: Operation[] = [{ op: "setEncapHopLimit", hopLimit: 9 }, added()];
  t.match(left(operations, [unfair]), refused);
  t.match(left(operations, [unfair], false), refused);
  t.equal(left([{ op: "setEncapHopLimit", hopLimit: 9 }], [unfair]), undefined);
});

t.test("policies that lead into each other are refused at the operation that closes the cycle", async (t) => {
  const policies = [policy("cafe::1", list("cafe::2")), policy("cafe::2", list("cafe::1"))];
  const operations = [added(), added(Ip6Address.parse("cafe::2")), added(Ip6Address.parse("cafe::3"))];
  const text = "forwarding loop: packets of policy cafe::1 return to it through cafe::2, cafe::1";
  t.same(left(operations, policies), { operation: 1, code: "VPP_HAZARD", text });
  t.equal(left(operations, policies, false), undefined);
  t.equal(left(operations, policies.slice(1)), undefined);
});

t.test("frames are not steered to lists of different weights, whichever comes first", async (t) => {
  const uneven = policy("cafe::1", list("fc00::1"), list("fc00::2", 3));
  const even = policy("cafe::1", list("fc00::1"), list("fc00::2"));
  const steer: Operation = { op: "steer", traffic: frames, bsid };
  const refused = {
    operation: 0,
    code: "VPP_SRV6",
    text: /VPP can spread frames only over .* policy cafe::1 are 1, 3: change its segment lists$/,
  };
  t.match(left([steer], [uneven]), refused);
  t.match(left([added()], [uneven], true, [frames]), refused);
  t.equal(left([steer], [even]), undefined);
  t.equal(left([added()], [uneven]), undefined);
  t.equal(left([steer], []), undefined);
});

t.test("the policies that cannot take frames are those with changed lists, each once", async (t) => {
  const held = new HeldState({
    policies: [
      { policy: policy("cafe::1", list("fc00::1"), list("fc00::2"), list("fc00::3")), numbers: [] },
      { policy: policy("cafe::2", list("fc00::1")), numbers: [] },
    ],
  });
  const operations = [added(), added(), added(Ip6Address.parse("cafe::2"))];
  const { policies, places } = policiesUnfitForFrames({ ...survey([operations]), held });
  t.same([policies.map((each) => String(each.bsid)), places], [["cafe::1"], [0]]);
});
