/**
 * Reads the statistics that VPP keeps in memory for others: counters of interfaces, nodes, errors and routes, and what VPP says of
 * itself. Comes in: a socket that gives the descriptor of that memory. Goes out: entries by name. Knows nothing of the binary API.
 *
 * @example
 * import { openStats } from "tsvpp/stats";
 *
 * await using stats = await openStats();
 * const rx = (await stats.read("^/if/rx$")).get("/if/rx");
 */
export type {
  Combined,
  CombinedEntry,
  EmptyEntry,
  Histogram,
  HistogramEntry,
  NamesEntry,
  RingEntry,
  RingThread,
  ScalarEntry,
  SimpleEntry,
  StatsEntry,
  UnknownEntry,
} from "./entry.ts";
export { openStats, type StatsOptions } from "./open-stats.ts";
export type { StatsPattern } from "./pattern.ts";
export { type ReadOptions, Stats } from "./stats.ts";
export type { As, U64, U64s } from "./u64.ts";
export type { EntryChange, Rates, StatsChange, WatchOptions } from "./watch/index.ts";
