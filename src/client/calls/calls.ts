import { getApiJson } from "../../binapi/memclnt.ts";
import { cliInband } from "../../binapi/vlib.ts";
import { type Method, namingCaller, VppError } from "../../errors.ts";
import type { Dump, Input, MessageTable, Paged, Request } from "../../wire/index.ts";
import {
  argumentError,
  checkOptions,
  countFrom,
  type Kind,
  MILLISECONDS,
  messageError,
  oneOf,
  SIGNAL,
} from "../argument-error.ts";
import type { Connection, ConnectionSource, Resolve } from "../connection/index.ts";
import { endUnsent } from "../later-turn.ts";
import {
  abortedBefore,
  type BatchOptions,
  type CallBounds,
  type CallOptions,
  type DumpOptions,
  onAbort,
} from "../options.ts";
import type { Compatibility, ServedRequest } from "../versions/index.ts";
import { boundsSince, NO_DEFINITIONS, NO_VERSION, within } from "../within.ts";
import { type Batch, BatchRun } from "./batch.ts";
import { copyInput } from "./copy-input.ts";
import { failedDump } from "./failed-dump.ts";
import { checkBatch, type Failure, fillAll, type NotPromise } from "./fill.ts";
import { type Outcomes, outcomesNamingCaller, typedOutcomes } from "./outcomes.ts";
import { PagedDump } from "./paged-dump.ts";
import { PlainDump } from "./plain-dump.ts";
import { send, sendAbortable } from "./send.ts";

const DEFAULT_MAX_BUFFERED_BYTES = 256 * 1024 * 1024;

const CALL_OPTIONS: readonly (readonly [keyof CallOptions, Kind])[] = [
  ["timeoutMs", MILLISECONDS],
  ["signal", SIGNAL],
  ["whenLost", oneOf("fail", "wait")],
];
const DUMP_OPTIONS: readonly (readonly [keyof DumpOptions, Kind])[] = [
  ["maxBufferedBytes", countFrom(0)],
  ["as", oneOf("object", "view")],
];

/** The end of the promise that was made last, from one function for all promises (CLIENT-2). */
let resolveNew: (value: never) => void;
function takeEnd(resolve: (value: never) => void): void {
  resolveNew = resolve;
}

/**
 * The calls of a VPP. Calls of one turn of the event loop leave together, and VPP carries them out in order. One exception: if
 * VPP has another version of a message, the first call with it waits until that version is found, and later calls overtake it,
 * unless they are in one batch with it.
 *
 * Values are encoded before a method returns, so objects that were given may change afterwards (but see `Batch.add`). No
 * method throws: every error comes by the promise or the iterator.
 */
export class VppCalls {
  readonly #source: ConnectionSource;
  /** The bounds of calls without options. */
  readonly #usualBounds: CallBounds;

  /** Use `connect`. */
  constructor(source: ConnectionSource, timeoutMs: number) {
    this.#source = source;
    this.#usualBounds = { timeoutMs, signal: undefined, whenLost: "fail" };
  }

  /** The messages that this VPP has, by name and CRC. */
  get messageTable(): MessageTable {
    return this.#source.connection.registration.table;
  }

  /**
   * Sends a request and returns the fields of its reply.
   *
   * @throws {VppError} `VPP_RETVAL` when VPP refuses; `VPP_FIELD_RANGE`, `VPP_FIELD_MISSING`, `VPP_HAZARD`,
   * `VPP_MESSAGE_MISSING`, `VPP_NO_EVAL`, `VPP_SCHEMA`, `VPP_OVERLOADED` when nothing was sent; `VPP_TIMEOUT`, `VPP_ABORTED`,
   * `VPP_NO_REPLY`, `VPP_CONNECTION_LOST` when VPP may have carried it out, unless `effect` is `none`; `VPP_CLOSED`.
   */
  request<T, Reply>(message: Request<T, Reply>, fields: Input<T>, options?: CallOptions): Promise<Reply> {
    try {
      if (message?.kind !== "request") throw messageError("request", message, "a request");
      const bounds = options === undefined ? this.#usualBounds : this.#bounds("request", options);
      return this.#answer(message, fields, bounds);
    } catch (reason) {
      return unsent(reason, message?.name, this.request);
    }
  }

