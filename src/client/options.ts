import { VppError, type VppErrorEffect } from "../errors.ts";

/** Bounds of one call, batch or dump. */
export interface CallOptions {
  /** Milliseconds without an answer after which the call fails with `VPP_TIMEOUT`; for dumps and batches, of silence. */
  readonly timeoutMs?: number;
  /** Ends the call with `VPP_ABORTED`. VPP may have done what was asked for. */
  readonly signal?: AbortSignal;
}

/** Bounds of a batch. */
export interface BatchOptions extends CallOptions {
  /** How many requests are on their way at a time; default 512. */
  readonly window?: number;
}

export interface ConnectOptions {
  /** Default `/run/vpp/api.sock`. */
  readonly socketPath?: string;
  /** The name under which `show api clients` lists the client, at most 63 bytes; default `tsvpp`. */
  readonly name?: string;
  /** How long to wait for a VPP that does not listen yet, in milliseconds; default 0: fail at once. `Infinity` is allowed. */
  readonly waitMs?: number;
  /** The deadline of calls that give none, in milliseconds; default 5000. */
  readonly timeoutMs?: number;
  /** How many bytes may wait for a VPP that does not read; default 16 MiB. Calls beyond fail with `VPP_OVERLOADED`. */
  readonly maxQueuedBytes?: number;
  /**
   * A folder of `.api.json` files of this VPP and its plugins. It is read when VPP lists another version of a message than the
   * one that is used, and the catalogue of releases does not have that version.
   */
  readonly apiFolder?: string;
  /** Sends even what is known to crash VPP. For those who test VPP itself. */
  readonly unguarded?: boolean;
  /** Ends the attempt to connect. */
  readonly signal?: AbortSignal;
}

/** Bounds of a call with all defaults filled in. */
export interface CallBounds {
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Calls back once, with `VPP_ABORTED`, when the signal is aborted.
 *
 * @returns what to call when the signal does not matter any more.
 */
export function onAbort(
  signal: AbortSignal | undefined,
  messageName: string,
  aborted: (reason: VppError) => void,
): () => void {
  if (signal === undefined) return () => {};
  const abort = (): void => aborted(abortError(messageName, signal, "unknown"));
  signal.addEventListener("abort", abort, { once: true });
  return () => signal.removeEventListener("abort", abort);
}

/** `VPP_ABORTED` when the signal is aborted already: nothing is sent then. */
export function abortedBefore(signal: AbortSignal | undefined, messageName: string): VppError | undefined {
  return signal?.aborted ? abortError(messageName, signal, "none") : undefined;
}

function abortError(messageName: string, { reason }: AbortSignal, effect: VppErrorEffect): VppError {
  return new VppError("VPP_ABORTED", `${messageName}: aborted`, { effect, messageName, cause: reason });
}
