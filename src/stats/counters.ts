import type { Combined, CombinedEntry, Histogram, HistogramEntry, SimpleEntry } from "./entry.ts";
import { MAX_EXPONENT } from "./layout.ts";
import { damaged, type Part } from "./segment.ts";
import { type As, type Form, sumOf, type U64s, type U64Vector } from "./u64.ts";

const U64_WORDS = 2;
const COMBINED_WORDS = 4;

/** Copied counters: a part for each thread, and the one index of a symlink, or undefined for all. */
export interface CopiedCounters {
  readonly parts: readonly Part[];
  readonly column: number | undefined;
}

/** Returns the numbers of a part whose elements have `stride` words. An index that the thread does not have gives none. */
function vectorOf(
  { words, at, byteLength }: Part,
  column: number | undefined,
  stride: number,
  first: number,
): U64Vector {
  const start = at / 4 + first;
  const length = byteLength / 4 / stride;
  if (column === undefined) return { words, start, stride, length };
  return { words, start: start + column * stride, stride, length: column < length ? 1 : 0 };
}

/** Returns the numbers of each thread, as `vectorOf` does. */
function vectorsOf({ parts, column }: CopiedCounters, stride: number, first: number): U64Vector[] {
  return parts.map((part) => vectorOf(part, column, stride, first));
}

/** The numbers are converted when they are asked for: of ten thousand symlinks most are only summed. */
export class SimpleCounters<A extends As> implements SimpleEntry<A> {
  readonly kind = "simple";
  readonly #copied: CopiedCounters;
  readonly #form: Form<A>;
  readonly #name: string;

  constructor(copied: CopiedCounters, form: Form<A>, name: string) {
    this.#copied = copied;
    this.#form = form;
    this.#name = name;
    if (form.hasLimit) for (const vector of vectorsOf(copied, U64_WORDS, 0)) form.check(vector, name);
  }

  get threads(): readonly U64s<A>[] {
    return vectorsOf(this.#copied, U64_WORDS, 0).map((vector) => this.#form.vector(vector, this.#name));
  }

  sum(): U64s<A> {
    return this.#form.vector(this.words(), this.#name);
  }

  /** Returns the sum in halves. @internal */
  words(): U64Vector {
    return sumOf(vectorsOf(this.#copied, U64_WORDS, 0));
  }
}

export class CombinedCounters<A extends As> implements CombinedEntry<A> {
  readonly kind = "combined";
  readonly #copied: CopiedCounters;
  readonly #form: Form<A>;
  readonly #name: string;

  constructor(copied: CopiedCounters, form: Form<A>, name: string) {
    this.#copied = copied;
    this.#form = form;
    this.#name = name;
    if (form.hasLimit) for (const vector of [...this.#packets(), ...this.#bytes()]) form.check(vector, name);
  }

  get threads(): readonly Combined<A>[] {
    const bytes = this.#bytes();
    return this.#packets().map((packets, thread) => this.#combined(packets, bytes[thread]!));
  }

  sum(): Combined<A> {
    return this.#combined(...this.words());
  }

  /** Returns the sums of packets and bytes in halves. @internal */
  words(): [packets: U64Vector, bytes: U64Vector] {
    return [sumOf(this.#packets()), sumOf(this.#bytes())];
  }

  #packets(): U64Vector[] {
    return vectorsOf(this.#copied, COMBINED_WORDS, 0);
  }

  #bytes(): U64Vector[] {
    return vectorsOf(this.#copied, COMBINED_WORDS, U64_WORDS);
  }

  #combined(packets: U64Vector, bytes: U64Vector): Combined<A> {
    return { packets: this.#form.vector(packets, this.#name), bytes: this.#form.vector(bytes, this.#name) };
  }
}

/** Element 0 of a thread's vector is the exponent of its first bin. */
export class Histograms<A extends As> implements HistogramEntry<A> {
  readonly kind = "histogram";
  readonly #exponents: readonly number[];
  readonly #bins: readonly U64Vector[];
  readonly #form: Form<A>;
  readonly #name: string;

  constructor({ parts }: CopiedCounters, form: Form<A>, name: string) {
    const vectors = parts.map((part) => vectorOf(part, undefined, U64_WORDS, 0));
    this.#exponents = vectors.map((vector) => exponentOf(vector, name));
    this.#bins = vectors.map((vector) => from(vector, 1));
    if (form.hasLimit) for (const vector of this.#bins) form.check(vector, name);
    this.#form = form;
    this.#name = name;
  }

  get threads(): readonly Histogram<A>[] {
    return this.#bins.map((bins, thread) => this.#histogram(this.#exponents[thread]!, bins));
  }

  sum(): Histogram<A> {
    const { minExponent, bins } = this.words();
    return this.#histogram(minExponent, bins);
  }

  /** Returns the histogram of all threads, its bins in halves. @internal */
  words(): { minExponent: number; bins: U64Vector } {
    const used = this.#bins.map((bins, thread) => ({ bins, exponent: this.#exponents[thread]! }));
    const filled = used.filter(({ bins }) => bins.length > 0);
    const least = filled.reduce((lowest, { exponent }) => Math.min(lowest, exponent), filled[0]?.exponent ?? 0);
    const aligned = filled.map(({ bins, exponent }) => behindZeros(bins, exponent - least));
    return { minExponent: least, bins: sumOf(aligned) };
  }

  #histogram(minExponent: number, bins: U64Vector): Histogram<A> {
    return { minExponent, bins: this.#form.vector(bins, this.#name) };
  }
}

function exponentOf({ words, start, length }: U64Vector, name: string): number {
  if (length === 0) return 0;
  const [low, high] = [words[start]!, words[start + 1]!];
  if (low > MAX_EXPONENT || high !== 0) throw damaged(`the histogram ${name} begins at a power that does not exist`);
  return low;
}

function from(vector: U64Vector, index: number): U64Vector {
  const { start, stride, length } = vector;
  return { ...vector, start: start + index * stride, length: Math.max(0, length - index) };
}

/** Returns a vector that has `count` zeros before the numbers of another. */
function behindZeros(vector: U64Vector, count: number): U64Vector {
  if (count === 0) return vector;
  const words = new Uint32Array(U64_WORDS * (count + vector.length));
  words.set(sumOf([vector]).words, U64_WORDS * count);
  return { words, start: 0, stride: U64_WORDS, length: count + vector.length };
}
