import { CombinedCounters, SimpleCounters } from "../counters.ts";
import type { StatsEntry } from "../entry.ts";
import { Histograms } from "../histograms.ts";
import type { Snapshot } from "../snapshot.ts";
import { U64_WORDS } from "../u64.ts";

/** The kinds of entries that have numbers. */
export type SummedKind = "scalar" | "gauge" | "simple" | "combined" | "histogram";

/**
 * What is kept of a snapshot to compute differences: the sums of all threads, in halves and in one array, since ten thousand
 * objects or bigints take milliseconds.
 */
export interface Sums extends Pick<Snapshot<"bigint">, "chosen" | "timeMs" | "identity"> {
  /** The kind of each entry; undefined for one without numbers. */
  readonly kinds: readonly (SummedKind | undefined)[];
  /** The word at which the numbers of each entry begin, and the end of the last one. */
  readonly starts: readonly number[];
  readonly words: Uint32Array<ArrayBuffer>;
}

/** Returns the sums of entries. */
export function sumsOf({ chosen, entries, timeMs, identity }: Snapshot<"bigint">): Sums {
  const kinds = entries.map(kindOf);
  const starts = [0];
  for (let i = 0; i < entries.length; i++) starts.push(starts[i]! + wordCount(entries[i]!));
  const words = new Uint32Array(starts[entries.length]!);
  for (let i = 0; i < entries.length; i++) writeSums(entries[i]!, words, starts[i]!, starts[i + 1]!);
  return { chosen, kinds, starts, words, timeMs, identity };
}

type Counters = SimpleCounters<"bigint"> | CombinedCounters<"bigint"> | Histograms<"bigint">;

function isCounters(entry: StatsEntry): entry is Counters {
  return entry instanceof SimpleCounters || entry instanceof CombinedCounters || entry instanceof Histograms;
}

function kindOf(entry: StatsEntry): SummedKind | undefined {
  return isCounters(entry) || "value" in entry ? entry.kind : undefined;
}

function wordCount(entry: StatsEntry): number {
  if (isCounters(entry)) return entry.sumWords;
  return "value" in entry ? U64_WORDS : 0;
}

function writeSums(entry: StatsEntry, words: Uint32Array, at: number, end: number): void {
  if (isCounters(entry)) {
    entry.writeSums(words, at, end);
  } else if ("value" in entry) {
    words[at] = Number(entry.value & 0xffff_ffffn);
    words[at + 1] = Number(entry.value >> 32n);
  }
}
