import { VppError } from "../errors.ts";
import type { Input, Request, WireReader } from "../wire/index.ts";
import type { Connection } from "./connection.ts";
import type { PendingCall } from "./pending.ts";
import { receiveReply, type Settle } from "./request-call.ts";
import type { Route } from "./routes.ts";

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
  /** When all that is on its way times out: the batch waits for any answer, not for each. */
  deadline = 0;
  readonly #connection: Connection;
  readonly #window: number;
  readonly #timeoutMs: number;
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
  #abortion: { readonly cause: unknown } | undefined;

  constructor(connection: Connection, window: number, timeoutMs: number, done: (outcomes: Outcome[]) => void) {
    this.#connection = connection;
    this.#window = window;
    this.#timeoutMs = timeoutMs;
    this.#done = done;
  }

  add<T, Reply>(message: Request<T, Reply>, fields: Input<T>): void {
    const place = this.#items.push({ message, fields: fields as Input<unknown> }) - 1;
    if (this.#abortion === undefined) this.#sendSome();
    else this.#abortOne(place, this.#abortion.cause);
  }

  /** No more requests come. */
  filled(): void {
    this.#isFilled = true;
    this.#finishIfDone();
  }

  /** Ends every request that has no outcome yet, and all that are still added. */
  abort(cause: unknown): void {
    this.#abortion = { cause };
    for (let place = 0; place < this.#items.length; place++) {
      if (this.#outcomes[place] === undefined) this.#abortOne(place, cause);
    }
  }

  /** A request on its way may or may not be carried out. */
  #abortOne(place: number, cause: unknown): void {
    const { name: messageName } = this.#items[place]!.message;
    const context = this.#contexts.get(place);
    if (context !== undefined) this.#connection.forget(context);
    const effect = context === undefined ? "none" : "unknown";
    const error = new VppError("VPP_ABORTED", `${messageName}: aborted`, { effect, messageName, cause });
    this.settle(place, { ok: false, error });
  }

  /** Requests that cannot be sent settle at once, within this loop, which then goes on by itself. */
  #sendSome(): void {
    if (this.#isSending || this.#abortion !== undefined) return;
    this.#isSending = true;
    while (!this.#isWaiting && this.#next < this.#items.length && this.#contexts.size < this.#window) {
      if (this.#send(this.#next)) this.#next++;
    }
    this.#isSending = false;
  }

  /** Whether the request is on its way, or settled already; otherwise it is to be sent again. */
  #send(place: number): boolean {
    const { message, fields } = this.#items[place]!;
    const connection = this.#connection;
    try {
      const route = connection.routes.of(message);
      if (route instanceof Promise) {
        this.#waitForRoute(place, route);
        return false;
      }
      const call = new BatchCall(this, place, route, connection.reader);
      this.deadline = connection.deadlineIn(this.#timeoutMs);
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

  /** Any answer is a sign of life for all requests that wait. */
  answered(): void {
    this.deadline = this.#connection.deadlineIn(this.#timeoutMs);
  }

  /** Takes note of how one request ended. */
  settle(place: number, outcome: Outcome): void {
    this.#contexts.delete(place);
    this.#outcomes[place] = outcome;
    this.#settled++;
    this.#finishIfDone();
    this.#sendSome();
  }

  #finishIfDone(): void {
    if (this.#isFilled && this.#settled === this.#items.length) this.#done(this.#outcomes);
  }
}

/** A request of a batch that waits for its reply; its deadline is the batch's. */
class BatchCall implements PendingCall, Settle<unknown> {
  readonly #run: BatchRun;
  readonly #place: number;
  readonly #route: Route;
  readonly #reader: WireReader;

  constructor(run: BatchRun, place: number, route: Route, reader: WireReader) {
    this.#run = run;
    this.#place = place;
    this.#route = route;
    this.#reader = reader;
  }

  get messageName(): string {
    return this.#route.request.name;
  }

  get deadline(): number {
    return this.#run.deadline;
  }

  receive(id: number, view: DataView, offset: number, byteLength: number): boolean {
    if (!receiveReply(this.#route, this.#reader, id, view, offset, byteLength, this)) return false;
    this.#run.answered();
    return true;
  }

  resolve(reply: unknown): void {
    this.#run.settle(this.#place, { ok: true, reply });
  }

  reject(error: VppError): void {
    this.#run.settle(this.#place, { ok: false, error });
  }

  fail(reason: VppError): void {
    this.reject(reason);
  }
}
