import { controlPing } from "../binapi/memclnt.ts";
import { VppError } from "../errors.ts";
import { type Dump, type Input, type Paged, readFields, readRetval } from "../wire/index.ts";
import type { Connection } from "./connection.ts";
import { copyInput } from "./copy-input.ts";
import { abortedBefore, type CallBounds, onAbort } from "./options.ts";
import type { PendingCall } from "./pending.ts";
import { RequestCall } from "./request-call.ts";
import { retvalError } from "./retval.ts";
import type { Route } from "./routes.ts";

/** A page is full, and the cursor tells where to go on. @see VPP src/vlibapi/api_helper_macros.h REPLY_AND_DETAILS_MACRO */
const EAGAIN = -165;
/** The cursor points behind the last entry. */
const INVALID_VALUE = -7;

type AnyDump<T, Details> = Dump<T, Details> | Paged<T, Details, unknown>;

interface Waiter<Details> {
  resolve(result: IteratorResult<Details, undefined>): void;
  reject(reason: VppError): void;
}

/**
 * The details of one dump, as they come. Details are always taken off the connection, at VPP's pace: a VPP whose client
 * does not read buffers without bound.
 *
 * A plain dump has no end mark. VPP answers in order, so a `control_ping` sent behind it fences it. A paged one ends with a
 * reply, or says with it that the next page can be asked for.
 */
export class DumpCall<T, Details> implements PendingCall, AsyncIterableIterator<Details, undefined> {
  readonly messageName: string;
  deadline = 0;
  readonly #connection: Connection;
  readonly #message: AnyDump<T, Details>;
  #route: Route | undefined;
  readonly #timeoutMs: number;
  readonly #stopListening: () => void;
  #fields: Input<T>;
  #details: Details[] = [];
  #taken = 0;
  #pages = 0;
  #context = 0;
  #fence = 0;
  #waiters: Waiter<Details>[] = [];
  #state: "open" | "ended" | "left" | VppError = "open";

  /** Sends the request; when that fails, the first `next` says so. */
  constructor(connection: Connection, message: AnyDump<T, Details>, fields: Input<T>, options: Required<CallBounds>) {
    this.messageName = message.name;
    this.#connection = connection;
    this.#message = message;
    this.#fields = fields;
    this.#timeoutMs = options.timeoutMs;
    this.#stopListening = onAbort(options.signal, message.name, (reason) => this.fail(reason));
    const aborted = abortedBefore(options.signal, message.name);
    if (aborted === undefined) this.#ask();
    else this.#finish(aborted);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Details, undefined>> {
    if (this.#taken < this.#details.length) return Promise.resolve({ done: false, value: this.#take() });
    if (this.#state === "open") return new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }));
    const state = this.#state;
    this.#state = "ended";
    return state instanceof VppError ? Promise.reject(state) : Promise.resolve({ done: true, value: undefined });
  }

  /** Leaves the dump; details that are still on their way are thrown away. */
  return(): Promise<IteratorResult<Details, undefined>> {
    this.#details = [];
    this.#taken = 0;
    if (this.#state === "open") this.#finish("left");
    return Promise.resolve({ done: true, value: undefined });
  }

  receive(id: number, view: DataView, offset: number, byteLength: number): boolean {
    if (id === this.#route?.answerId) return this.#receiveDetails(offset, byteLength);
    if (this.#message.kind !== "paged" || id !== this.#route?.replyId) return false;
    return this.#receiveReply(view, offset, byteLength);
  }

  fail(reason: VppError): void {
    this.#connection.forget(this.#context);
    this.#connection.forget(this.#fence);
    this.#finish(reason);
  }

  #ask(): void {
    // It may have been left while VPP's version of the message was looked for.
    if (this.#state !== "open") return;
    const connection = this.#connection;
    try {
      const route = connection.routes.of(this.#message);
      if (route instanceof Promise) {
        this.#fields = copyInput(this.#fields);
        route.then(
          () => this.#ask(),
          (reason) => this.fail(reason),
        );
        return;
      }
      this.#route = route;
      this.deadline = connection.deadlineIn(this.#timeoutMs);
      this.#context = connection.send(route, this.#fields, this);
      if (this.#message.kind === "dump") this.#sendFence();
      this.#pages++;
    } catch (reason) {
      this.fail(reason as VppError);
    }
  }

  #sendFence(): void {
    const connection = this.#connection;
    // One version of it serves every release.
    const route = connection.routes.of(controlPing) as Route;
    const fence = new RequestCall(route, connection.reader, Number.POSITIVE_INFINITY, {
      resolve: () => {
        connection.forget(this.#context);
        this.#finish("ended");
      },
      reject: (reason) => this.fail(asOwn(this.messageName, reason)),
    });
    this.#fence = connection.send(route, {}, fence);
  }

  #receiveDetails(offset: number, byteLength: number): boolean {
    this.deadline = this.#connection.deadlineIn(this.#timeoutMs);
    if (this.#state !== "open") return false;
    try {
      this.#give(readFields(this.#connection.reader, offset, byteLength, this.#route!.answer) as Details);
    } catch (reason) {
      this.fail(reason as VppError);
    }
    return false;
  }

  #receiveReply(view: DataView, offset: number, byteLength: number): boolean {
    const retval = readRetval(view, offset, byteLength);
    if (this.#state !== "open") return true;
    if (retval < 0 && retval !== EAGAIN) {
      const isBehindLast = retval === INVALID_VALUE && this.#pages > 1;
      this.#finish(isBehindLast ? "ended" : retvalError(this.messageName, retval, this.#context));
      return true;
    }
    try {
      const reply = readFields(this.#connection.reader, offset, byteLength, this.#route!.reply!) as { cursor: number };
      if (retval === EAGAIN) this.#askNextPage(reply.cursor);
      else this.#finish("ended");
    } catch (reason) {
      this.fail(reason as VppError);
    }
    return true;
  }

  #askNextPage(cursor: number): void {
    this.#fields = { ...(this.#fields as object), cursor } as Input<T>;
    this.#ask();
  }

  #give(details: Details): void {
    const waiter = this.#waiters.shift();
    if (waiter === undefined) this.#details.push(details);
    else waiter.resolve({ done: false, value: details });
  }

  #take(): Details {
    const details = this.#details[this.#taken++]!;
    if (this.#taken === this.#details.length) {
      this.#details = [];
      this.#taken = 0;
    }
    return details;
  }

  #finish(state: "ended" | "left" | VppError): void {
    if (this.#state !== "open") return;
    this.#state = state;
    this.#stopListening();
    for (const waiter of this.#waiters.splice(0)) this.next().then(waiter.resolve, waiter.reject);
  }
}

/** What ended the fence has ended the dump, which alone the caller knows. */
function asOwn(messageName: string, { code, message, effect, cause }: VppError): VppError {
  const text = message.replace(controlPing.name, messageName);
  return new VppError(code, text, { effect, messageName, cause });
}
