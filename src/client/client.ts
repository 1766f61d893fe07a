import { VppError } from "../errors.ts";
import type { Event } from "../wire/index.ts";
import { argumentError, FUNCTION } from "./argument-error.ts";
import { Generation, VppCalls } from "./calls/index.ts";
import type { Counters } from "./counters.ts";
import { checkEventArguments, type EventArguments, EventHub, type EventStream, failedStream } from "./events/index.ts";
import { type Open, Session } from "./session/index.ts";
import { type ConnectionState, StateStream } from "./state.ts";

/** Prepares a connection before calls are sent on it. */
export type ReadyHook = (generation: Generation) => unknown;

/** The parts of a client. */
export interface ClientParts {
  readonly name: string;
  readonly timeoutMs: number;
  readonly open: Open;
  readonly counters: Counters;
}

/**
 * A client of VPP, until it is closed. It stays one when VPP ends and starts again: each connection is a generation, with
 * message ids, contexts and subscriptions of its own, and no answer of one meets a call of another.
 *
 * While there is no connection, calls fail at once with `VPP_CONNECTION_LOST`, or wait for the next with
 * `{ whenLost: "wait" }`. VPP starts empty: use `onReady` to bring back what it has to know.
 */
export class VppClient extends VppCalls implements AsyncDisposable {
  /** Resolves when the client is closed. */
  readonly closed: Promise<void>;
  readonly #session: Session;
  readonly #counters: Counters;
  readonly #events = new EventHub();
  readonly #hooks = new Set<ReadyHook>();
  readonly #states = new Set<StateStream>();
  #generation: Generation | undefined;
  /** The generation of the events; the first needs no renewal. A state can come twice in one, with other shared memory. */
  #renewed = 1;
  #noteClosed: () => void = () => {};
  #closing: Promise<void> | undefined;

  /** Use `connect`. */
  constructor({ name, timeoutMs, open, counters }: ClientParts) {
    const session = new Session(name, open, {
      prepare: (connection, number) => this.#prepare(new Generation(number, connection, timeoutMs)),
      entered: (state) => this.#entered(state),
    });
    super(session, timeoutMs);
    this.#session = session;
    this.#counters = counters;
    this.closed = new Promise((resolve) => {
      this.#noteClosed = resolve;
    });
  }

  /** The counters of the client so far: a copy, for metrics. */
  get counters(): Readonly<Counters> {
    return { ...this.#counters };
  }

  /** The present state. */
  get state(): ConnectionState {
    return this.#session.state;
  }

  /**
   * The present state, then each change, until the client is closed. A slow reader gets only the newest; the numbers of
   * generations show how many were skipped.
   */
  states(): AsyncIterableIterator<ConnectionState> {
    const stream = new StateStream(this.state, () => this.#states.delete(stream));
    this.#states.add(stream);
    return stream;
  }

  /**
   * Runs a hook on the present connection, and later on each new one before any call of the client is sent on it. When the hook
   * fails there, the client leaves VPP in order and connects again later; `states` has the reason.
   *
   * @returns a function that removes the hook, once the hook has run on the present connection.
   * @throws what the hook throws on the present connection; it is not kept then.
   */
  async onReady(hook: ReadyHook): Promise<() => void> {
    if (!FUNCTION.holds(hook)) throw argumentError("onReady: hook", hook, FUNCTION.expected);
    const forget = (): void => void this.#hooks.delete(hook);
    this.#hooks.add(hook);
    try {
      if (this.state.type === "ready") await hook(this.#generation!);
      return forget;
    } catch (reason) {
      forget();
      throw reason;
    }
  }

  /**
   * The events of one kind, from now on and over all generations. The client subscribes (`want_*`) for the first
   * reader and again in each generation, and unsubscribes after the last.
   *
   * What is dumped after this call shows everything that happened before the first event. Events may be missed while there is
   * no connection, or when the caller reads too slowly: a `gap` stands in their place: dump the state again.
   *
   * @param event with `options.fields`, what else its `want_*` message takes, where it takes anything.
   * @throws {VppError} from the iterator: as `request`, for the `want_*` message; `VPP_EVENT_OVERFLOW`.
   */
  events<T, Want>(event: Event<T, Want>, ...[options]: EventArguments<Want>): EventStream<T> {
    try {
      const given = options === undefined ? {} : options;
      checkEventArguments(event, given);
      return this.#events.open(event, given);
    } catch (reason) {
      return failedStream(VppError.from(reason));
    }
  }

  /**
   * Connects for the first time.
   *
   * @param deadline until when to wait for a VPP that does not listen or answer yet, on the clock of `performance`.
   * @internal
   */
  start(deadline: number, signal: AbortSignal | undefined): Promise<void> {
    return this.#session.start(deadline, signal);
  }

  /** Leaves VPP in order and ends the connection. Calls that VPP has not answered by then fail with `VPP_CLOSED`. */
  close(): Promise<void> {
    this.#closing ??= this.#leave();
    return this.#closing;
  }

  /** Closes the client as `close` does, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** An open client keeps the process alive, unless `unref` was called. */
  ref(): void {
    this.#session.setRef(true);
  }

  /** Lets the process end while the client is open. */
  unref(): void {
    this.#session.setRef(false);
  }

  async #prepare(generation: Generation): Promise<void> {
    this.#generation = generation;
    for (const hook of this.#hooks) await hook(generation);
    await this.#events.subscribeAll(generation);
  }

  #entered(state: ConnectionState): void {
    for (const stream of this.#states) stream.push(state);
    if (state.type === "ready" && state.generation > this.#renewed) {
      this.#events.renew(state.generation);
      this.#renewed = state.generation;
    }
  }

  async #leave(): Promise<void> {
    // VPP answers in order: what switches events off is sent before the goodbye.
    this.#events.close();
    await this.#session.close();
    this.#noteClosed();
  }
}
