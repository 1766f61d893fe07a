import { cliInband } from "../binapi/vlib.ts";
import { VppError } from "../errors.ts";
import type { Dump, Input, MessageTable, Paged, Request } from "../wire/index.ts";
import { type Batch, BatchRun, type Outcome } from "./batch.ts";
import type { Compatibility } from "./compatibility.ts";
import type { Connection } from "./connection.ts";
import { copyInput } from "./copy-input.ts";
import { DumpCall } from "./dump.ts";
import { sayGoodbye } from "./goodbye.ts";
import { abortedBefore, type BatchOptions, type CallBounds, type CallOptions, onAbort } from "./options.ts";
import { RequestCall, type Settle } from "./request-call.ts";
import type { Route } from "./routes.ts";

const DEFAULT_WINDOW = 512;

/** Takes the two ends of a promise out of its constructor, without a function for each promise. */
let resolveNew: (value: never) => void;
let rejectNew: (reason: VppError) => void;
function takeEnds(resolve: (value: never) => void, reject: (reason: VppError) => void): void {
  resolveNew = resolve;
  rejectNew = reject;
}

/**
 * A client of one VPP, registered until it is closed. Calls of one turn of the event loop leave together; VPP carries them
 * out in order. Only the first use of a message of which VPP has another version waits until that is found, and calls behind
 * it go first, unless they are in one batch with it.
 *
 * Values are encoded before a method returns, so objects that were given may change afterwards (but see `Batch.add`). No
 * method throws: every error comes by the promise or the iterator.
 */
export class VppClient implements AsyncDisposable {
  readonly #connection: Connection;
  readonly #timeoutMs: number;
  #closing: Promise<void> | undefined;

  /** Use `connect`. */
  constructor(connection: Connection, timeoutMs: number) {
    this.#connection = connection;
    this.#timeoutMs = timeoutMs;
  }

  /** Which messages this VPP has, by name and CRC. */
  get messageTable(): MessageTable {
    return this.#connection.registration.table;
  }

  /**
   * Sends a request and gives the reply's fields.
   *
   * @throws {VppError} `VPP_RETVAL` when VPP refuses; `VPP_FIELD_RANGE`, `VPP_FIELD_MISSING`, `VPP_HAZARD`,
   * `VPP_MESSAGE_MISSING`, `VPP_NO_EVAL`, `VPP_SCHEMA`, `VPP_OVERLOADED` when nothing was sent; `VPP_TIMEOUT`, `VPP_ABORTED`,
   * `VPP_CONNECTION_LOST` when VPP may have carried it out; `VPP_CLOSED`.
   */
  request<T, Reply>(message: Request<T, Reply>, fields: Input<T>, options: CallOptions = {}): Promise<Reply> {
    return this.#answer(message, fields, this.#bounds(options));
  }

  /**
   * Asks for a dump and gives its details one by one. Leaving the loop early is free.
   *
   * @throws {VppError} as `request`, from the iterator.
   */
  dump<T, Details>(
    message: Dump<T, Details> | Paged<T, Details, unknown>,
    fields: Input<T>,
    options: CallOptions = {},
  ): AsyncIterableIterator<Details> {
    return new DumpCall(this.#connection, message, fields, this.#bounds(options));
  }

  /**
   * Sends many requests and tells how each ended, in the order in which they were added. The promise rejects only with what
   * `fill` throws.
   *
   * @param fill adds the requests, synchronously.
   * @throws {VppError} `VPP_FIELD_RANGE` for a window less than 1; whatever `fill` throws. Failures of requests are outcomes.
   */
  batch(fill: (batch: Batch) => void, options: BatchOptions = {}): Promise<Outcome[]> {
    const { timeoutMs, signal } = this.#bounds(options);
    const { window = DEFAULT_WINDOW } = options;
    if (!(window >= 1))
      return Promise.reject(new VppError("VPP_FIELD_RANGE", `batch: window ${window} is not 1 or more`));
    return new Promise((resolve) => {
      const run = new BatchRun(this.#connection, window, timeoutMs, (outcomes) => {
        stop();
        resolve(outcomes);
      });
      const stop = onAbort(signal, "batch", (reason) => run.abort(reason.cause));
      if (signal?.aborted) run.abort(signal.reason);
      try {
        fill(run);
      } finally {
        run.filled();
      }
    });
  }

