import type { VppError, VppErrorCode } from "../errors.ts";

/** Taken when the module loads: tests replace the global function. */
const schedule = setImmediate;
/** Errors of calls that were not sent, and that a caller may answer by calling again at once. */
const PACED: ReadonlySet<VppErrorCode> = new Set(["VPP_CONNECTION_LOST", "VPP_CLOSED", "VPP_OVERLOADED"]);

let waiting: (() => void)[] = [];

/** Calls back in a later turn of the event loop, for all calls of one turn by one immediate. */
export function inLaterTurn(callback: () => void): void {
  if (waiting.push(callback) === 1) schedule(runAll);
}

/**
 * Returns whether a call that ends for this reason must end in a later turn. Promises are settled before the event loop goes
 * on: a caller that repeats such a call without a pause would keep the event loop from the input that ends the cause.
 */
export function isPaced({ code, effect }: VppError): boolean {
  return effect === "none" && PACED.has(code);
}

/** Ends a call that was not sent. */
export function endUnsent(reason: VppError, end: (reason: VppError) => void): void {
  if (isPaced(reason)) inLaterTurn(() => end(reason));
  else end(reason);
}

function runAll(): void {
  const callbacks = waiting;
  waiting = [];
  for (const callback of callbacks) callback();
}
