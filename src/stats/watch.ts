import { setTimeout as pause } from "node:timers/promises";
import { VppError } from "../errors.ts";
import type { StatsEntry } from "./entry.ts";
import type { Snapshot } from "./snapshot.ts";

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

type Reading = Snapshot<"bigint">;

/** The codes of failures that may have passed at the next reading. */
const PASSING: readonly string[] = ["VPP_CONNECT", "VPP_CONNECTION_LOST", "VPP_STATS_BUSY"];

/** The longest delay of a timer of Node.js. */
const MAX_INTERVAL_MS = 2 ** 31 - 1;

/** Gives the differences between readings. See `Stats.watch`. */
export async function* watchEntries(
  read: () => Promise<Reading>,
  { intervalMs, signal }: WatchOptions,
): AsyncGenerator<StatsChange, void, void> {
  const isInterval = typeof intervalMs === "number" && intervalMs > 0 && intervalMs <= MAX_INTERVAL_MS;
  const text = `watch: intervalMs: ${intervalMs} is not a number of milliseconds above 0`;
  if (!isInterval) throw new VppError("VPP_FIELD_RANGE", text);
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
export function changeBetween(before: Reading, after: Reading): StatsChange {
  const seconds = (after.timeMs - before.timeMs) / 1000;
  const reset = after.identity !== before.identity;
  const entries = new Map<string, EntryChange>();
  for (const [name, entry] of after.entries) {
    const previous = before.entries.get(name);
    if (previous === undefined) continue;
    const change = changeOf(previous, entry, { seconds, reset });
    if (change !== undefined) entries.set(name, change);
  }
  return { seconds, reset, entries };
}

type Between = Pick<StatsChange, "seconds" | "reset">;

function changeOf(before: StatsEntry, after: StatsEntry, between: Between): EntryChange | undefined {
  switch (after.kind) {
    case "scalar":
    case "gauge": {
      const hasBefore = before.kind === after.kind && !between.reset;
      return { kind: after.kind, value: after.value, difference: hasBefore ? after.value - before.value : 0n };
    }
    case "simple":
      return { kind: "simple", ...ratesOf(before.kind === "simple" ? before.sum() : undefined, after.sum(), between) };
    case "histogram": {
      const [older, newer] = [before.kind === "histogram" ? before.sum() : undefined, after.sum()];
      const isSame = older?.minExponent === newer.minExponent;
      return { kind: "histogram", ...ratesOf(isSame ? older.bins : undefined, newer.bins, between) };
    }
    case "combined": {
      const [older, newer] = [before.kind === "combined" ? before.sum() : undefined, after.sum()];
      const packets = ratesOf(older?.packets, newer.packets, between);
      const bytes = ratesOf(older?.bytes, newer.bytes, between);
      return { kind: "combined", reset: packets.reset || bytes.reset, packets: only(packets), bytes: only(bytes) };
    }
    default:
      return undefined;
  }
}

function only({ differences, perSecond }: Rates): Rates {
  return { differences, perSecond };
}

/** An index that was not there before counts from 0 on. */
function ratesOf(
  before: BigUint64Array | undefined,
  after: BigUint64Array,
  { seconds, reset }: Between,
): Rates & { reset: boolean } {
  const differences = new BigUint64Array(after.length);
  const perSecond = new Float64Array(after.length);
  if (reset || before === undefined) return { differences, perSecond, reset: true };
  let wentBack = after.length < before.length;
  for (let i = 0; i < after.length; i++) {
    const [older, newer] = [before[i] ?? 0n, after[i]!];
    if (newer === older) continue;
    if (newer < older) {
      wentBack = true;
    } else {
      differences[i] = newer - older;
      perSecond[i] = Number(newer - older) / seconds;
    }
  }
  return { differences, perSecond, reset: wentBack };
}
