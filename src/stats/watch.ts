import { setTimeout as pause } from "node:timers/promises";
import { VppError } from "../errors.ts";
import { CombinedCounters, Histograms, SimpleCounters } from "./counters.ts";
import type { StatsEntry } from "./entry.ts";
import type { Snapshot } from "./snapshot.ts";
import { bigintOf, type U64Vector, WORD } from "./u64.ts";

/** When entries are read again. */
export interface WatchOptions {
  /** Milliseconds from one reading to the next. */
  readonly intervalMs: number;
  /** Ends the iteration with `VPP_ABORTED`. */
  readonly signal?: AbortSignal;
}

/** Counters of all threads since the reading before. */
export interface Rates {
  /** The difference of each index. */
  readonly differences: BigUint64Array;
  /** The difference of each index divided by the seconds between the two copies. */
  readonly perSecond: Float64Array;
}

/** `reset`: a counter went back, or it is another VPP. The difference of such a counter is 0. */
export type EntryChange =
  | ({ readonly kind: "simple" | "histogram"; readonly reset: boolean } & Rates)
  | { readonly kind: "combined"; readonly reset: boolean; readonly packets: Rates; readonly bytes: Rates }
  | { readonly kind: "scalar" | "gauge"; readonly value: bigint; readonly difference: bigint };

/** The differences between two readings. */
export interface StatsChange {
  /** The seconds between the two copies, by a monotonic clock. */
  readonly seconds: number;
  /** Whether it is another VPP than before. */
  readonly reset: boolean;
  /** Entries that both readings have, by name. Names and rings are left out. */
  readonly entries: Map<string, EntryChange>;
}

/** The codes of failures that may have passed at the next reading. */
const PASSING: readonly string[] = ["VPP_CONNECT", "VPP_CONNECTION_LOST", "VPP_STATS_BUSY"];

/** The longest delay of a timer of Node.js. */
const MAX_INTERVAL_MS = 2 ** 31 - 1;

/** Gives the differences between readings. See `Stats.watch`. */
export async function* watchEntries(
  readAll: () => Promise<Snapshot<"bigint">>,
  { intervalMs, signal }: WatchOptions,
): AsyncGenerator<StatsChange, void, void> {
  const isInterval = typeof intervalMs === "number" && intervalMs > 0 && intervalMs <= MAX_INTERVAL_MS;
  const text = `watch: intervalMs: ${intervalMs} is not a number of milliseconds above 0`;
  if (!isInterval) throw new VppError("VPP_FIELD_RANGE", text);
  const read = async (): Promise<Reading> => readingOf(await readAll());
  let before = await read();
  for (let due = before.timeMs + intervalMs; ; due = nextTime(due, intervalMs)) {
    await waitUntil(due, signal);
    const after = await readIfPossible(read);
    if (after === undefined) continue;
    yield changeBetween(before, after);
    before = after;
  }
}

/** Returns the next time of the interval that has not passed: a slow reader misses some, and the next change covers them. */
function nextTime(due: number, intervalMs: number): number {
  const missed = Math.floor((performance.now() - due) / intervalMs);
  return due + Math.max(1, missed + 1) * intervalMs;
}

async function waitUntil(timeMs: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await pause(Math.max(0, timeMs - performance.now()), undefined, signal === undefined ? {} : { signal });
  } catch {
    throw new VppError("VPP_ABORTED", "watch: ended by the signal", { effect: "none", cause: signal?.reason });
  }
}

async function readIfPossible(read: () => Promise<Reading>): Promise<Reading | undefined> {
  try {
    return await read();
  } catch (reason) {
    if (reason instanceof VppError && PASSING.includes(reason.code)) return undefined;
    throw reason;
  }
}

