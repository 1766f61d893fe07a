import { setMaxListeners } from "node:events";
import { VppError, type VppErrorDetails } from "../errors.ts";

/** Bounds of one call, batch or dump. */
export interface CallOptions {
  /** Milliseconds without an answer after which the call fails with `VPP_TIMEOUT`; for dumps and batches, of silence. */
  readonly timeoutMs?: number;
  /** Ends the call with `VPP_ABORTED`. VPP may have done what was asked for. */
  readonly signal?: AbortSignal;
  /** Without a connection to VPP: `fail` at once (the default), or `wait` for the next one, for at most `timeoutMs`. */
  readonly whenLost?: "fail" | "wait";
}

/** Bounds of a dump. */
export interface DumpOptions extends CallOptions {
  /**
   * How many bytes of details may wait to be taken; default 256 MiB. Details beyond end the dump with `VPP_DUMP_OVERFLOW`.
   * VPP is always read at its own pace: it would buffer without bound.
   */
  readonly maxBufferedBytes?: number;
  /**
   * What each step gives: a plain `object` (the default), which stays as it is, or a `view`: one and the same object in all
   * steps, with the same fields, each read out of the received bytes when it is asked for. It shows the details of one step
   * until the next; what is to stay has to be copied before (`{ ...view }` for all of it), and after the last step a view
   * throws `VPP_STALE_VIEW`. A program that runs with `TSVPP_CHECK_VIEWS=1` in its environment gets a view of its own in each
   * step, so that one which is used too late throws instead of showing other details.
   */
  readonly as?: "object" | "view";
}

/** Bounds of a batch. */
export interface BatchOptions extends CallOptions {
  /** How many requests may be outstanding at a time; default 512. */
  readonly window?: number;
  /** Sends no more after the first failure: what is left ends with `VPP_ABORTED`, effect `none`. Default false. */
  readonly stopAtFailure?: boolean;
  /** Called when requests have ended, once a turn of the event loop: how many have so far, and how many were added. */
  readonly onProgress?: (ended: number, added: number) => void;
  /** Called once when no request is left to send: VPP gets later calls after them. Not called if the sending was stopped. */
  readonly onSent?: () => void;
}

/** How VPP's shared memory is used. */
export interface SharedMemoryOptions {
  /** That of `api-segment { prefix ... }` in VPP's configuration; default none. */
  readonly prefix?: string;
  /** Whether an attempt to connect fails without the shared memory. Default false: the socket then takes all. */
  readonly required?: boolean;
}

/** Where and how `connect` connects, and the bounds of calls that give none. Times are in milliseconds, sizes in bytes. */
export interface ConnectOptions {
  /** Default `/run/vpp/api.sock`. */
  readonly socketPath?: string;
  /** The name under which `show api clients` lists the client, at most 63 bytes; default `tsvpp`. */
  readonly name?: string;
  /**
   * How long to wait for a VPP that does not listen or answer yet, in milliseconds; default 0: fail at once if no process
   * listens, after 5 s if VPP is silent. `Infinity` is allowed. Later connections are tried for without end.
   */
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
  /**
   * Sends large batches of short requests by VPP's shared memory beside the socket, which costs less time; for VPP 26.06 on Linux.
   * Read `docs/native.md` first: this process can then write into VPP. `state.sharedMemory` says whether it is used.
   */
  readonly sharedMemory?: boolean | SharedMemoryOptions;
  /** Sends also requests that are known to crash VPP. For tests of VPP itself. */
  readonly unguarded?: boolean;
  /**
   * On SIGINT, SIGTERM and SIGHUP closes the client, then lets the signal take its course unless others listen to it. Default
   * false: signals are the program's. Without it, a signal that ends the process can leave a dead client in VPP.
   */
  readonly closeOnSignals?: boolean;
  /** Ends the attempt to connect. */
  readonly signal?: AbortSignal;
}

/** Bounds of a call with all defaults filled in. */
export interface CallBounds {
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  readonly whenLost: "fail" | "wait";
}

/**
 * Calls back once, with the signal's reason, when the signal is aborted.
 *
 * @returns a function that removes the listener.
 */
export function onAbort(signal: AbortSignal | undefined, aborted: (cause: unknown) => void): () => void {
  if (signal === undefined) return () => {};
  const abort = (): void => aborted(signal.reason);
  // One signal may end any number of calls: more than ten listeners are no leak, as Node.js would warn.
  setMaxListeners(0, signal);
  signal.addEventListener("abort", abort, { once: true });
  return () => signal.removeEventListener("abort", abort);
}

/** Returns `VPP_ABORTED` with effect `none` when the signal is aborted already. */
export function abortedBefore(signal: AbortSignal | undefined, messageName: string): VppError | undefined {
  return signal?.aborted ? abortError(messageName, signal.reason, { effect: "none" }) : undefined;
}

/** Returns `VPP_ABORTED`: VPP may have carried the call out, unless the details say otherwise. */
export function abortError(messageName: string, cause: unknown, details: VppErrorDetails = {}): VppError {
  return new VppError("VPP_ABORTED", `${messageName}: aborted`, { ...details, messageName, cause });
}
