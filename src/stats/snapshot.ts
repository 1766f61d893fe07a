import type { StatsEntry } from "./entry.ts";
import type { Chosen } from "./segment/index.ts";
import type { As } from "./u64.ts";

/** Entries of one moment. */
export interface Snapshot<A extends As> {
  /** The names of the entries. As long as VPP's directory does not change, it is the same array. */
  readonly chosen: readonly Chosen[];
  readonly entries: readonly StatsEntry<A>[];
  /** The time of the copy, in milliseconds of a monotonic clock. */
  readonly timeMs: number;
  /** Differs from one VPP to the next. */
  readonly identity: string;
}