  /**
   * Asks for a dump and returns its details one by one. To leave the loop early costs nothing.
   *
   * @throws {VppError} as `request`, and `VPP_DUMP_OVERFLOW`; from the iterator.
   */
  dump<T, Details>(
    message: Dump<T, Details> | Paged<T, Details, unknown>,
    fields: Input<T>,
    options: DumpOptions = {},
  ): AsyncIterableIterator<Details> {
    try {
      return this.#dump(message, fields, options);
    } catch (reason) {
      return failedDump(namingCaller(VppError.from(reason), this.dump));
    }
  }

  /**
   * Sends many requests and returns how each ended, in the order in which they were added. Failures of requests are outcomes.
   *
   * @param fill adds the requests, synchronously.
   * @throws {VppError} `VPP_FIELD_RANGE` for a wrong argument, e.g. a window less than 1 or an `async` function; and when
   * `fill` returns a promise, once every request that it added has ended.
   * @throws what `fill` throws, at once and as it is.
   */
  batch<Filled>(fill: (batch: Batch) => NotPromise<Filled>, options: BatchOptions = {}): Promise<Outcomes> {
    try {
      checkBatch(fill, options);
      return this.#batch(fill, options, this.#bounds("batch", options));
    } catch (reason) {
      return Promise.reject(namingCaller(VppError.from(reason), this.batch));
    }
  }

  /**
   * Runs a command of VPP's command line and returns the text that it prints.
   *
   * @throws {VppError} `VPP_RETVAL` with VPP's text when the command is unknown or fails.
   */
  async cli(command: string, options: CallOptions = {}): Promise<string> {
    const bounds = this.#bounds("cli", options);
    const { retval, reply } = await this.#answer(cliInband, { cmd: command }, bounds, true, this.cli);
    if (retval >= 0) return reply;
    const error = new VppError("VPP_RETVAL", `cli: ${reply.trim()}`, { messageName: cliInband.name, retval, reply });
    throw namingCaller(error, this.cli);
  }

  /**
   * Compares the messages of the bindings with those of this VPP, and returns the state of each and the fields that differ.
   *
   * @param names messages or modules, by VPP's names; all messages when there are none.
   * @throws {VppError} `VPP_SCHEMA` for a name that the bindings do not have; `VPP_TIMEOUT`, `VPP_ABORTED`; what `request`
   * throws when VPP is asked for its definitions.
   */
  async compatibility(
    names: readonly string[] = [],
    options: Pick<CallOptions, "timeoutMs" | "signal"> = {},
  ): Promise<Compatibility[]> {
    if (!Array.isArray(names)) throw argumentError("compatibility: names", names, "an array of strings");
    const bounds = this.#bounds("compatibility", options);
    const { served } = this.#source.connection;
    return await within(served.compare(names), getApiJson.name, bounds, NO_DEFINITIONS);
  }

