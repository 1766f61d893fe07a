import { VppError } from "../../errors.ts";
import type { Input } from "../../wire/index.ts";
import { abortError, onAbort } from "../options.ts";
import { Steps } from "../steps.ts";

const DEFAULT_MAX_QUEUED = 1024;

/** The fields of a `want_*` message that the client does not fill in itself. */
export type WantFields<Want> = Omit<Input<Want>, "enableDisable" | "enable" | "pid">;

/** Bounds of a stream of events. */
export interface EventBounds {
  /** How many events may wait for the caller; default 1024. */
  readonly maxQueued?: number;
  /** What one event more does: it takes the place of the oldest (the default), or ends the stream with `VPP_EVENT_OVERFLOW`. */
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
   * A copy of VPP's state may be out of date from here on: dump it again. `missed` is the number of events that newer ones
   * replaced; undefined when the connection was lost, since VPP keeps no count.
   */
  | { readonly type: "gap"; readonly generation: number; readonly missed: number | undefined };

/** The events of one kind, for one caller. */
export class EventStream<T> implements AsyncIterableIterator<VppEvent<T>, undefined> {
  readonly messageName: string;
  readonly #maxQueued: number;
  readonly #failsOnOverflow: boolean;
  readonly #onLeave: () => void;
  readonly #stopListening: () => void;
  /** The signal counts until a step has learned of the end. */
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
    this.#stopListening = onAbort(bounds.signal, (cause) => this.#abort(abortError(messageName, cause)));
  }

  /** Returns the stream itself: each event goes to one reader. */
  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Returns the oldest event that waits, or the next one that VPP sends. @throws {VppError} the reason why the stream has ended. */
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

  /** Adds an event that VPP sent. */
  push(fields: T): void {
    this.#put({ type: "event", fields });
  }

  /** Adds a gap: another connection has taken the place of the one that was lost. */
  renew(generation: number): void {
    this.#generation = generation;
    this.#put({ type: "gap", generation, missed: undefined });
  }

  /** Ends the stream behind the events that wait. */
  end(reason?: VppError): void {
    if (this.#steps.end(reason)) this.#onLeave();
  }

  /** Ends the stream; the events that wait are thrown away. */
  #abort(reason: VppError): void {
    this.#clear();
    if (this.#steps.isOpen) this.end(reason);
    else this.#steps.replaceReason(reason);
  }

  #put(event: VppEvent<T>): void {
    if (!this.#steps.isOpen) return;
    if (this.#steps.areWaiting) this.#steps.give(event);
    else if (this.#queue.length < this.#maxQueued) this.#queue.push(event);
    else if (this.#failsOnOverflow) this.end(this.#overflow());
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
    const text = `more than ${this.#maxQueued} events wait to be read: read them faster, or raise maxQueued`;
    return new VppError("VPP_EVENT_OVERFLOW", `${this.messageName}: ${text}`, { messageName: this.messageName });
  }

  #clear(): void {
    this.#queue = [];
    this.#missed = 0;
  }
}