/** Returns the differences between two readings. */
function changeBetween(before: Reading, after: Reading): StatsChange {
  const seconds = (after.timeMs - before.timeMs) / 1000;
  const reset = after.identity !== before.identity;
  const entries = new Map<string, EntryChange>();
  for (const [name, entry] of after.entries) {
    const previous = before.entries.get(name);
    if (previous === undefined) continue;
    entries.set(name, changeOf(previous, entry, { seconds, reset }));
  }
  return { seconds, reset, entries };
}

/** What is kept of an entry from one reading to the next: sums in halves, since ten thousand bigints take milliseconds. */
type Sums =
  | { readonly kind: "scalar" | "gauge"; readonly value: bigint }
  | { readonly kind: "simple"; readonly sum: U64Vector }
  | { readonly kind: "histogram"; readonly minExponent: number; readonly bins: U64Vector }
  | { readonly kind: "combined"; readonly packets: U64Vector; readonly bytes: U64Vector };

type Reading = Omit<Snapshot<"bigint">, "entries"> & { readonly entries: ReadonlyMap<string, Sums> };

function readingOf({ entries, timeMs, identity }: Snapshot<"bigint">): Reading {
  const all = new Map<string, Sums>();
  for (const [name, entry] of entries) {
    const sums = sumsOf(entry);
    if (sums !== undefined) all.set(name, sums);
  }
  return { entries: all, timeMs, identity };
}

function sumsOf(entry: StatsEntry): Sums | undefined {
  if (entry instanceof SimpleCounters) return { kind: "simple", sum: entry.words() };
  if (entry instanceof Histograms) return { kind: "histogram", ...entry.words() };
  if (entry instanceof CombinedCounters) {
    const [packets, bytes] = entry.words();
    return { kind: "combined", packets, bytes };
  }
  return entry.kind === "scalar" || entry.kind === "gauge" ? { kind: entry.kind, value: entry.value } : undefined;
}

type Between = Pick<StatsChange, "seconds" | "reset">;

function changeOf(before: Sums, after: Sums, between: Between): EntryChange {
  switch (after.kind) {
    case "scalar":
    case "gauge": {
      const hasBefore = before.kind === after.kind && !between.reset;
      return { kind: after.kind, value: after.value, difference: hasBefore ? after.value - before.value : 0n };
    }
    case "simple":
      return { kind: "simple", ...ratesOf(before.kind === "simple" ? before.sum : undefined, after.sum, between) };
    case "histogram": {
      const isSame = before.kind === "histogram" && before.minExponent === after.minExponent;
      return { kind: "histogram", ...ratesOf(isSame ? before.bins : undefined, after.bins, between) };
    }
    case "combined": {
      const older = before.kind === "combined" ? before : undefined;
      const packets = ratesOf(older?.packets, after.packets, between);
      const bytes = ratesOf(older?.bytes, after.bytes, between);
      return { kind: "combined", reset: packets.reset || bytes.reset, packets: only(packets), bytes: only(bytes) };
    }
  }
}

function only({ differences, perSecond }: Rates): Rates {
  return { differences, perSecond };
}

/** An index that was not there before counts from 0 on. Both vectors are sums, which lie without gaps from word 0 on. */
function ratesOf(
  before: U64Vector | undefined,
  after: U64Vector,
  { seconds, reset }: Between,
): Rates & { reset: boolean } {
  const differences = new BigUint64Array(after.length);
  const perSecond = new Float64Array(after.length);
  if (reset || before === undefined) return { differences, perSecond, reset: true };
  let wentBack = after.length < before.length;
  for (let i = 0; i < after.length; i++) {
    let low = after.words[2 * i]! - (before.words[2 * i] ?? 0);
    let high = after.words[2 * i + 1]! - (before.words[2 * i + 1] ?? 0);
    if (low === 0 && high === 0) continue;
    if (low < 0) {
      low += WORD;
      high--;
    }
    if (high < 0) {
      wentBack = true;
    } else {
      differences[i] = bigintOf(low, high);
      perSecond[i] = (high * WORD + low) / seconds;
    }
  }
  return { differences, perSecond, reset: wentBack };
}
