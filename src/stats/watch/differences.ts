import { U64_WORDS, WORD } from "../u64.ts";

/** Counters of all threads since the reading before. */
export interface Rates {
  /** The difference of each index. */
  readonly differences: BigUint64Array;
  /** The difference of each index divided by the seconds between the two copies. */
  readonly perSecond: Float64Array;
}

/** The differences of the numbers of two readings, at the places that the numbers have in the later one. */
export class Differences {
  readonly #before: Uint32Array;
  readonly #after: Uint32Array;
  readonly #words: Uint32Array<ArrayBuffer>;
  readonly #numbers: BigUint64Array<ArrayBuffer>;
  readonly #perSecond: Float64Array<ArrayBuffer>;
  readonly #seconds: number;

  constructor(before: Uint32Array, after: Uint32Array, seconds: number) {
    this.#before = before;
    this.#after = after;
    this.#words = new Uint32Array(after.length);
    this.#numbers = new BigUint64Array(this.#words.buffer);
    this.#perSecond = new Float64Array(this.#numbers.length);
    this.#seconds = seconds;
  }

  /**
   * Computes the differences between the numbers in words `at` to `end` and those before, in words `oldAt` to `oldEnd` of the
   * earlier reading. A number that was not there counts from 0 on; the difference of one that went back is 0.
   *
   * @returns whether a number went back or is missing.
   */
  subtract(oldAt: number, oldEnd: number, at: number, end: number): boolean {
    const [before, after] = [this.#before, this.#after];
    let wentBack = end - at < oldEnd - oldAt;
    for (let i = at, j = oldAt; i < end; i += U64_WORDS, j += U64_WORDS) {
      const isNew = j >= oldEnd;
      const [oldLow, oldHigh] = [isNew ? 0 : before[j]!, isNew ? 0 : before[j + 1]!];
      const [low, high] = [after[i]!, after[i + 1]!];
      if (low === oldLow && high === oldHigh) continue;
      const highDifference = high - oldHigh - (low < oldLow ? 1 : 0);
      if (highDifference < 0) wentBack = true;
      else this.#set(i, (low - oldLow) >>> 0, highDifference);
    }
    return wentBack;
  }

  /** Returns the differences of the numbers in words `at` to `end`. */
  rates(at: number, end: number): Rates {
    const [from, to] = [at / U64_WORDS, end / U64_WORDS];
    return { differences: this.#numbers.slice(from, to), perSecond: this.#perSecond.slice(from, to) };
  }

  #set(word: number, low: number, high: number): void {
    this.#words[word] = low;
    this.#words[word + 1] = high;
    this.#perSecond[word / U64_WORDS] = (high * WORD + low) / this.#seconds;
  }
}
