import { VppError } from "../../errors.ts";
import type { Input } from "../../wire/index.ts";
import { abortError, onAbort } from "../options.ts";
import { Steps } from "../steps.ts";

const DEFAULT_MAX_QUEUED = 1024;

/** What a `want_*` message takes beside what the client fills in itself. */
export type WantFields<Want> = Omit<Input<Want>, "enableDisable" | "enable" | "pid">;

/** How events are read. */
export interface EventBounds {
  /** How many events may wait for the caller; default 1024. */
  readonly maxQueued?: number;
  /** What happens to one more: the oldest gives way (the default), or the stream ends with `VPP_EVENT_OVERFLOW`. */
  readonly overflow?: "drop-oldest" | "error";
  /** Ends the stream with `VPP_ABORTED`. */
  readonly signal?: AbortSignal;
}

/** `fields` may be left out where the `want_*` message takes none. */
export type EventOptions<Want> = EventBounds &
  (Record<never, never> extends WantFields<Want>
    ? { readonly fields?: WantFields<Want> }
    : { readonly fields: WantFields<Want> });

/** The options may be left out where all of them may. */
export type EventArguments<Want> =
  Record<never, never> extends EventOptions<Want> ? [options?: EventOptions<Want>] : [options: EventOptions<Want>];

/** An event, or a place where events may be missing. */
export type VppEvent<T> =
  | { readonly type: "event"; readonly fields: T }
  /**
   * What is known of VPP's state may be out of date: time to dump it again. `missed` events gave way to newer ones; undefined
   * when the connection was lost, and nobody knows.
   */
  | { readonly type: "gap"; readonly generation: number; readonly missed: number | undefined };

/** The events of one kind, for one reader. */
export class EventStream<T> implements AsyncIterableIterator<VppEvent<T>, undefined> {
  readonly messageName: string;
  readonly #maxQueued: number;
  readonly #failsOnOverflow: boolean;
  readonly #onLeave: () => void;
  readonly #stopListening: () => void;
  /** The signal counts until a reader knows the end. */
  readonly #steps = new Steps<VppEvent<T>>(() => this.#stopListening());
  #queue: VppEvent<T>[] = [];
  #missed = 0;
  #generation: number;

  /** Use `VppClient.events`. */
  constructor(messageName: string, generation: number, bounds: EventBounds, onLeave: () => void) {
    this.messageName = messageName;
    this.#generation = generation;
    this.#maxQueued = bounds.maxQueued ?? DEFAULT_MAX_QUEUED;
    this.#failsOnOverflow = bounds.overflow === "error";
    this.#onLeave = onLeave;
    this.#stopListening = onAbort(bounds.signal, (cause) => this.abort(abortError(messageName, cause)));
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<VppEvent<T>, undefined>> {
    const value = this.#take();
    return value === undefined ? this.#steps.next() : Promise.resolve({ done: false, value });
  }

  /** Leaves the stream; events that wait are thrown away. */
  return(): Promise<IteratorResult<VppEvent<T>, undefined>> {
    this.#clear();
    this.end();
    this.#steps.forgetReason();
    return this.#steps.next();
  }

  /** VPP sent an event. */
  push(fields: T): void {
    this.#put({ type: "event", fields });
  }

  /** A connection was lost, and another has taken its place. */
  renew(generation: number): void {
    this.#generation = generation;
    this.#put({ type: "gap", generation, missed: undefined });
  }

  /** No more events come. */
  end(): void {
    this.#finish();
  }

  /** Ends the stream behind the events that wait. */
  fail(reason: VppError): void {
    this.#finish(reason);
  }

  /** Ends the stream at once: events that wait are thrown away. */
  abort(reason: VppError): void {
    this.#clear();
    if (this.#steps.isOpen) this.#finish(reason);
    else this.#steps.replaceReason(reason);
  }

  #put(event: VppEvent<T>): void {
    if (!this.#steps.isOpen) return;
    if (this.#steps.areWaiting) this.#steps.give(event);
    else if (this.#queue.length < this.#maxQueued) this.#queue.push(event);
    else if (this.#failsOnOverflow) this.fail(this.#overflow());
    else {
      this.#queue.shift();
      this.#missed++;
      this.#queue.push(event);
    }
  }

  #take(): VppEvent<T> | undefined {
    if (this.#missed === 0) return this.#queue.shift();
    const gap = { type: "gap", generation: this.#generation, missed: this.#missed } as const;
    this.#missed = 0;
    return gap;
  }

  #overflow(): VppError {
    const text = `${this.messageName}: more than ${this.#maxQueued} events wait to be read`;
    return new VppError("VPP_EVENT_OVERFLOW", text, { messageName: this.messageName });
  }

  #clear(): void {
    this.#queue = [];
    this.#missed = 0;
  }

  #finish(reason?: VppError): void {
    if (this.#steps.end(reason)) this.#onLeave();
  }
}
