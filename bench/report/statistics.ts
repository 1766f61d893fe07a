/** Estimates from pairs of measurements. */

/** An estimate and its 95 % interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 2000;
const TAIL = 0.025;

/**
 * Returns the median of the values of the pairs, with the 95 % interval of a bootstrap over the pairs. Both sides of a pair
 * run one right after the other, so other load of the machine affects both. The same values give the same interval.
 */
export function medianOf(values: readonly number[]): Estimate {
  const next = randomNumbers();
  const medians = Array.from({ length: RESAMPLES }, () =>
    median(values.map(() => values[Math.floor(next() * values.length)]!)),
  ).sort(ascending);
  return { value: median(values), low: quantile(medians, TAIL), high: quantile(medians, 1 - TAIL) };
}

export function median(values: readonly number[]): number {
  return quantile([...values].sort(ascending), 0.5);
}

/** Returns the value below which the given share of the sorted values lies, interpolated. */
export function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const low = sorted[Math.floor(place)]!;
  return low + (sorted[Math.ceil(place)]! - low) * (place % 1);
}

export function ascending(left: number, right: number): number {
  return left - right;
}

/** Returns a generator of numbers from 0 to 1; the sequence is always the same (xorshift32). */
function randomNumbers(): () => number {
  let state = 0x9e3779b9;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 0x1_0000_0000;
  };
}
