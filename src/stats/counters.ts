import type { Combined, CombinedEntry, SimpleEntry } from "./entry.ts";
import type { Part } from "./segment/index.ts";
import { type As, addTo, type Form, U64_WORDS, type U64s, WORD } from "./u64.ts";

const COMBINED_WORDS = 2 * U64_WORDS;

/**
 * Counters in copied memory, which are converted when they are asked for: of ten thousand symlinks most are only summed. The
 * column is the one index of a symlink, and undefined for all; an index that a thread does not have gives no number.
 */
class Counters<A extends As> {
  readonly #parts: readonly Part[];
  readonly #column: number | undefined;
  /** The words of an element. */
  readonly #stride: number;
  readonly #form: Form<A>;
  readonly #name: string;

  constructor(stride: number, parts: readonly Part[], column: number | undefined, form: Form<A>, name: string) {
    this.#stride = stride;
    this.#parts = parts;
    this.#column = column;
    this.#form = form;
    this.#name = name;
    if (form.hasLimit) this.check();
  }

  /** The number of counters of the thread that has most. */
  protected get count(): number {
    let longest = 0;
    for (const part of this.#parts) longest = Math.max(longest, countOf(part, this.#column, this.#stride));
    return longest;
  }

  /** Returns the numbers of each thread that are at word `first` of an element. */
  protected threadsOf(first: number): U64s<A>[] {
    const [column, stride] = [this.#column, this.#stride];
    return this.#parts.map((part) => {
      const [start, length] = [startOf(part, column, stride) + first, countOf(part, column, stride)];
      return this.#form.vector({ words: part.words, start, stride, length }, this.#name);
    });
  }

  /** Returns the sums of the numbers that are at word `first` of an element. */
  protected sumOf(first: number): U64s<A> {
    if (this.#column !== undefined) return this.sumOfColumn(first, this.#column);
    const words = new Uint32Array(U64_WORDS * this.count);
    this.add(first, words, 0);
    return this.#form.own(words, this.#name);
  }

  /** Adds the numbers of all threads that are at word `first` of an element to those at word `at` of `words`. */
  protected add(first: number, words: Uint32Array, at: number): void {
    const [column, stride] = [this.#column, this.#stride];
    for (const part of this.#parts) {
      addTo(words, at, part.words, startOf(part, column, stride) + first, stride, countOf(part, column, stride));
    }
  }

  /** Returns the sum of one counter, without an array for it: ten thousand symlinks have ten thousand. */
  protected sumOfColumn(first: number, column: number): U64s<A> {
    let [low, high, count] = [0, 0, 0];
    for (const part of this.#parts) {
      if (countOf(part, column, this.#stride) === 0) continue;
      const at = startOf(part, column, this.#stride) + first;
      low += part.words[at]!;
      high += part.words[at + 1]!;
      count = 1;
    }
    const carry = Math.floor(low / WORD);
    return this.#form.few(count, low >>> 0, (high + carry) >>> 0, this.#name);
  }

  /** The numbers of an element are side by side. */
  protected check(): void {
    const [column, stride] = [this.#column, this.#stride];
    for (const part of this.#parts) {
      const count = (countOf(part, column, stride) * stride) / U64_WORDS;
      this.#form.check(part.words, startOf(part, column, stride), count, this.#name);
    }
  }
}

/** Returns the word at which the elements of a thread begin, or the one of a column. */
function startOf({ at }: Part, column: number | undefined, stride: number): number {
  return at / 4 + (column ?? 0) * stride;
}

function countOf({ byteLength }: Part, column: number | undefined, stride: number): number {
  const count = byteLength / 4 / stride;
  if (column === undefined) return count;
  return column < count ? 1 : 0;
}

/** A number for each thread and index. */
export class SimpleCounters<A extends As> extends Counters<A> implements SimpleEntry<A> {
  readonly kind = "simple";
  #threads: U64s<A>[] | undefined;

  constructor(parts: readonly Part[], column: number | undefined, form: Form<A>, name: string) {
    super(U64_WORDS, parts, column, form, name);
  }

  get threads(): readonly U64s<A>[] {
    this.#threads ??= this.threadsOf(0);
    return this.#threads;
  }

  sum(): U64s<A> {
    return this.sumOf(0);
  }

  /** The number of words that `writeSums` writes. @internal */
  get sumWords(): number {
    return U64_WORDS * this.count;
  }

  /** Writes the sums in halves to words that are 0. @internal */
  writeSums(words: Uint32Array, at: number): void {
    this.add(0, words, at);
  }
}

/** Packets and bytes for each thread and index. */
export class CombinedCounters<A extends As> extends Counters<A> implements CombinedEntry<A> {
  readonly kind = "combined";
  #threads: Combined<A>[] | undefined;

  constructor(parts: readonly Part[], column: number | undefined, form: Form<A>, name: string) {
    super(COMBINED_WORDS, parts, column, form, name);
  }

  get threads(): readonly Combined<A>[] {
    this.#threads ??= this.#readThreads();
    return this.#threads;
  }

  sum(): Combined<A> {
    return { packets: this.sumOf(0), bytes: this.sumOf(U64_WORDS) };
  }

  /** The number of words that `writeSums` writes. @internal */
  get sumWords(): number {
    return COMBINED_WORDS * this.count;
  }

  /** Writes the sums of packets, and behind them those of bytes, in halves to words that are 0. @internal */
  writeSums(words: Uint32Array, at: number, end: number): void {
    this.add(0, words, at);
    this.add(U64_WORDS, words, (at + end) / 2);
  }

  #readThreads(): Combined<A>[] {
    const bytes = this.threadsOf(U64_WORDS);
    return this.threadsOf(0).map((packets, thread) => ({ packets, bytes: bytes[thread]! }));
  }
}
