import { VppError, type VppErrorEffect } from "../../errors.ts";
import type { Input, Request } from "../../wire/index.ts";
import { messageError } from "../argument-error.ts";
import { type Connection, LaneExit, type WaitingBatch } from "../connection/index.ts";
import { inLaterTurn, isPaced } from "../later-turn.ts";
import type { BatchOptions } from "../options.ts";
import { isPassing, type ServedRequest } from "../versions/index.ts";
import { NO_VERSION, within } from "../within.ts";
import { BatchCall, type BatchOfCalls } from "./batch-call.ts";
import { BlockList } from "./block-list.ts";
import type { Outcome, Ticket } from "./outcomes.ts";
import { Silence } from "./silence.ts";

/** Takes the requests of a batch. */
export interface Batch {
  /**
   * Adds a request. Its fields are encoded when it is sent, so they must not change before the batch has ended.
   *
   * @returns the place of the request, by which `Outcomes.of` finds its outcome.
   * @throws {VppError} `VPP_FIELD_RANGE` for what is no request, and when the function that fills the batch has returned.
   */
  add<T, Reply>(message: Request<T, Reply>, fields: Input<T>): Ticket<Reply>;
}

/**
 * Sends the requests of a batch in order, up to `window` at a time without their replies, and collects how each ended. Each
 * is sent as a single request is.
 *
 * It sends again when half of the window is free, so that many messages leave in one write.
 *
 *   | settled, or sent on one of the calls |  not sent  |
 *   0                                    #next   #messages.length
 */
export class BatchRun implements Batch, BatchOfCalls, WaitingBatch<Connection> {
  /** Measures the time without any answer: the deadline is that of the batch, not of each request. */
  readonly silence: Silence;
  #connection: Connection | undefined;
  readonly #givenWindow: number | undefined;
  #window = 1;
  readonly #stopsAtFailure: boolean;
  readonly #signal: AbortSignal | undefined;
  readonly #onProgress: BatchOptions["onProgress"];
  #onSent: BatchOptions["onSent"];
  readonly #done: (outcomes: Outcome[], hasFailures: boolean) => void;
  readonly #messages = new BlockList<Request<unknown, unknown>>();
  readonly #fields = new BlockList<Input<unknown>>();
  readonly #outcomes: Outcome[] = [];
  /** One for each request that was ever outstanding at the same time. */
  readonly #calls: BatchCall[] = [];
  /** The calls that wait for nothing are the first `#idle` of these (CLIENT-8). */
  readonly #idleCalls: BatchCall[] = [];
  #idle = 0;
  /** The last outcome that was a success: equal replies share it (CLIENT-4). */
  #success: Outcome & { readonly ok: true } = { ok: true, reply: undefined };
  #settled = 0;
  #next = 0;
  #isFilled = false;
  #isWaiting = false;
  #isSending = false;
  #isReporting = false;
  /** Whether sending goes on after a wait. The wait counts as silence, so it shortens the deadline. */
  #isResuming = false;
  /** Why VPP's version of a message was not found. This batch then waits for no other version. */
  #searchFailure: VppError | undefined;
  #hasFailures = false;
  /** Whether the batch ends in a later turn of the event loop: see `isPaced`. */
  #endsLater = false;
  /** Why nothing more is sent. */
  #stop: { readonly why: string; readonly cause: unknown } | undefined;

  /** @param done called with the outcomes, once each request has one. */
  constructor(
    options: BatchOptions & { readonly timeoutMs: number },
    done: (outcomes: Outcome[], hasFailures: boolean) => void,
  ) {
    this.#givenWindow = options.window;
    this.silence = new Silence(options.timeoutMs);
    this.#stopsAtFailure = options.stopAtFailure === true;
    this.#signal = options.signal;
    this.#onProgress = options.onProgress;
    this.#onSent = options.onSent;
    this.#done = done;
  }

  /** The number of requests that were added. */
  get size(): number {
    return this.#messages.length;
  }

  /** Sends on this connection what was added and what will be added. */
  start(connection: Connection): void {
    this.#connection = connection;
    this.#window = Math.min(this.#givenWindow ?? connection.usualWindow, connection.maxWindow);
    this.#resume();
  }

