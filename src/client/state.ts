import type { VppError } from "../errors.ts";
import { Steps } from "./steps.ts";

/** What became of VPP's shared memory, if `connect` was asked to use it. */
export type SharedMemoryState =
  /** Not asked for. */
  | { readonly type: "off" }
  /** Large batches go by it, with at most so many requests outstanding. */
  | { readonly type: "on"; readonly slots: number }
  /** It was not fit to be used, or is so no longer: the socket takes all. The next generation tries again. */
  | { readonly type: "refused" | "broken"; readonly reason: VppError };

/**
 * Where a client stands. Each connection is a generation of its own, counted from 1: message ids, contexts and subscriptions
 * of one mean nothing to the next.
 */
export type ConnectionState =
  /** Tries to bring up this generation. */
  | { readonly type: "connecting"; readonly generation: number }
  /** Registered, and all hooks are done: calls go through. */
  | { readonly type: "ready"; readonly generation: number; readonly sharedMemory: SharedMemoryState }
  /** Without a connection; tries again after `retryMs`. The generation is the last that there was. */
  | { readonly type: "lost"; readonly generation: number; readonly reason: VppError; readonly retryMs: number }
  | { readonly type: "closed"; readonly generation: number };

/** The states of a client as they come; of those that wait to be read, the newest. It ends with `closed`. */
export class StateStream implements AsyncIterableIterator<ConnectionState, undefined> {
  readonly #onLeave: () => void;
  readonly #steps = new Steps<ConnectionState>();
  #newest: ConnectionState | undefined;

  constructor(present: ConnectionState, onLeave: () => void) {
    this.#onLeave = onLeave;
    this.push(present);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  push(state: ConnectionState): void {
    if (this.#steps.areWaiting) this.#steps.give(state);
    else this.#newest = state;
    if (state.type === "closed") this.#end();
  }

  next(): Promise<IteratorResult<ConnectionState, undefined>> {
    const state = this.#newest;
    this.#newest = undefined;
    return state === undefined ? this.#steps.next() : Promise.resolve({ done: false, value: state });
  }

  return(): Promise<IteratorResult<ConnectionState, undefined>> {
    this.#newest = undefined;
    this.#end();
    return this.next();
  }

  #end(): void {
    this.#steps.end();
    this.#onLeave();
  }
}
