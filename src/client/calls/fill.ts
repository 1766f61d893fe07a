import { VppError } from "../../errors.ts";
import { argumentError, BOOLEAN, checkOptions, countFrom, FUNCTION, type Kind } from "../argument-error.ts";
import type { BatchOptions } from "../options.ts";
import type { Batch } from "./batch.ts";

/** Any type but a promise, for which the compiler accepts nothing. */
export type NotPromise<T> = T extends PromiseLike<unknown> ? never : T;

/** Why a batch rejects: `fill` threw it, or returned a promise. */
export interface Failure {
  readonly reason: unknown;
  readonly isThrown: boolean;
}

const BATCH_OPTIONS: readonly (readonly [keyof BatchOptions, Kind])[] = [
  ["window", countFrom(1)],
  ["stopAtFailure", BOOLEAN],
  ["onProgress", FUNCTION],
  ["onSent", FUNCTION],
];

/**
 * Checks the arguments of a batch before anything is called or sent.
 *
 * @throws {VppError} `VPP_FIELD_RANGE`.
 */
export function checkBatch(fill: unknown, options: BatchOptions): void {
  if (!FUNCTION.holds(fill)) throw argumentError("batch: fill", fill, FUNCTION.expected);
  // `[object AsyncFunction]`; a generator function does nothing either when it is called.
  if (Object.prototype.toString.call(fill) !== "[object Function]")
    throw fillError("is an async or a generator function");
  checkOptions("batch", options, BATCH_OPTIONS);
}

/** Calls the function that fills a batch, and returns why the batch rejects; undefined if it does not. */
export function fillAll(fill: (batch: Batch) => unknown, batch: Batch): Failure | undefined {
  try {
    const filled = fill(batch);
    if (!isThenable(filled)) return undefined;
    // It fails where it adds a request too late, which the batch reports.
    if (filled instanceof Promise) filled.catch(() => {});
    return { reason: fillError("returned a promise"), isThrown: false };
  } catch (reason) {
    return { reason, isThrown: true };
  }
}

function isThenable(value: unknown): boolean {
  return typeof (value as { readonly then?: unknown } | null | undefined)?.then === "function";
}

function fillError(what: string): VppError {
  return new VppError("VPP_FIELD_RANGE", `batch: fill ${what}: it has to add all requests before it returns`);
}
