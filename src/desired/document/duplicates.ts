import { describePath, describeTraffic, nameOfRoute } from "../../srv6/index.ts";
import { formatPath, type Path, type Problem } from "./problem.ts";
import type { DesiredState, DesiredSteering } from "./state.ts";

/** What must be there only once, in words, and where it is. */
type Named = readonly [name: string, path: Path];

/** Everything that a document names twice: tables, SIDs, BSIDs, routes and steered traffic of the node, paths of a policy. */
export function findDuplicates({
  tables,
  routes = [],
  localSids,
  policies,
  steering,
  requires,
}: DesiredState): Problem[] {
  const sids = [
    ...localSids.map(({ sid }, at): Named => [`${sid}`, ["localSids", at, "sid"]]),
    ...policies.map(({ bsid }, at): Named => [`${bsid}`, ["policies", at, "bsid"]]),
  ];
  const made = (["ip4", "ip6"] as const).flatMap((family) =>
    (tables?.[family] ?? []).map((id, at): Named => [`${family} table ${id}`, ["tables", family, at]]),
  );
  const neighbors = (requires?.neighbors ?? []).map((each, at): Named => {
    return [`${each.address} on ${each.interface}`, ["requires", "neighbors", at]];
  });
  const ways = routes.map((route, at): Named => [nameOfRoute(route), ["routes", at, "prefix"]]);
  const traffic = steering.map(nameOfTraffic);
  const paths = policies.map(({ segmentLists }, policy) =>
    segmentLists.map((list, at): Named => [describePath(list), ["policies", policy, "segmentLists", at, "segments"]]),
  );
  return [made, neighbors, ways, sids, traffic, ...paths].flatMap(repeated);
}

function nameOfTraffic(rule: DesiredSteering, at: number): Named {
  if ("interface" in rule) return [`frames of ${rule.interface}`, ["steering", at, "interface"]];
  return [describeTraffic(rule), ["steering", at, rule.kind === "l2" ? "swIfIndex" : "prefix"]];
}

function repeated(named: readonly Named[]): Problem[] {
  const first = new Map<string, Path>();
  return named.flatMap(([name, path]) => {
    const before = first.get(name);
    if (before !== undefined) return [{ path, text: `duplicate of ${formatPath(before)} ${name}` }];
    first.set(name, path);
    return [];
  });
}
