import type { VppError } from "../errors.ts";
import type { Input, Request } from "../wire/index.ts";
import type { Connection } from "./connection.ts";
import { RequestCall } from "./request-call.ts";

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

  constructor(connection: Connection, window: number, timeoutMs: number, done: (outcomes: Outcome[]) => void) {
    this.#connection = connection;
    this.#window = window;
    this.#timeoutMs = timeoutMs;
    this.#done = done;
  }

  add<T, Reply>(message: Request<T, Reply>, fields: Input<T>): void {
    this.#items.push({ message, fields: fields as Input<unknown> });
    this.#sendSome();
  }

  /** No more requests come. */
  filled(): void {
    this.#isFilled = true;
    this.#finishIfDone();
  }

  /** Ends every request that has no outcome yet: those on their way may or may not be carried out. */
  abort(error: VppError): void {
    for (const context of this.#contexts.values()) this.#connection.forget(context);
    this.#contexts.clear();
    this.#next = this.#items.length;
    for (let place = 0; place < this.#items.length; place++) {
      if (this.#outcomes[place] === undefined) this.#settle(place, { ok: false, error });
    }
  }

  /** Requests that cannot be sent settle at once, within this loop, which then goes on by itself. */
  #sendSome(): void {
    if (this.#isSending) return;
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
        this.#waitFor((go) => route.then(go, go));
        return false;
      }
      const call = new RequestCall(route, connection.reader, connection.deadlineIn(this.#timeoutMs), {
        resolve: (reply) => this.#settle(place, { ok: true, reply }),
        reject: (error) => this.#settle(place, { ok: false, error }),
      });
      this.#contexts.set(place, connection.send(route, fields, call));
    } catch (error) {
      if ((error as VppError).code === "VPP_OVERLOADED") {
        this.#waitFor((go) => connection.whenDrained(go));
        return false;
      }
      this.#settle(place, { ok: false, error: error as VppError });
    }
    return true;
  }

  /** Sends nothing until something calls back: the transport has room, or a message's version is known. */
  #waitFor(subscribe: (go: () => void) => void): void {
    this.#isWaiting = true;
    subscribe(() => {
      this.#isWaiting = false;
      this.#sendSome();
    });
  }

  #settle(place: number, outcome: Outcome): void {
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
