import type { StatsEntry } from "./entry.ts";
import type { As } from "./u64.ts";

/** Entries of one moment. */
export interface Snapshot<A extends As> {
  readonly entries: Map<string, StatsEntry<A>>;
  /** The time of the copy, in milliseconds of a monotonic clock. */
  readonly timeMs: number;
  /** Differs from one VPP to the next. */
  readonly identity: string;
}