  add<T, Reply>(message: Request<T, Reply>, fields: Input<T>): Ticket<Reply> {
    if (this.#isFilled || message?.kind !== "request") throw addError(message, this.#isFilled);
    const place = this.#messages.push(message as Request<unknown, unknown>);
    this.#fields.push(fields as Input<unknown>);
    if (this.#stop !== undefined) this.#settle(place, { ok: false, error: this.#stopped(place, "none") });
    else if (this.#onTheWay < this.#window) this.#fill();
    return place as Ticket<Reply>;
  }

  /** Sends at once when the window is full: VPP works while the rest is added. */
  #fill(): void {
    this.#sendSome();
    if (this.#onTheWay >= this.#window) this.#connection!.flush(); // it has the requests, so there is a connection
  }

  /** Notes that no more requests are added. The batch is done when each one has an outcome. */
  endOfRequests(): void {
    this.#isFilled = true;
    // In one piece, now that it is known how many there will be.
    this.#outcomes.length = this.#messages.length;
    this.#reportSent();
    this.#finishIfDone();
  }

  /** Ends every request that has no outcome yet, and all that are added later. VPP may carry out those that were sent. */
  abort(cause: unknown): void {
    this.#stop = { why: "aborted", cause };
    for (const call of this.#calls) {
      if (call.isOnTheWay) call.forget(this.#stopped(call.place, "unknown", call.context));
    }
    this.#cancelUnsent();
  }

  /** Ends every request: none was sent, since there is no connection. */
  fail({ code, message, cause }: VppError): void {
    for (let place = 0; place < this.#messages.length; place++) {
      const { name: messageName } = this.#messages.at(place);
      if (this.#outcomes[place] !== undefined) continue;
      this.#settle(place, { ok: false, error: new VppError(code, message, { effect: "none", messageName, cause }) });
    }
  }

  /** Settles the request of a call that has its reply. */
  succeeded(call: BatchCall, reply: unknown): void {
    if (this.#success.reply !== reply) this.#success = { ok: true, reply };
    this.#ended(call, this.#success);
  }

  /** Settles the request of a call that failed: VPP refused the request, or does not answer. */
  failed(call: BatchCall, error: VppError): void {
    this.#ended(call, { ok: false, error });
  }

  #ended(call: BatchCall, outcome: Outcome): void {
    this.silence.noteSign();
    this.#idleCalls[this.#idle++] = call;
    this.#settle(call.place, outcome);
  }

  #cancelUnsent(): void {
    for (let place = this.#next; place < this.#messages.length; place++) {
      if (this.#outcomes[place] !== undefined) continue;
      this.#settle(place, { ok: false, error: this.#stopped(place, "none") });
    }
  }

  #stopped(place: number, effect: VppErrorEffect, context?: number): VppError {
    const { name: messageName } = this.#messages.at(place);
    const { why, cause } = this.#stop!;
    const details = { effect, messageName, cause, ...(context === undefined ? {} : { context }) };
    return new VppError("VPP_ABORTED", `${messageName}: ${why}`, details);
  }

  #resume(): void {
    this.#isResuming = true;
    this.#sendSome();
    this.#isResuming = false;
  }

  /** Sends while the window has room. Requests that cannot be sent settle within this loop, which then goes on. */
  #sendSome(): void {
    const connection = this.#connection;
    if (this.#isSending || connection === undefined) return;
    this.#isSending = true;
    while (this.#maySend() && this.#onTheWay < this.#window) {
      if (this.#send(this.#next, connection)) this.#next++;
    }
    this.#isSending = false;
    if (this.#isFilled) this.#reportSent();
  }

  #reportSent(): void {
    if (this.#onSent === undefined || this.#next < this.#messages.length || this.#stop !== undefined) return;
    const onSent = this.#onSent;
    this.#onSent = undefined;
    queueMicrotask(onSent);
  }

  get #onTheWay(): number {
    return this.#calls.length - this.#idle;
  }

  #maySend(): boolean {
    return this.#stop === undefined && !this.#isWaiting && this.#next < this.#messages.length;
  }

  /** Sends a request. @returns whether it was sent or has settled; false if it has to be sent again. */
  #send(place: number, connection: Connection): boolean {
    try {
      const served = connection.served.of(this.#messages.at(place));
      if (served instanceof Promise) return this.#waitForVersion(place, served);
      if (!this.#isResuming) this.silence.noteSign();
      const call = this.#idle > 0 ? this.#idleCalls[this.#idle - 1]! : this.#newCall(connection);
      call.send(place, served, this.#fields.at(place));
      this.#idle--;
    } catch (reason) {
      return this.#notSent(place, connection, reason);
    }
    return true;
  }

  /** @returns whether the request has settled; false if it has to be sent again. */
  #notSent(place: number, connection: Connection, reason: unknown): boolean {
    if (reason instanceof LaneExit) {
      void this.#moveOn(reason);
      return false;
    }
    const error = VppError.from(reason, { messageName: this.#messages.at(place).name });
    if (error.code === "VPP_OVERLOADED") {
      this.#waitForRoom(connection);
      return false;
    }
    this.#settle(place, { ok: false, error });
    return true;
  }

  #newCall(connection: Connection): BatchCall {
    const call = new BatchCall(this, connection);
    this.#calls.push(call);
    this.#idleCalls[this.#idle++] = call;
    return call;
  }

  /** Sends again when the send queue has room. Not in `#send`: captured locals cost an allocation per call (CLIENT-3). */
  #waitForRoom(connection: Connection): void {
    this.#isWaiting = true;
    connection.whenDrained(() => {
      this.#isWaiting = false;
      this.#sendSome();
    });
  }

  /** Goes on by the socket, once VPP has answered or dropped what was sent by the lane. */
  async #moveOn(exit: LaneExit<Connection>): Promise<void> {
    this.#isWaiting = true;
    do await exit.settled();
    while (this.#onTheWay > 0);
    this.#calls.length = 0;
    this.#idle = 0;
    this.#isWaiting = false;
    this.start(exit.socket);
  }

  /** Sends nothing until VPP's version of a message is found, or not. @returns whether the request has settled. */
  #waitForVersion(place: number, served: Promise<ServedRequest>): boolean {
    const { name: messageName } = this.#messages.at(place);
    if (this.#searchFailure !== undefined) {
      this.#settle(place, { ok: false, error: notFound(messageName, this.#searchFailure) });
      return true;
    }
    this.#isWaiting = true;
    const bounds = { timeoutMs: this.silence.leftMs(performance.now()), signal: this.#signal };
    within(served, messageName, bounds, NO_VERSION)
      .catch((reason: unknown) => this.#failSearch(place, VppError.from(reason, { messageName, effect: "none" })))
      .then(() => {
        this.#isWaiting = false;
        this.#resume();
      });
    return false;
  }

  #failSearch(place: number, error: VppError): void {
    if (isPassing(error)) this.#searchFailure = error;
    if (this.#outcomes[place] !== undefined) return;
    this.#next = place + 1;
    this.#settle(place, { ok: false, error });
  }

  /**
   * Stores the outcome of a request. A first failure stops the batch if `stopAtFailure`; the last outcome ends it; when half
   * of the window is free, the next requests are sent.
   */
  #settle(place: number, outcome: Outcome): void {
    this.#outcomes[place] = outcome;
    this.#settled++;
    if (!outcome.ok) this.#noteFailure(outcome.error);
    if (this.#onProgress !== undefined) this.#reportSoon();
    if (!outcome.ok && this.#stopsAtFailure && this.#stop === undefined) this.#stopAfter(outcome.error);
    this.#finishIfDone();
    if (this.#onTheWay * 2 <= this.#window) this.#sendSome();
  }

  #noteFailure(error: VppError): void {
    this.#hasFailures = true;
    this.#endsLater ||= isPaced(error);
  }

  /**
   * Calls `onProgress` once for all that end in one turn; in a microtask, so that what it throws is an uncaught exception of
   * its own.
   */
  #reportSoon(): void {
    if (this.#isReporting) return;
    this.#isReporting = true;
    queueMicrotask(() => {
      this.#isReporting = false;
      this.#onProgress?.(this.#settled, this.#messages.length);
    });
  }

  /** Stops sending. Requests that were sent still end by their answers. */
  #stopAfter(failure: VppError): void {
    this.#stop = { why: "not sent, since a request before it failed", cause: failure };
    this.#cancelUnsent();
  }

  #finishIfDone(): void {
    if (!this.#isFilled || this.#settled < this.#messages.length) return;
    if (this.#endsLater) inLaterTurn(() => this.#done(this.#outcomes, this.#hasFailures));
    else this.#done(this.#outcomes, this.#hasFailures);
  }
}

function addError(message: Request<unknown, unknown>, isLate: boolean): VppError {
  if (!isLate) return messageError("batch.add", message, "a request");
  const late = "was added after the function that fills the batch had returned: add all requests before it returns";
  const text = `batch: ${message?.name} ${late}`;
  return new VppError("VPP_FIELD_RANGE", text);
}

function notFound(messageName: string, { code, cause }: VppError): VppError {
  return new VppError(code, `${messageName}: ${NO_VERSION}`, { effect: "none", messageName, cause });
}
