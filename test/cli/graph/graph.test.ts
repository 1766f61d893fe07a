import t from "tap";
import { graphOf } from "../../../src/cli/graph/graph.ts";
import type { LocalSid, SrPolicy, Steering } from "../../../src/srv6/index.ts";
import { ip6, policyOf, steeringOf } from "./graphs.ts";

const END: LocalSid = { sid: ip6("fc00::e"), behavior: { type: "End", psp: false }, fibTable: 0 };

function graph(localSids: readonly LocalSid[], policies: readonly SrPolicy[], steering: readonly Steering[]) {
  return graphOf(localSids, policies, steering, new Map());
}

const prefixOf = (rule: Steering) => (rule.kind === "l3" ? String(rule.prefix) : undefined);

t.test("traffic is at its policy, in the order of steering", async (t) => {
  const rules = [
    steeringOf("10.2.0.0/16", "cafe::1"),
    steeringOf("10.1.0.0/16", "cafe::1"),
    steeringOf("10.3.0.0/16", "cafe::2"),
  ];
  const { policies, astray } = graph([], [policyOf("cafe::1", []), policyOf("cafe::2", [])], rules);
  t.same(
    policies.map(({ bsid, traffic }) => [String(bsid), traffic.map(prefixOf)]),
    [
      ["cafe::1", ["10.2.0.0/16", "10.1.0.0/16"]],
      ["cafe::2", ["10.3.0.0/16"]],
    ],
  );
  t.same(astray, []);
});

t.test("what is steered to no policy is astray", async (t) => {
  const { policies, astray } = graph([], [policyOf("cafe::1", [])], [steeringOf("10.1.0.0/16", "cafe::9")]);
  t.same(policies[0]?.traffic, []);
  t.same(astray.map(prefixOf), ["10.1.0.0/16"]);
});

// One SID costs an IPv6 header, more of them an SRH too (RFC 8754 section 2): 40 bytes, and 48 + 16 n.
t.test("a list has its share and its overhead", async (t) => {
  const [policy] = graph(
    [],
    [
      policyOf("cafe::1", [
        [1, "fc00::1"],
        [3, "fc00::1", "fc00::2", "fc00::3"],
      ]),
    ],
    [],
  ).policies;
  t.same(
    policy?.lists.map(({ weight, share, overheadBytes }) => [weight, share, overheadBytes]),
    [
      [1, 0.25, 40],
      [3, 0.75, 96],
    ],
  );
});

// VPP 26.06 gives three equal lists 6, 5 and 5 of 16 buckets; a spray policy copies each packet to all lists.
t.test("shares are those of VPP's buckets", async (t) => {
  const three = [1, 2, 3].map((at) => [1, `fc00::${at}`] as const);
  const sharesOf = (policyType: "default" | "spray") =>
    graph([], [policyOf("cafe::1", three, policyType)], []).policies[0]?.lists.map(({ share }) => share);
  t.same(sharesOf("default"), [0.375, 0.3125, 0.3125]);
  t.same(sharesOf("spray"), [1, 1, 1]);
});

t.test("a SID that ends here has the behavior of this node", async (t) => {
  const [first] = graph([END], [policyOf("cafe::1", [[1, "fc00::e", "cafe::1", "fc00::2"]])], []).policies;
  t.same(
    first?.lists[0]?.segments.map(({ here }) => here?.type),
    ["End", "BSID", undefined],
  );
});
