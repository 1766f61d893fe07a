import type { Prefix } from "../../address/index.ts";
import type { Part, Problem } from "../../yaml/index.ts";
import type { Draft } from "./draft.ts";
import { describePart, overlap } from "./overlaps.ts";

/** Returns the problems of the pods' prefixes, and of the ranges of all pods. */
export function findPodProblems({ prefixes, podCluster, ...draft }: Draft): Problem[] {
  const { address, otherNodes, localCluster, localPool, bsidCluster, bsidPool } = draft;
  const nodes = [...(address === undefined ? [] : [address]), ...otherNodes];
  // Only the range of this node is known if that of all nodes is not given.
  const ranges = [localCluster ?? localPool, bsidCluster ?? bsidPool];
  return [
    ...prefixes.flatMap((prefix) => findOutside(prefix, podCluster)),
    ...prefixes.flatMap((prefix, at) => prefixes.slice(0, at).flatMap((other) => overlap(prefix, other))),
    ...(podCluster ?? []).flatMap((cluster) => [
      ...nodes.filter(({ value }) => cluster.value.contains(value)).map((node) => holds(cluster, node)),
      ...ranges.flatMap((range) => overlap(cluster, range)),
    ]),
  ];
}

function findOutside({ path, value }: Part<Prefix>, cluster: Draft["podCluster"]): Problem[] {
  if (cluster === undefined || cluster.some((range) => range.value.contains(value))) return [];
  return [{ path, text: `${value} is in no prefix of pods.cluster` }];
}

function holds({ path, value }: Part<Prefix>, node: NonNullable<Draft["address"]>): Problem {
  return { path, text: `${value} holds ${describePart(node)}: packets to nodes must not take the tunnels of pods` };
}
