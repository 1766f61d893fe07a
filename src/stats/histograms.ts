import type { Histogram, HistogramEntry } from "./entry.ts";
import { damaged, MAX_EXPONENT, type Part } from "./segment/index.ts";
import { type As, type Form, sumOf, U64_WORDS, type U64Vector } from "./u64.ts";

/** The copied bins of a thread. */
interface Bins {
  /** The exponent of the first bin. */
  readonly exponent: number;
  readonly bins: U64Vector;
}

/** Histograms in copied memory. Element 0 of a thread's vector is the exponent of its first bin. */
export class Histograms<A extends As> implements HistogramEntry<A> {
  readonly kind = "histogram";
  readonly #threads: readonly Bins[];
  readonly #form: Form<A>;
  readonly #name: string;

  constructor(parts: readonly Part[], form: Form<A>, name: string) {
    this.#threads = parts.map((part) => binsOf(part, name));
    if (form.hasLimit) for (const { bins } of this.#threads) form.check(bins.words, bins.start, bins.length, name);
    this.#form = form;
    this.#name = name;
  }

  get threads(): readonly Histogram<A>[] {
    return this.#threads.map(({ exponent, bins }) => ({
      minExponent: exponent,
      bins: this.#form.vector(bins, this.#name),
    }));
  }

  sum(): Histogram<A> {
    const { minExponent, words } = this.#sum();
    return { minExponent, bins: this.#form.own(words, this.#name) };
  }

  /** The number of words that `writeSums` writes. @internal */
  get sumWords(): number {
    return U64_WORDS + this.#sum().words.length;
  }

  /** Writes the exponent of the first bin, and the sums of all threads behind it, in halves. @internal */
  writeSums(words: Uint32Array, at: number): void {
    const sum = this.#sum();
    words[at] = sum.minExponent;
    words.set(sum.words, at + U64_WORDS);
  }

  #sum(): { minExponent: number; words: Uint32Array<ArrayBuffer> } {
    const filled = this.#threads.filter(({ bins }) => bins.length > 0);
    const minExponent = filled.reduce((lowest, { exponent }) => Math.min(lowest, exponent), filled[0]?.exponent ?? 0);
    return { minExponent, words: sumOf(filled.map(({ bins, exponent }) => behindZeros(bins, exponent - minExponent))) };
  }
}

function binsOf({ words, at, byteLength }: Part, name: string): Bins {
  const start = at / 4;
  const length = byteLength / 4 / U64_WORDS;
  if (length === 0) return { exponent: 0, bins: { words, start, stride: U64_WORDS, length } };
  const [exponent, high] = [words[start]!, words[start + 1]!];
  if (exponent > MAX_EXPONENT || high !== 0) {
    throw damaged(`the histogram ${name} begins at a power that does not exist`);
  }
  return { exponent, bins: { words, start: start + U64_WORDS, stride: U64_WORDS, length: length - 1 } };
}

/** Returns a vector that has `count` zeros before the numbers of another. */
function behindZeros(vector: U64Vector, count: number): U64Vector {
  if (count === 0) return vector;
  const words = new Uint32Array(U64_WORDS * (count + vector.length));
  words.set(sumOf([vector]), U64_WORDS * count);
  return { words, start: 0, stride: U64_WORDS, length: count + vector.length };
}
