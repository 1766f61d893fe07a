import t from "tap";
import { Prefix } from "../../../src/address/index.ts";
import {
  describeLists,
  describePolicyKind,
  hasOtherSource,
  isSameKind,
  type PolicyType,
  policyFrom,
  type SrPolicyInput,
  sharesOf,
  takesPackets,
} from "../../../src/srv6/values/policy.ts";
import { type SegmentList, segmentListFrom } from "../../../src/srv6/values/segment-list.ts";

const segmentLists = [{ segments: ["fc00::1"] }];

t.test("weights are told where there is more than one list", async (t) => {
  const one = segmentListFrom({ segments: ["fc00::1", "fc00::2"], weight: 2 });
  const words = (policyType: PolicyType, ...segmentLists: SegmentList[]) => describeLists({ policyType, segmentLists });
  t.equal(words("default", one), "fc00::1, fc00::2");
  t.equal(words("default", one, { ...one, weight: 1 }), "fc00::1, fc00::2 (weight 2) or fc00::1, fc00::2 (weight 1)");
  // VPP src/vnet/srv6/sr_policy_rewrite.c: a spray policy replicates to all lists, whatever their weights.
  t.equal(words("spray", one, { ...one, weight: 1 }), "fc00::1, fc00::2 and fc00::1, fc00::2");
});

t.test("a policy encapsulates, shares by weight and lives in table 0 unless it says otherwise", async (t) => {
  const policy = policyFrom({ bsid: "cafe::1", segmentLists });
  t.equal(describePolicyKind(policy), "headend encaps, type default, table 0");
  t.ok(policy.encapSource?.isUnspecified);
});

t.test("a policy can say otherwise", async (t) => {
  const policy = policyFrom({
    bsid: "cafe::1",
    segmentLists,
    policyType: "spray",
    fibTable: 7,
    encapSource: "fd00::1",
  });
  t.equal(describePolicyKind(policy), "headend encaps, type spray, table 7");
  t.equal(String(policy.encapSource), "fd00::1");
});

t.test("255 segment lists fit into a policy", async (t) => {
  t.equal(policyFrom({ bsid: "cafe::1", segmentLists: Array(255).fill(segmentLists[0]) }).segmentLists.length, 255);
});

const refused: [title: string, given: Partial<SrPolicyInput>, message: string | RegExp][] = [
  ["the BSID ::", { bsid: "::" }, ":: cannot be a SID: it is the unspecified address"],
  ["no segment lists", { segmentLists: [] }, "a policy has 1 to 255 segment lists, not 0"],
  [
    "256 segment lists",
    { segmentLists: Array(256).fill(segmentLists[0]) },
    "a policy has 1 to 255 segment lists, not 256",
  ],
  [
    "two lists of a TEF policy",
    { policyType: "tef", segmentLists: [...segmentLists, ...segmentLists] },
    "a policy of type tef has 1 segment list, not 2",
  ],
  [
    "a list that would get no packets",
    { segmentLists: [{ segments: ["fc00::1"] }, { segments: ["fc00::2"], weight: 20000 }] },
    /^weights 1, 20000: the list of weight 1 would get no packets/,
  ],
  [
    "a source for what is inserted",
    { headend: "insert", encapSource: "fd00::1" },
    "a policy that inserts has no encap source",
  ],
  ["a multicast source", { encapSource: "ff02::1" }, "ff02::1 cannot be the source address of a packet"],
];

for (const [title, given, message] of refused) {
  t.test(`refuses ${title}`, async (t) => {
    t.throws(() => policyFrom({ bsid: "cafe::1", segmentLists, ...given }), { code: "VPP_SRV6", message });
  });
}

t.test(
  "shares are those of VPP's buckets, of every packet for a spray policy, and of the only list of a TEF policy",
  async (t) => {
    const three = [1, 1, 1].map((weight) => ({ ...segmentLists[0]!, weight }));
    t.same(sharesOf(policyFrom({ bsid: "cafe::1", segmentLists: three })), [6 / 16, 5 / 16, 5 / 16]);
    t.same(sharesOf(policyFrom({ bsid: "cafe::1", segmentLists: three, policyType: "spray" })), [1, 1, 1]);
    t.same(sharesOf(policyFrom({ bsid: "cafe::1", segmentLists, policyType: "tef" })), [1]);
    t.equal(sharesOf({ policyType: "unknown", segmentLists: [] }), undefined);
  },
);

t.test("a policy that inserts takes IPv6 packets only", async (t) => {
  const ip4 = { kind: "l3", prefix: Prefix.parse("10.0.0.0/8") } as const;
  const ip6 = { kind: "l3", prefix: Prefix.parse("fc00::/16") } as const;
  const takes = (headend: "encaps" | "insert") =>
    [ip4, ip6, { kind: "l2" } as const].map((traffic) => takesPackets({ headend }, traffic));
  t.same(
    [takes("encaps"), takes("insert")],
    [
      [true, true, true],
      [false, true, false],
    ],
  );
});

t.test("policies are compared by their source, where both are known, and by what VPP cannot change", async (t) => {
  const a = policyFrom({ bsid: "cafe::1", segmentLists: [{ segments: ["fc00::1"] }], encapSource: "fd00::1" });
  const b = { ...a, encapSource: a.bsid };
  t.same(
    [hasOtherSource(a, a), hasOtherSource(a, b), hasOtherSource(a, { ...a, encapSource: undefined })],
    [false, true, false],
  );
  t.same(
    [b, { ...a, fibTable: 7 }, { ...a, headend: "insert" as const }, { ...a, policyType: "spray" as const }].map(
      (other) => isSameKind(a, other),
    ),
    [true, false, false, false],
  );
});
