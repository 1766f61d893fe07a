import t from "tap";
import { Ip6Address } from "../../../src/address/index.ts";
import { HeldState } from "../../../src/srv6/held/state.ts";
import { Transaction } from "../../../src/srv6/held/transaction.ts";
import { checkOperation } from "../../../src/srv6/operations/rules.ts";
import type { CheckedOperation, Operation } from "../../../src/srv6/values/operation.ts";
import { type PolicyType, policyFrom, type SrPolicy } from "../../../src/srv6/values/policy.ts";
import { Refusal } from "../../../src/srv6/values/refusal.ts";
import { segmentListFrom } from "../../../src/srv6/values/segment-list.ts";

const bsid = Ip6Address.parse("cafe::1");
const [a, b, c] = ["fc00::a", "fc00::b", "fc00::c"].map((sid) => segmentListFrom({ segments: [sid] })) as [
  never,
  never,
  never,
];

function policyOf(lists: SrPolicy["segmentLists"], policyType: PolicyType = "default"): SrPolicy {
  return { ...policyFrom({ bsid, segmentLists: [a], policyType }), segmentLists: lists };
}

function scene(policy: SrPolicy): { held: HeldState; check: (operation: Operation) => CheckedOperation | Refusal } {
  const held = new HeldState({ policies: [{ policy, numbers: policy.segmentLists.map((_, at) => 4 + at) }] });
  return { held, check: (operation) => checkOperation(new Transaction(held), operation, true) };
}

const textOf = (refusal: CheckedOperation | Refusal) => (refusal instanceof Refusal ? refusal.text : undefined);

t.test("a list is added behind the others, without a number until VPP has reported one", async (t) => {
  const { held, check } = scene(policyOf([a, b]));
  t.match(check({ op: "addSegmentList", bsid, segmentList: c }), { op: "addSegmentList", segmentList: c });
  const { policy, numbers } = held.heldPolicy(bsid)!;
  t.same(policy.segmentLists, [a, b, c]);
  t.same(numbers, [4, 5, undefined]);
});

t.test("a policy has at most 255 lists", async (t) => {
  const { check } = scene(policyOf(new Array(255).fill(a)));
  const text = "policy cafe::1: it can have at most 255 segment lists";
  t.equal(textOf(check({ op: "addSegmentList", bsid, segmentList: c })), text);
});

// VPP src/vnet/srv6/sr_policy_rewrite.c: vec_del1 moves the last entry.
t.test("the last list takes the place of one that is deleted", async (t) => {
  const { held, check } = scene(policyOf([a, b, c]));
  t.match(check({ op: "deleteSegmentList", bsid, segmentList: a }), { slIndex: 4 });
  const { policy, numbers } = held.heldPolicy(bsid)!;
  t.same(policy.segmentLists, [c, b]);
  t.same(numbers, [6, 5]);
});

t.test("of equal lists the oldest is named", async (t) => {
  const { check } = scene(policyOf([b, a, a]));
  t.match(check({ op: "deleteSegmentList", bsid, segmentList: b }), { slIndex: 4 });
  t.match(check({ op: "deleteSegmentList", bsid, segmentList: a }), { slIndex: 5 });
});

t.test("a weight is set in place", async (t) => {
  const { held, check } = scene(policyOf([a, b]));
  t.match(check({ op: "setWeight", bsid, segmentList: b, weight: 9 }), { slIndex: 5, weight: 9 });
  const { policy, numbers } = held.heldPolicy(bsid)!;
  t.same(
    policy.segmentLists.map(({ weight }) => weight),
    [1, 9],
  );
  t.same(numbers, [4, 5]);
});

t.test("the lists of a tef policy are not changed, and those of no policy are not found", async (t) => {
  const { check } = scene(policyOf([a], "tef"));
  for (const operation of [
    { op: "addSegmentList", bsid, segmentList: b },
    { op: "deleteSegmentList", bsid, segmentList: a },
    { op: "setWeight", bsid, segmentList: a, weight: 2 },
  ] as const) {
    t.match(
      textOf(check(operation)),
      /^policy cafe::1: VPP goes on to forward by the old segment lists of a tef policy/,
    );
  }
  const other = Ip6Address.parse("cafe::9");
  t.equal(textOf(check({ op: "setWeight", bsid: other, segmentList: a, weight: 2 })), "there is no policy cafe::9");
});
