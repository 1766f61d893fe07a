/**
 * The differences between readings of statistics. Comes in: a function that reads, and when to call it. Goes out: differences and
 * rates by name. It does not know where entries come from.
 */
export type { EntryChange, StatsChange } from "./change.ts";
export type { Rates } from "./differences.ts";
export { type WatchOptions, watchEntries } from "./watch.ts";