  #batch(fill: (batch: Batch) => unknown, options: BatchOptions, bounds: CallBounds): Promise<Outcomes> {
    return new Promise((resolve, reject) => {
      const { signal, timeoutMs } = bounds;
      let failure: Failure | undefined;
      let noteEnd = (): void => {};
      const run = new BatchRun({ ...options, timeoutMs }, (outcomes, hasFailures) => {
        stop();
        noteEnd();
        if (failure !== undefined) reject(failure.reason);
        else if (hasFailures) resolve(outcomesNamingCaller(outcomes));
        else resolve(typedOutcomes(outcomes));
      });
      const stop = onAbort(signal, (cause) => run.abort(cause));
      if (signal?.aborted) run.abort(signal.reason);
      const connection = this.#connectionNow(bounds);
      // A lane takes a batch when it is known how large it is.
      if (connection !== undefined && connection.sharedMemory.lane === undefined) run.start(connection);
      failure = fillAll(fill, run);
      if (failure?.isThrown === true) reject(failure.reason);
      if (failure !== undefined && connection === undefined) run.abort(failure.reason);
      run.endOfRequests();
      const startOn = (found: Connection): void => {
        const { lane } = found.sharedMemory;
        if (lane === undefined) run.start(found);
        else lane.carry(run, new Promise<void>((end) => (noteEnd = end)), timeoutMs);
      };
      if (connection?.sharedMemory.lane !== undefined) startOn(connection);
      if (failure !== undefined || connection !== undefined) return;
      this.#source.next("batch", bounds).then(startOn, (reason) => run.fail(VppError.from(reason)));
    });
  }

  #dump<T, Details>(
    message: Dump<T, Details> | Paged<T, Details, unknown>,
    fields: Input<T>,
    options: DumpOptions,
  ): AsyncIterableIterator<Details> {
    if (message?.kind !== "dump" && message?.kind !== "paged") throw messageError("dump", message, "a dump");
    const bounds = this.#bounds("dump", options);
    checkOptions("dump", options, DUMP_OPTIONS);
    const { maxBufferedBytes = DEFAULT_MAX_BUFFERED_BYTES, as = "object" } = options;
    const Call = message.kind === "dump" ? PlainDump : PagedDump;
    const call = new Call(message, fields, { ...bounds, maxBufferedBytes, as });
    const connection = this.#connectionNow(bounds);
    if (connection !== undefined) call.start(connection);
    else {
      call.keepFields();
      this.#source.next(message.name, bounds).then(
        (next) => call.start(next),
        (reason) => call.fail(VppError.from(reason, { messageName: message.name })),
      );
    }
    return call;
  }

  /** Returns the connection for a call; undefined when the call waits for the next one. */
  #connectionNow({ whenLost }: CallBounds): Connection | undefined {
    const { connection } = this.#source;
    return connection.hasEnded && whenLost === "wait" ? undefined : connection;
  }

  /**
   * @param keepsRetval whether a reply with a negative return value resolves.
   * @param method the method that is running, unless it is `request`: errors name its caller.
   */
  #answer<T, Reply>(
    message: Request<T, Reply>,
    fields: Input<T>,
    bounds: CallBounds,
    keepsRetval = false,
    method?: Method,
  ): Promise<Reply> {
    const connection = this.#connectionNow(bounds);
    if (connection === undefined) return this.#answerLater(message, fields, bounds, keepsRetval);
    const promise = new Promise<Reply>(takeEnd as never);
    const resolve = resolveNew as Resolve<Reply>;
    try {
      const aborted = abortedBefore(bounds.signal, message.name);
      if (aborted !== undefined) throw aborted;
      const known = connection.served.of(message);
      if (known instanceof Promise) return this.#answerAdapted(known, message, fields, bounds, keepsRetval);
      const served = keepsRetval ? { ...known, retval: "none" as const } : known;
      if (bounds.signal === undefined) send(connection, served, fields, bounds.timeoutMs, resolve);
      else sendAbortable(connection, served, fields, bounds, resolve);
    } catch (reason) {
      return unsent(reason, message.name, method ?? this.request);
    }
    return promise;
  }

  /** Sends the request once VPP's version of it is known. The wait shortens the deadline. */
  async #answerAdapted<T, Reply>(
    served: Promise<ServedRequest>,
    message: Request<T, Reply>,
    fields: Input<T>,
    bounds: CallBounds,
    keepsRetval: boolean,
  ): Promise<Reply> {
    const copy = copyInput(fields);
    const start = performance.now();
    await within(served, message.name, bounds, NO_VERSION);
    return this.#answer(message, copy, boundsSince(start, bounds), keepsRetval, this.#answerAdapted);
  }

  /** Sends the request on the next connection. The wait shortens the deadline. */
  async #answerLater<T, Reply>(
    message: Request<T, Reply>,
    fields: Input<T>,
    bounds: CallBounds,
    keepsRetval: boolean,
  ): Promise<Reply> {
    const copy = copyInput(fields);
    const start = performance.now();
    await this.#source.next(message.name, bounds);
    const left = { ...boundsSince(start, bounds), whenLost: "fail" } as const;
    return this.#answer(message, copy, left, keepsRetval, this.#answerLater);
  }

  /** @throws {VppError} `VPP_FIELD_RANGE` for an option of a wrong kind. */
  #bounds(call: string, options: CallOptions): CallBounds {
    checkOptions(call, options, CALL_OPTIONS);
    const { timeoutMs = this.#usualBounds.timeoutMs, signal, whenLost = "fail" } = options;
    return { timeoutMs, signal, whenLost };
  }
}

/** Returns the promise of a request that was not sent. */
function unsent(reason: unknown, messageName: string, method: Method): Promise<never> {
  const error = namingCaller(VppError.from(reason, { messageName }), method);
  return new Promise((_, reject) => endUnsent(error, reject));
}
