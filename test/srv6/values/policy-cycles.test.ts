import t from "tap";
import type { Ip6Address } from "../../../src/address/index.ts";
import { policyFrom, type SrPolicy } from "../../../src/srv6/values/policy.ts";
import { describeCycle, findPolicyCycles } from "../../../src/srv6/values/policy-cycles.ts";

const policy = (bsid: string, ...lists: string[][]): SrPolicy =>
  policyFrom({ bsid, segmentLists: lists.map((segments) => ({ segments })) });

/** The cycles, each as the BSIDs of its policies with the place of the segment that leads back. */
function cycles(...policies: SrPolicy[]): string[] {
  const byBsid = new Map(policies.map((each) => [each.bsid.toKey(), each]));
  const policyOf = (bsid: Ip6Address) => byBsid.get(bsid.toKey());
  return [...findPolicyCycles(policies, policyOf)].map(({ policies: all, list, segment }) => {
    return `${all.map(({ bsid }) => bsid).join(" ")} at ${list}.${segment}`;
  });
}

t.test("policies that lead to other addresses form no cycle", async (t) => {
  t.same(cycles(policy("cafe::1", ["fc00::1"]), policy("cafe::2", ["cafe::1"], ["fc00::2"])), []);
});

t.test("a policy can lead to itself, or by others back to itself", async (t) => {
  t.same(cycles(policy("cafe::1", ["fc00::1", "cafe::1"])), ["cafe::1 at 0.1"]);
  const way = [policy("cafe::1", ["cafe::2"]), policy("cafe::2", ["fc00::1"], ["fc00::2", "cafe::3"])];
  t.same(cycles(...way, policy("cafe::3", ["cafe::1"])), ["cafe::1 cafe::2 cafe::3 at 0.0"]);
});

t.test("a cycle is found from a policy that only leads to it", async (t) => {
  t.same(cycles(policy("cafe::9", ["cafe::1"]), policy("cafe::1", ["cafe::1"])), ["cafe::1 at 0.0"]);
});

t.test("a cycle in words names six policies at most", async (t) => {
  const way = (count: number) => {
    const policies = Array.from({ length: count }, (_, at) => policy(`cafe::${at + 1}`, ["fc00::1"]));
    return describeCycle({ policies, list: 0, segment: 0 });
  };
  const loop = "forwarding loop: packets of policy cafe::1 return to it through ";
  t.equal(way(1), `${loop}cafe::1`);
  t.equal(way(3), `${loop}cafe::2, cafe::3, cafe::1`);
  t.equal(way(8), `${loop}cafe::2, cafe::3, cafe::4, cafe::5, cafe::6, ..., cafe::1`);
});
