import { VppError } from "../errors.ts";
import type { Input, Request } from "../wire/index.ts";
import type { Connection } from "./connection.ts";
import type { BatchOptions } from "./options.ts";
import type { PendingCall } from "./pending.ts";
import { receiveReply, type Settle } from "./request-call.ts";
import type { Route } from "./routes.ts";
import { Silence } from "./silence.ts";

const DEFAULT_WINDOW = 512;

/** How one request of a batch ended. */
export type Outcome = { readonly ok: true; readonly reply: unknown } | { readonly ok: false; readonly error: VppError };

/** Takes the requests of a batch. */
export interface Batch {
  /**
   * Adds a request; the outcome stands at the same place. The fields are encoded when the request's turn comes, so they must
   * not change before the batch is over.
   */
  add<T, Reply>(message: Request<T, Reply>, fields: Input<T>): void;
}

interface Item {
  readonly message: Request<unknown, unknown>;
  readonly fields: Input<unknown>;
}

/**
 * Sends requests in order with up to `window` of them on their way, and collects how each ended. There is no other way to
 * the transport than that of a single request.
 */
export class BatchRun implements Batch {
  /** The batch waits for any answer, not for each. */
  readonly silence: Silence;
  #connection: Connection | undefined;
  readonly #window: number;
  readonly #stopsAtFailure: boolean;
  readonly #onProgress: BatchOptions["onProgress"];
  readonly #done: (outcomes: Outcome[]) => void;
  readonly #items: Item[] = [];
  readonly #outcomes: Outcome[] = [];
  /** The calls on their way, by place. */
  readonly #contexts = new Map<number, number>();
  #settled = 0;
  #next = 0;
  #isFilled = false;
  #isWaiting = false;
  #isSending = false;
  #isReporting = false;
  /** Why nothing is sent any more. */
  #stop: { readonly why: string; readonly cause: unknown } | undefined;

  /** @param done takes the outcomes, once there is one for each request. */
  constructor(options: BatchOptions & { readonly timeoutMs: number }, done: (outcomes: Outcome[]) => void) {
    this.#window = options.window ?? DEFAULT_WINDOW;
    this.silence = new Silence(options.timeoutMs);
    this.#stopsAtFailure = options.stopAtFailure === true;
    this.#onProgress = options.onProgress;
    this.#done = done;
  }

  /** Sends what was and what will be added by this connection. */
  start(connection: Connection): void {
    this.#connection = connection;
    this.#sendSome();
  }

