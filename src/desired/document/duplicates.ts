import { describePath, describeTraffic, keyOfTraffic, nameOfRoute } from "../../srv6/index.ts";
import { keyOfPath, keyOfRoute } from "./keys.ts";
import { formatPath, type Path, type Problem } from "./problem.ts";
import type { DesiredState, DesiredSteering } from "./state.ts";

/** An entry that a document may name only once. */
type Named = readonly [key: string, name: string, path: Path];

/**
 * Returns a problem for each entry that a document names twice: tables, SIDs, BSIDs, routes and steered traffic of the node,
 * paths of a policy.
 */
export function findDuplicates(state: DesiredState): Problem[] {
  const { tables, routes = [], localSids, policies, steering, requires } = state;
  const sids = [
    ...localSids.map(({ sid }, at): Named => [sid.toKey(), `${sid}`, ["localSids", at, "sid"]]),
    ...policies.map(({ bsid }, at): Named => [bsid.toKey(), `${bsid}`, ["policies", at, "bsid"]]),
  ];
  const added = (["ip4", "ip6"] as const).flatMap((family) =>
    (tables?.[family] ?? []).map(
      (id, at): Named => [`${family} ${id}`, `${family} table ${id}`, ["tables", family, at]],
    ),
  );
  const neighbors = (requires?.neighbors ?? []).map(({ address, interface: name }, at): Named => {
    return [`${address.toKey()} ${name}`, `${address} on ${name}`, ["requires", "neighbors", at]];
  });
  const prefixes = routes.map((route, at): Named => [keyOfRoute(route), nameOfRoute(route), ["routes", at, "prefix"]]);
  const traffic = steering.map(namedTraffic);
  const paths = policies.map(({ segmentLists }, policy) =>
    segmentLists.map((list, at): Named => {
      return [keyOfPath(list), describePath(list), ["policies", policy, "segmentLists", at, "segments"]];
    }),
  );
  return [added, neighbors, prefixes, sids, traffic, ...paths].flatMap(repeated);
}

function namedTraffic(rule: DesiredSteering, at: number): Named {
  if ("interface" in rule) {
    return [`frames of ${rule.interface}`, `frames of ${rule.interface}`, ["steering", at, "interface"]];
  }
  return [keyOfTraffic(rule), describeTraffic(rule), ["steering", at, rule.kind === "l2" ? "swIfIndex" : "prefix"]];
}

function repeated(named: readonly Named[]): Problem[] {
  const first = new Map<string, Path>();
  return named.flatMap(([key, name, path]) => {
    const before = first.get(key);
    if (before !== undefined) return [{ path, text: `duplicate of ${formatPath(before)} ${name}` }];
    first.set(key, path);
    return [];
  });
}
