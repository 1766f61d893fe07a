/** A load balance has no more buckets. */
const MAX_BUCKETS = 8192;
/** The share of buckets that may differ from what the weights ask for. */
const TOLERANCE = 0.1;

/** What gets packets, and its weight beside others. */
export interface Weighted {
  readonly text: string;
  readonly weight: number;
}

/**
 * Returns the texts in the order of their buckets, each with the number of these.
 *
 * @see VPP src/vnet/dpo/load_balance.c ip_multipath_normalize_next_hops
 */
export function spread(all: readonly Weighted[]): { readonly text: string; readonly count: number }[] {
  const sorted = [...all].sort((a, b) => (all.length === 2 ? b.weight - a.weight : a.weight - b.weight));
  const isEqual = sorted.length <= 2 && sorted[0]?.weight === sorted.at(-1)?.weight;
  const counts = isEqual ? sorted.map(() => 1) : countsOf(sorted.map(({ weight }) => weight));
  return counts.map((count, at) => ({ text: sorted[at]!.text, count }));
}

/** Doubles the number of buckets until they are near enough to the weights. */
function countsOf(weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (sum === 0) return countsOf(weights.map(() => 1));
  let size = 1;
  while (size < weights.length) size *= 2;
  for (; ; size *= 2) {
    const counts = roundTo(size, weights, size / sum);
    if (counts !== undefined || size >= MAX_BUCKETS) return counts ?? [];
  }
}

/** The buckets of each weight; undefined when they are too far from the weights. What is left over is for the first one. */
function roundTo(size: number, weights: readonly number[], norm: number): number[] | undefined {
  const counts: number[] = [];
  let left = size;
  let error = 0;
  for (const weight of weights) {
    const count = Math.min(Math.floor(weight * norm + 0.5), left);
    if (count === 0) return undefined;
    error += Math.abs(weight * norm - count);
    left -= count;
    counts.push(count);
  }
  counts[0]! += left;
  return error <= TOLERANCE * size ? counts : undefined;
}