  add<T, Reply>(message: Request<T, Reply>, fields: Input<T>): void {
    const place = this.#items.push({ message, fields: fields as Input<unknown> }) - 1;
    if (this.#stop === undefined) this.#sendSome();
    else this.#cancel(place);
  }

  /** No more requests come. */
  filled(): void {
    this.#isFilled = true;
    this.#finishIfDone();
  }

  /** Ends every request that has no outcome yet, and all that are still added. Those on their way may be carried out. */
  abort(cause: unknown): void {
    this.#stop = { why: "aborted", cause };
    for (let place = 0; place < this.#items.length; place++) {
      if (this.#outcomes[place] === undefined) this.#cancel(place);
    }
  }

  /** Ends every request that has not been sent: there is no connection. */
  fail({ code, message, cause }: VppError): void {
    for (let place = 0; place < this.#items.length; place++) {
      const { name: messageName } = this.#items[place]!.message;
      if (this.#outcomes[place] !== undefined) continue;
      this.settle(place, { ok: false, error: new VppError(code, message, { effect: "none", messageName, cause }) });
    }
  }

  #cancel(place: number): void {
    const { name: messageName } = this.#items[place]!.message;
    const context = this.#contexts.get(place);
    const effect = context === undefined ? "none" : "unknown";
    const { why, cause } = this.#stop!;
    const error = new VppError("VPP_ABORTED", `${messageName}: ${why}`, { effect, messageName, cause });
    if (context !== undefined) this.#connection!.forget(context, error);
    this.settle(place, { ok: false, error });
  }

  /** Requests that cannot be sent settle at once, within this loop, which then goes on by itself. */
  #sendSome(): void {
    const connection = this.#connection;
    if (this.#isSending || connection === undefined) return;
    this.#isSending = true;
    while (this.#maySend() && this.#contexts.size < this.#window) {
      if (this.#send(this.#next, connection)) this.#next++;
    }
    this.#isSending = false;
  }

  #maySend(): boolean {
    return this.#stop === undefined && !this.#isWaiting && this.#next < this.#items.length;
  }

  /** Whether the request is on its way, or settled already; otherwise it is to be sent again. */
  #send(place: number, connection: Connection): boolean {
    const { message, fields } = this.#items[place]!;
    try {
      const route = connection.routes.of(message);
      if (route instanceof Promise) {
        this.#waitForRoute(place, route);
        return false;
      }
      const call = new BatchCall(this, place, route, connection);
      this.silence.end();
      this.#contexts.set(place, connection.send(route, fields, call));
    } catch (error) {
      if ((error as VppError).code === "VPP_OVERLOADED") {
        this.#waitFor((go) => connection.whenDrained(go));
        return false;
      }
      this.settle(place, { ok: false, error: error as VppError });
    }
    return true;
  }

  /** Finding out the version of a message may fail for a reason that passes: it is not tried again in this batch. */
  #waitForRoute(place: number, route: Promise<Route>): void {
    const fail = (error: VppError): void => {
      if (this.#outcomes[place] !== undefined) return;
      this.#next = place + 1;
      this.settle(place, { ok: false, error });
    };
    this.#waitFor((go) => route.then(go, (error: VppError) => [fail(error), go()]));
  }

  /** Sends nothing until something calls back: the transport has room, or a message's version is known. */
  #waitFor(subscribe: (go: () => void) => void): void {
    this.#isWaiting = true;
    subscribe(() => {
      this.#isWaiting = false;
      this.#sendSome();
    });
  }

  /** Takes note of how one request ended. */
  settle(place: number, outcome: Outcome): void {
    this.#contexts.delete(place);
    this.#outcomes[place] = outcome;
    this.#settled++;
    if (this.#onProgress !== undefined) this.#reportSoon();
    if (!outcome.ok && this.#stopsAtFailure && this.#stop === undefined) this.#stopAfter(outcome.error);
    this.#finishIfDone();
    this.#sendSome();
  }

  /** Once for all that end in one turn; in a microtask, where an error that is thrown hurts nobody else. */
  #reportSoon(): void {
    if (this.#isReporting) return;
    this.#isReporting = true;
    queueMicrotask(() => {
      this.#isReporting = false;
      this.#onProgress?.(this.#settled, this.#items.length);
    });
  }

  /** Requests on their way still end by their answers. */
  #stopAfter(failure: VppError): void {
    this.#stop = { why: "not sent, since a request before it failed", cause: failure };
    for (let place = 0; place < this.#items.length; place++) {
      if (this.#outcomes[place] === undefined && !this.#contexts.has(place)) this.#cancel(place);
    }
  }

  #finishIfDone(): void {
    if (this.#isFilled && this.#settled === this.#items.length) this.#done(this.#outcomes);
  }
}

/** A request of a batch that waits for its reply. */
class BatchCall implements PendingCall, Settle<unknown> {
  readonly #run: BatchRun;
  readonly #place: number;
  readonly #route: Route;
  readonly #connection: Connection;

  constructor(run: BatchRun, place: number, route: Route, connection: Connection) {
    this.#run = run;
    this.#place = place;
    this.#route = route;
    this.#connection = connection;
  }

  get messageName(): string {
    return this.#route.request.name;
  }

  receive(id: number, view: DataView, offset: number, byteLength: number): boolean {
    if (!receiveReply(this.#route, this.#connection, id, view, offset, byteLength, this)) return false;
    this.#run.silence.end();
    return true;
  }

  resolve(reply: unknown): void {
    this.#run.settle(this.#place, { ok: true, reply });
  }

  reject(error: VppError): void {
    this.#run.settle(this.#place, { ok: false, error });
  }

  isLate(now: number): boolean {
    return this.#run.silence.isTooLong(now);
  }

  fail(reason: VppError): void {
    this.reject(reason);
  }
}
