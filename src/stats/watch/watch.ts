import { setTimeout as pause } from "node:timers/promises";
import { VppError } from "../../errors.ts";
import type { Snapshot } from "../snapshot.ts";
import { changeBetween, type StatsChange } from "./change.ts";
import { type Sums, sumsOf } from "./sums.ts";

/** When entries are read again. */
export interface WatchOptions {
  /** Milliseconds from one reading to the next. */
  readonly intervalMs: number;
  /** Ends the iteration with `VPP_ABORTED`. */
  readonly signal?: AbortSignal;
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
  const read = async (): Promise<Sums> => sumsOf(await readAll());
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

async function readIfPossible(read: () => Promise<Sums>): Promise<Sums | undefined> {
  try {
    return await read();
  } catch (reason) {
    if (reason instanceof VppError && PASSING.includes(reason.code)) return undefined;
    throw reason;
  }
}
