import t from "tap";
import { Ip6Address } from "../../../src/address/index.ts";
import { HeldState } from "../../../src/srv6/held/state.ts";
import { Transaction } from "../../../src/srv6/held/transaction.ts";
import { shownSource } from "../../../src/srv6/operations/policies.ts";
import { checkOperation } from "../../../src/srv6/operations/rules.ts";
import type { Operation } from "../../../src/srv6/values/operation.ts";
import { policyFrom } from "../../../src/srv6/values/policy.ts";
import { Refusal } from "../../../src/srv6/values/refusal.ts";

const [node, own, bsid] = ["fd11::1000", "fd22::1", "cafe::1"].map(Ip6Address.parse) as [
  Ip6Address,
  Ip6Address,
  Ip6Address,
];
const policy = policyFrom({ bsid, segmentLists: [{ segments: ["fc00::1"] }] });
const inserting = policyFrom({ bsid, headend: "insert", segmentLists: [{ segments: ["fc00::1"] }] });
const FACTS = { tables: { 4: new Set([0]), 6: new Set([0]) }, encap: { source: node, hopLimit: 64 } };

function check(held: HeldState, operation: Operation): string | undefined {
  const checked = checkOperation(new Transaction(held), operation, true);
  return checked instanceof Refusal ? checked.text : undefined;
}

t.test("a policy without a source shows that of the node at the time of adding", async (t) => {
  const held = new HeldState(FACTS);
  t.equal(check(held, { op: "addPolicy", policy }), undefined);
  t.equal(check(held, { op: "setEncapSource", source: own }), undefined);
  t.equal(String(held.policy(bsid)?.encapSource), "fd11::1000");
  t.equal(String(held.encapSource), "fd22::1");
  t.equal(check(held, { op: "setEncapHopLimit", hopLimit: 9 }), undefined);
  t.equal(held.encapHopLimit, 9);
});

t.test(
  "a source is shown as it was given; none of a policy that inserts, and none by a VPP before 23.06",
  async (t) => {
    const held = new HeldState(FACTS);
    t.equal(shownSource(held, policy, own), own);
    t.equal(shownSource(held, policy, Ip6Address.UNSPECIFIED), node);
    t.ok(shownSource(held, inserting, own)?.isUnspecified);
    t.equal(shownSource(new HeldState({ ...FACTS, takesSource: false }), policy, own), undefined);
  },
);

t.test("a policy is deleted when nothing is steered to it", async (t) => {
  const held = new HeldState({ ...FACTS, policies: [{ policy, numbers: [4] }] });
  const frames = { kind: "l2", swIfIndex: 3, bsid } as const;
  held.learn({ steering: [frames] });
  const text = "policy cafe::1: frames of interface 3 is still steered to it; unsteer it first";
  t.equal(check(held, { op: "deletePolicy", bsid }), text);
  t.equal(held.policies.length, 1);
  held.learn({ steering: [] });
  t.equal(check(held, { op: "deletePolicy", bsid }), undefined);
  t.same(held.policies, []);
});
