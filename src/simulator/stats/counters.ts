import { COUNTER_BYTES, counterForm, EntryType, encodeWords, POINTER_BYTES } from "./layout.ts";
import type { StatsSegment } from "./segment.ts";
import { Vector } from "./vector.ts";

/** The counters of an entry: for each thread a vector of numbers, or of pairs of packets and bytes. */
export class Counters {
  readonly entryIndex: number;
  readonly #segment: StatsSegment;
  readonly #words: number;
  readonly #outer: Vector;
  readonly #threads: readonly Vector[];

  constructor(segment: StatsSegment, type: "simple" | "combined", name: string, threads: number) {
    this.#segment = segment;
    this.entryIndex = segment.add(EntryType[type], name);
    this.#words = type === "simple" ? 1 : 2;
    this.#outer = new Vector(segment.memory, counterForm(POINTER_BYTES));
    const form = counterForm(this.#words * COUNTER_BYTES);
    this.#threads = Array.from({ length: threads }, () => new Vector(segment.memory, form));
  }

  /** The number of counters that each thread has. */
  get length(): number {
    return this.#threads[0]!.length;
  }

  /** The number of threads. */
  get threads(): number {
    return this.#threads.length;
  }

  /**
   * Lets there be a counter at an index, and those below. The epoch changes only when a vector moves: until then its length
   * grows alone.
   *
   * @see VPP src/vlib/stats/stats.c vlib_stats_validate
   */
  validate(index: number): void {
    if (index < this.length) return;
    if (this.#threads.some((thread) => thread.mustMove(index + 1))) this.#segment.change(() => this.#grow(index + 1));
    else for (const thread of this.#threads) thread.setLength(index + 1);
  }

  /** Sets the counter of a thread: a number, or packets and bytes. */
  set(thread: number, index: number, words: readonly bigint[]): void {
    this.#threads[thread]!.write(index, encodeWords(...words));
  }

  /** Sets a counter to 0 in all threads. */
  clear(index: number): void {
    const zeros = new Uint8Array(this.#words * COUNTER_BYTES);
    for (const thread of this.#threads) thread.write(index, zeros);
  }

  #grow(length: number): void {
    this.#outer.setLength(this.#threads.length);
    for (const [at, thread] of this.#threads.entries()) {
      thread.setLength(length);
      this.#outer.write(at, encodeWords(thread.address));
    }
    this.#segment.setValue(this.entryIndex, this.#outer.address);
  }
}
