/** VPP spreads the packets of a policy over at most so many buckets. */
export const MAX_BUCKETS = 8192;
/** The share of buckets that may be in the wrong place before VPP takes twice as many. */
const TOLERANCE = 0.1;

/**
 * Of all buckets, how many go to each of several weights: `[1, 1, 1]` gives `[6, 5, 5]`, of 16. A packet's flow hash picks the
 * bucket. A zero is a list that gets no packet; all are zero where VPP fills no bucket anew, and drops packets or sends them
 * by what it had before.
 *
 * @param weights in VPP's order of the lists: the first of equal ones gets what does not divide.
 * @see VPP 26.06 src/vnet/dpo/load_balance.c ip_multipath_normalize_next_hops
 */
export function bucketsOf(weights: readonly number[]): number[] {
  // The heavier first of two, the lighter first of more. VPP compares weights as signed numbers, and adds up unsigned ones.
  const direction = weights.length === 2 ? -1 : 1;
  const paths = weights.map((weight, at) => ({ at, weight }));
  paths.sort((a, b) => ((a.weight | 0) - (b.weight | 0)) * direction);
  const buckets = weights.map(() => 0);
  for (const [place, count] of spread(paths.map(({ weight }) => weight)).entries()) buckets[paths[place]!.at] = count;
  return buckets;
}

/** Tries more and more buckets, until they are near enough to the weights. */
function spread(weights: readonly number[]): number[] {
  if (weights.length <= 2 && new Set(weights).size <= 1) return weights.map(() => 1);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  // VPP takes all for 1 then.
  if (sum === 0) return spread(weights.map(() => 1));
  for (let size = 2 ** Math.ceil(Math.log2(weights.length)); ; size *= 2) {
    const { counts, error } = spreadOver(size, weights, sum);
    if (error <= TOLERANCE * size || size >= MAX_BUCKETS) return counts;
  }
}

/** A weight whose share rounds to no bucket ends it: those behind it get none either. */
function spreadOver(size: number, weights: readonly number[], sum: number): { counts: number[]; error: number } {
  const counts: number[] = [];
  let left = size;
  let error = 0;
  // As VPP multiplies: another order rounds otherwise, and the tolerance is met exactly by some weights.
  const norm = size / sum;
  for (const weight of weights) {
    const share = weight * norm;
    const count = Math.min(Math.floor(share + 0.5), left);
    if (count === 0) {
      error = size;
      break;
    }
    left -= count;
    error += Math.abs(share - count);
    counts.push(count);
  }
  if (counts.length > 0) counts[0]! += left;
  return { counts, error };
}
