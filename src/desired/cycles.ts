import type { SrPolicy } from "../srv6/index.ts";
import type { Path, Problem } from "./problem.ts";

/** A segment that is the BSID of a policy of the same state. */
interface Lead {
  /** The place of that policy. */
  readonly to: number;
  readonly path: Path;
}

/** A policy on the way from the first one, with what is left of its leads. */
interface Visit {
  readonly at: number;
  readonly leads: Iterator<Lead>;
}

const MOST_NAMED = 6;

/** Policies that lead into each other: their packets never leave, each round gives them one more outer header. */
export function findCycles(policies: readonly SrPolicy[]): Problem[] {
  const places = new Map(policies.map(({ bsid }, at) => [String(bsid), at]));
  const visited = new Set<number>();
  return policies.flatMap((_, at) => (visited.has(at) ? [] : findFrom(at, policies, places, visited)));
}

/** Walks through all policies that a policy leads to; without recursion, since a chain can be of any length. */
function findFrom(
  start: number,
  policies: readonly SrPolicy[],
  places: ReadonlyMap<string, number>,
  visited: Set<number>,
): Problem[] {
  const problems: Problem[] = [];
  const way: Visit[] = [];
  const depths = new Map<number, number>();
  const enter = (at: number): void => {
    visited.add(at);
    depths.set(at, way.length);
    way.push({ at, leads: leadsOf(at, policies, places) });
  };
  enter(start);
  for (let visit = way.at(-1); visit !== undefined; visit = way.at(-1)) {
    const { done, value: lead } = visit.leads.next();
    if (done === true) depths.delete(way.pop()!.at);
    else if (!visited.has(lead.to)) enter(lead.to);
    else if (depths.has(lead.to))
      problems.push({ path: lead.path, text: describe(way, depths.get(lead.to)!, policies) });
  }
  return problems;
}

function* leadsOf(
  at: number,
  policies: readonly SrPolicy[],
  places: ReadonlyMap<string, number>,
): IterableIterator<Lead> {
  for (const [list, { segments }] of policies[at]!.segmentLists.entries()) {
    for (const [segment, sid] of segments.entries()) {
      const to = places.get(String(sid));
      if (to !== undefined) yield { to, path: ["policies", at, "segmentLists", list, "segments", segment] };
    }
  }
}

function describe(way: readonly Visit[], from: number, policies: readonly SrPolicy[]): string {
  const round = way.slice(from, from + MOST_NAMED).map(({ at }) => String(policies[at]!.bsid));
  if (way.length - from > MOST_NAMED) round.push("...");
  return `packets come back to policy ${round[0]}, by ${[...round.slice(1), round[0]].join(", ")}`;
}
