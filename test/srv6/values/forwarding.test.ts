import t from "tap";
import { Prefix } from "../../../src/address/index.ts";
import { type FibEntry, forwardingOf, forwardingOfRule } from "../../../src/srv6/values/forwarding.ts";
import { policyFrom } from "../../../src/srv6/values/policy.ts";
import { trafficFrom } from "../../../src/srv6/values/steering.ts";

const policy = policyFrom({ bsid: "cafe::1", segmentLists: [{ segments: ["fc00::1"] }], fibTable: 7 });
const [list] = policy.segmentLists;
const rule = { ...trafficFrom({ kind: "l3", prefix: "10.1.0.0/16" }), bsid: policy.bsid };
const frames = { kind: "l2", swIfIndex: 3, bsid: policy.bsid } as const;
const entry = (change: Partial<FibEntry> = {}): FibEntry => {
  const prefix = Prefix.parse("fc00::/16");
  return { prefix, source: "API", statsIndex: 5, isDrop: false, isSteering: false, ...change };
};
const steered = entry({ source: "SR", statsIndex: 9 });

t.test("a list is installed if its first SID has a route that forwards", async (t) => {
  t.same(forwardingOf(policy, list!, entry()), { state: "installed", statsIndex: 5 });
  const reason = "there is no usable route to fc00::1 in table 7";
  t.same(forwardingOf(policy, list!, undefined), { state: "unresolved", reason });
  t.same(forwardingOf(policy, list!, entry({ isDrop: true })), { state: "unresolved", reason });
});

t.test("a list whose first SID is steered itself is unresolved", async (t) => {
  const reason = "the route to fc00::1 in table 7 is itself steered, by fc00::/16";
  t.same(forwardingOf(policy, list!, entry({ isSteering: true })), { state: "unresolved", reason });
});

t.test("steering is installed if its route is that of SRv6 and every list of its policy is installed", async (t) => {
  t.same(forwardingOfRule(rule, steered, policy, [entry()]), { state: "installed", statsIndex: 9 });
  t.same(forwardingOfRule(frames, undefined, policy, [entry()]), { state: "installed", statsIndex: undefined });
  const reason = "policy cafe::1: there is no usable route to fc00::1 in table 7";
  t.same(forwardingOfRule(rule, steered, policy, [undefined]), { state: "unresolved", reason });
});

t.test("steering without a route or a policy is unresolved, and shadowed by the route of another source", async (t) => {
  const noRoute = "VPP has no route to 10.1.0.0/16";
  t.same(forwardingOfRule(rule, undefined, policy, [entry()]), { state: "unresolved", reason: noRoute });
  const noPolicy = "there is no policy cafe::1";
  t.same(forwardingOfRule(rule, steered, undefined, []), { state: "unresolved", reason: noPolicy });
  const shadowed = { state: "shadowed", by: "interface", statsIndex: 5 };
  t.same(forwardingOfRule(rule, entry({ source: "interface" }), policy, [entry()]), shadowed);
});
