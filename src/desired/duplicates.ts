import { describePath, describeTraffic } from "../srv6/index.ts";
import { formatPath, type Path, type Problem } from "./problem.ts";
import type { DesiredState } from "./state.ts";

/** What must be there only once, in words, and where it is. */
type Named = readonly [name: string, path: Path];

/** Everything that a document names twice: SIDs, BSIDs and steered prefixes of the node, paths of a policy. */
export function findDuplicates({ localSids, policies, steering }: DesiredState): Problem[] {
  const sids = [
    ...localSids.map(({ sid }, at): Named => [`${sid}`, ["localSids", at, "sid"]]),
    ...policies.map(({ bsid }, at): Named => [`${bsid}`, ["policies", at, "bsid"]]),
  ];
  const traffic = steering.map((rule, at): Named => [describeTraffic(rule), ["steering", at, "prefix"]]);
  const paths = policies.map(({ segmentLists }, policy) =>
    segmentLists.map((list, at): Named => [describePath(list), ["policies", policy, "segmentLists", at, "segments"]]),
  );
  return [sids, traffic, ...paths].flatMap(repeated);
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
