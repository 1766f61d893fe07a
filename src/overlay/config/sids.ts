import type { Ip6Prefix } from "../../address/index.ts";
import { type Part, type Problem, valueAt } from "../../yaml/index.ts";
import type { Draft } from "./draft.ts";
import { describePart, outside, overlap } from "./overlaps.ts";

/** Returns the problems of SIDs, BSIDs and their ranges. */
export function findSidProblems(draft: Draft): Problem[] {
  const { address, localPool, localCluster, bsidPool, bsidCluster, nodeSid } = draft;
  return [
    ...outside(localPool, localCluster),
    ...outside(bsidPool, bsidCluster),
    ...overlap(localCluster ?? localPool, bsidCluster ?? bsidPool),
    ...overlap(address, localPool),
    ...overlap(address, bsidCluster ?? bsidPool),
    ...overlap(nodeSid, bsidCluster ?? bsidPool),
    ...findFixedProblems(draft),
    ...findMissing(draft),
    ...findSmallPools(draft),
  ];
}

function findFixedProblems({ address, DT4, DT6, localCluster, bsidCluster, podCluster = [] }: Draft): Problem[] {
  const fixed = [DT4, DT6].filter((part) => part !== undefined);
  const others = [address, ...(DT6 === undefined ? [] : [DT4])];
  return [
    ...fixed.flatMap((sid) => [
      ...outside(sid, localCluster),
      ...overlap(sid, bsidCluster),
      ...podCluster.flatMap((cluster) => overlap(sid, cluster)),
    ]),
    ...fixed.flatMap(({ path, value }) =>
      others.flatMap((other) =>
        other === undefined || other.path === path || !other.value.equals(value)
          ? []
          : [{ path, text: `duplicate of ${describePart(other)}` }],
      ),
    ),
  ];
}

/** Returns a problem where an address can neither be chosen nor is fixed, and where `double` has no SID of the node. */
function findMissing({ document }: Draft): Problem[] {
  const has = (...keys: readonly string[]) => valueAt(document, ["sids", ...keys]) !== undefined;
  const isKnown = has("localSids", "pool") || (has("localSids", "DT4") && has("localSids", "DT6"));
  const isDouble = valueAt(document, ["sids", "basicSegments"]) === "double";
  return [
    ...(isKnown || !has("localSids")
      ? []
      : [{ path: ["sids", "localSids"], text: "missing: expected pool, or both DT4 and DT6" }]),
    ...(isDouble && !has("nodeSid")
      ? [
          {
            path: ["sids", "basicSegments"],
            text: "double needs sids.nodeSid: the SID that brings packets to this node",
          },
        ]
      : []),
  ];
}

function findSmallPools({ document, localPool, bsidPool }: Draft): Problem[] {
  const fixed = ["DT4", "DT6"].filter((name) => valueAt(document, ["sids", "localSids", name]) !== undefined);
  return [...findSmallPool(localPool, 2 - fixed.length), ...findSmallPool(bsidPool, 2)];
}

/** The first address of a pool is not used. */
function findSmallPool(pool: Part<Ip6Prefix> | undefined, wanted: number): Problem[] {
  if (pool === undefined) return [];
  const { path, value } = pool;
  const count = 2 ** (128 - value.length) - 1;
  if (count >= wanted) return [];
  return [{ path, text: `${value} has ${count} usable addresses, ${wanted} are needed: a /126 has 3` }];
}
