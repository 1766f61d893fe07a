import { describePolicyKind } from "../../srv6/index.ts";
import type { ListNode, PolicyNode, SrGraph } from "./graph.ts";

/** A graph in numbers. */
export interface Summary {
  readonly policies: number;
  readonly lists: number;
  /** Prefixes and interfaces that are steered to a policy. */
  readonly steered: number;
  readonly astray: number;
  readonly localSids: number;
  /** Policies to which nothing is steered. */
  readonly idle: number;
  /** The smallest and the largest number of bytes by which a list makes packets longer; undefined without lists. */
  readonly overhead: readonly [least: number, most: number] | undefined;
  readonly kinds: Counts;
  /** Steering by family and table. */
  readonly steering: Counts;
  readonly behaviors: Counts;
  /** The policies with the most traffic, by the number of prefixes and interfaces that are steered to them. */
  readonly largest: Counts;
}

/** Names with numbers, the largest first. */
export type Counts = readonly (readonly [name: string, count: number])[];

const MAX_LARGEST = 5;

/** Returns what a graph has of each kind. */
export function summaryOf({ policies, astray, localSids }: SrGraph): Summary {
  const lists = policies.flatMap((policy) => policy.lists);
  const rules = policies.flatMap(({ traffic }) => traffic);
  return {
    policies: policies.length,
    lists: lists.length,
    steered: rules.length,
    astray: astray.length,
    localSids: localSids.length,
    idle: policies.filter(({ traffic }) => traffic.length === 0).length,
    overhead: rangeOf(lists),
    kinds: countBy(policies, describePolicyKind),
    steering: countBy([...rules, ...astray], (rule) => {
      return rule.kind === "l2" ? "frames" : `IPv${rule.prefix.address.family} table ${rule.tableId}`;
    }),
    behaviors: countBy(localSids, ({ behavior }) => behavior.type),
    largest: largestOf(policies),
  };
}

function countBy<T>(all: readonly T[], nameOf: (each: T) => string): Counts {
  const counts = new Map<string, number>();
  for (const each of all) {
    const name = nameOf(each);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a);
}

function rangeOf(lists: readonly ListNode[]): readonly [number, number] | undefined {
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (const { overheadBytes } of lists)
    [least, most] = [Math.min(least, overheadBytes), Math.max(most, overheadBytes)];
  return lists.length === 0 ? undefined : [least, most];
}

function largestOf(policies: readonly PolicyNode[]): Counts {
  const sorted = [...policies].sort((a, b) => b.traffic.length - a.traffic.length || b.lists.length - a.lists.length);
  return sorted.slice(0, MAX_LARGEST).map(({ label, bsid, traffic, lists }) => {
    return [`${label ?? bsid}, ${lists.length === 1 ? "1 list" : `${lists.length} lists`}`, traffic.length];
  });
}