  /**
   * The text that VPP's command line answers.
   *
   * @throws {VppError} `VPP_RETVAL` with VPP's text when the command is unknown or fails.
   */
  async cli(command: string, options: CallOptions = {}): Promise<string> {
    const { retval, reply } = await this.#answer(cliInband, { cmd: command }, this.#bounds(options), true);
    if (retval >= 0) return reply;
    throw new VppError("VPP_RETVAL", `cli: ${reply.trim()}`, { messageName: cliInband.name, retval });
  }

  /**
   * Tells, message by message, whether this VPP has the version that the bindings were generated from, and what differs.
   *
   * @param names messages or modules, by VPP's names; all messages when there are none.
   * @throws {VppError} `VPP_SCHEMA` for a name that the bindings do not have.
   */
  async compatibility(names: readonly string[] = []): Promise<Compatibility[]> {
    const { compareWith } = await import("./compatibility.ts");
    return compareWith(this.messageTable, names, await this.#connection.routes.definitions());
  }

  /** Leaves VPP in order and ends the connection. Calls that VPP has not answered by then fail with `VPP_CLOSED`. */
  close(): Promise<void> {
    this.#closing ??= this.#leave();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** An open client keeps the process alive, unless `unref` was called. */
  ref(): void {
    this.#connection.transport.ref();
  }

  unref(): void {
    this.#connection.transport.unref();
  }

  /** @param keepsRetval whether a negative return value is an answer like any other. */
  #answer<T, Reply>(
    message: Request<T, Reply>,
    fields: Input<T>,
    bounds: CallBounds,
    keepsRetval = false,
  ): Promise<Reply> {
    const promise = new Promise<Reply>(takeEnds as never);
    const settle: Settle<Reply> = { resolve: resolveNew as (reply: Reply) => void, reject: rejectNew };
    try {
      const aborted = abortedBefore(bounds.signal, message.name);
      if (aborted !== undefined) throw aborted;
      const known = this.#connection.routes.of(message);
      if (known instanceof Promise) {
        const copy = copyInput(fields);
        return this.#after(known, message.name, bounds, () => this.#answer(message, copy, bounds, keepsRetval));
      }
      const route = keepsRetval ? { ...known, retval: "none" as const } : known;
      if (bounds.signal === undefined) this.#send(route, fields, bounds.timeoutMs, settle);
      else this.#sendAbortable(route, fields, bounds, settle);
    } catch (reason) {
      settle.reject(reason as VppError);
    }
    return promise;
  }

  /** Answers once VPP's version of a message is known; nothing is sent before. */
  #after<Reply>(
    route: Promise<Route>,
    messageName: string,
    { signal }: CallBounds,
    answer: () => Promise<Reply>,
  ): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const stop = onAbort(signal, messageName, () => reject(abortedBefore(signal, messageName)));
      route.then(answer).then(resolve, reject).finally(stop);
    });
  }

  #send<T, Reply>(route: Route, fields: Input<T>, timeoutMs: number, settle: Settle<Reply>): number {
    const connection = this.#connection;
    const call = new RequestCall(route, connection.reader, connection.deadlineIn(timeoutMs), settle);
    return connection.send(route, fields, call);
  }

  #sendAbortable<T, Reply>(
    route: Route,
    fields: Input<T>,
    { timeoutMs, signal }: CallBounds,
    settle: Settle<Reply>,
  ): void {
    let stop = (): void => {};
    const context = this.#send(route, fields, timeoutMs, {
      resolve: (reply: Reply) => {
        stop();
        settle.resolve(reply);
      },
      reject: (reason) => {
        stop();
        settle.reject(reason);
      },
    });
    stop = onAbort(signal, route.request.name, (reason) => {
      this.#connection.forget(context);
      settle.reject(reason);
    });
  }

  #bounds(options: CallOptions): CallBounds {
    return { timeoutMs: options.timeoutMs ?? this.#timeoutMs, signal: options.signal };
  }

  async #leave(): Promise<void> {
    const connection = this.#connection;
    const farewell = sayGoodbye(connection);
    connection.refuse("VPP_CLOSED", "the client is closed");
    // A VPP that does not answer, or is gone: there is nothing left to leave in order.
    await farewell.catch(() => connection.transport.destroy());
    connection.end("VPP_CLOSED", "the client is closed");
    await connection.transport.close();
  }
}
