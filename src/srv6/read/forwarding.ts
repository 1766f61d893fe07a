import { Prefix } from "../../address/index.ts";
import type { FibEntry, FirstSids, Forwarding, SrPolicy, Steering } from "../values/index.ts";
import { forwardingOfRule } from "../values/index.ts";
import { namesOf, readRoutesTo, readWays, routeOf } from "./fib-entries.ts";
import type { Questions } from "./questions.ts";
import { readSources } from "./routes.ts";

/**
 * Reads the FIB entry for the first SID of each segment list, in the table of the policy, where VPP looks up the packets, also
 * those of a policy that inserts.
 */
export async function readFirstSids(vpp: Questions, policies: readonly SrPolicy[]): Promise<FirstSids> {
  const wanted = policies.flatMap(({ fibTable, segmentLists }) =>
    segmentLists.map(({ segments }) => ({ prefix: Prefix.host(segments[0]!), tableId: fibTable })),
  );
  if (wanted.length === 0) return new Map(policies.map((policy) => [policy, []]));
  const [sources, ways] = await Promise.all([readSources(vpp), readWays(vpp, wanted)]);
  const names = namesOf(sources);
  const routes = ways.map(({ route, isDrop }) => route && { ...routeOf(route, names), isDrop }).values();
  return new Map(policies.map((policy) => [policy, policy.segmentLists.map(() => routes.next().value)]));
}

/** Reads the forwarding state of each steering rule. */
export async function readForwarding(
  vpp: Questions,
  steering: readonly Steering[],
  firstSids: FirstSids,
): Promise<Forwarding[]> {
  const policies = new Map(Array.from(firstSids.keys(), (policy) => [policy.bsid.toKey(), policy]));
  const rules = steering.filter((rule) => rule.kind === "l3");
  const destinations = rules.map(({ prefix, tableId }) => ({ prefix, tableId }));
  const routes = await readRoutesTo(vpp, destinations, { exact: true });
  const routeOfRule = new Map<Steering, FibEntry | undefined>(rules.map((rule, at) => [rule, routes[at]]));
  return steering.map((rule) => {
    const policy = policies.get(rule.bsid.toKey());
    return forwardingOfRule(rule, routeOfRule.get(rule), policy, (policy && firstSids.get(policy)) ?? []);
  });
}
