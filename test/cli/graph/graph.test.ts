import t from "tap";
import { Ip6Address, Prefix } from "../../../src/address/index.ts";
import { graphOf, percent } from "../../../src/cli/graph/graph.ts";
import type { LocalSid, SrPolicy, Steering } from "../../../src/srv6/index.ts";

const ip6 = (text: string): Ip6Address => Ip6Address.parse(text);

function policy(bsid: string, ...lists: readonly (readonly [weight: number, ...segments: string[]])[]): SrPolicy {
  return {
    bsid: ip6(bsid),
    headend: "encaps",
    policyType: "default",
    fibTable: 0,
    encapSource: ip6("::"),
    segmentLists: lists.map(([weight, ...segments]) => ({ weight, segments: segments.map(ip6) })),
  };
}

function steering(prefix: string, bsid: string): Steering {
  return { kind: "l3", prefix: Prefix.parse(prefix), tableId: 0, bsid: ip6(bsid) } as Steering;
}

const END: LocalSid = { sid: ip6("fc00::e"), behavior: { type: "End", psp: false }, fibTable: 0 };

t.test("traffic is at its policy, in the order of steering", async (t) => {
  const rules = [
    steering("10.2.0.0/16", "cafe::1"),
    steering("10.1.0.0/16", "cafe::1"),
    steering("10.3.0.0/16", "cafe::2"),
  ];
  const { policies, astray } = graphOf([], [policy("cafe::1"), policy("cafe::2")], rules);
  t.same(
    policies.map(({ bsid, traffic }) => [bsid, traffic.map((each) => each.split(" ")[0])]),
    [
      ["cafe::1", ["10.2.0.0/16", "10.1.0.0/16"]],
      ["cafe::2", ["10.3.0.0/16"]],
    ],
  );
  t.same(astray, []);
});

t.test("what is steered to no policy is astray", async (t) => {
  const { policies, astray } = graphOf([], [policy("cafe::1")], [steering("10.1.0.0/16", "cafe::9")]);
  t.same(policies[0]?.traffic, []);
  t.match(astray, [{ traffic: /^10\.1\.0\.0\/16/, bsid: "cafe::9" }]);
});

// RFC 9256 section 2.2: a list carries the share of its weight. One SID costs an IPv6 header, more of them an SRH too
// (RFC 8754 section 2): 40 bytes, and 48 + 16 n.
t.test("a list has its share and its overhead", async (t) => {
  const lists = graphOf([], [policy("cafe::1", [1, "fc00::1"], [3, "fc00::1", "fc00::2", "fc00::3"])], []).policies[0]
    ?.lists;
  t.same(
    lists?.map(({ weight, share, overheadBytes }) => [weight, share, overheadBytes]),
    [
      [1, 0.25, 40],
      [3, 0.75, 96],
    ],
  );
  t.equal(graphOf([], [policy("cafe::1", [0, "fc00::1"])], []).policies[0]?.lists[0]?.share, 0, "of nothing");
});

t.test("a SID that ends here tells what this node does with it", async (t) => {
  const [first] = graphOf([END], [policy("cafe::1", [1, "fc00::e", "cafe::1", "fc00::2"])], []).policies;
  t.same(
    first?.lists[0]?.segments.map(({ here }) => here),
    ["End", "binding SID", undefined],
  );
  t.same(graphOf([END], [], []).localSids, [{ sid: "fc00::e", behavior: "End" }]);
});

const shares = [
  [0, "0 %"],
  [1, "100 %"],
  [0.25, "25 %"],
  [1 / 3, "33.3 %"],
  [0.00049, "0 %"],
  [0.9995, "100 %"],
] as const;

for (const [share, text] of shares) {
  t.test(`${share} of all is ${text}`, async (t) => {
    t.equal(percent(share), text);
  });
}
