import { Counters } from "./counters.ts";
import type { StatsSegment } from "./segment.ts";

/** The entries with counters, in a segment for a number of threads. */
export class CounterTable {
  readonly segment: StatsSegment;
  /** The main thread and the workers. */
  readonly threads: number;
  readonly #counters = new Map<number, Counters>();

  constructor(segment: StatsSegment, threads: number) {
    this.segment = segment;
    this.threads = threads;
  }

  /** Adds an entry with so many counters. `threads` is 1 where VPP has one vector for all. */
  add(type: "simple" | "combined", name: string, length: number, threads: number = this.threads): Counters {
    const counters = new Counters(this.segment, type, name, threads);
    counters.validate(length - 1);
    this.#counters.set(counters.entryIndex, counters);
    return counters;
  }

  /** The counters of an entry. */
  get(entryIndex: number): Counters | undefined {
    return this.#counters.get(entryIndex);
  }
}
