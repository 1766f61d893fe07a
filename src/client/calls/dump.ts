import { VppError } from "../../errors.ts";
import {
  type Dump,
  type Input,
  type Message,
  type Paged,
  readFields,
  readRetval,
  WireReader,
} from "../../wire/index.ts";
import { answerError, type Connection, type PendingCall, RequestCall, retvalError } from "../connection/index.ts";
import { endUnsent } from "../later-turn.ts";
import { abortError, abortedBefore, type CallBounds, onAbort } from "../options.ts";
import { Steps } from "../steps.ts";
import type { Route } from "../versions/index.ts";
import { NO_VERSION, within } from "../within.ts";
import { copyInput } from "./copy-input.ts";
import { RawDetails } from "./raw-details.ts";
import { Silence } from "./silence.ts";
import { Views } from "./views.ts";

/** A page is full, and the cursor tells where to go on. @see VPP src/vlibapi/api_helper_macros.h REPLY_AND_DETAILS_MACRO */
const EAGAIN = -165;
/** The cursor points behind the last entry. */
const INVALID_VALUE = -7;

type AnyDump<T, Details> = Dump<T, Details> | Paged<T, Details, unknown>;

/** What a dump is bounded by, with all defaults filled in. */
export interface DumpBounds extends CallBounds {
  readonly maxBufferedBytes: number;
  readonly as: "object" | "view";
}

/**
 * The details of one dump, as they come. Details are always taken off the connection, at VPP's pace, and wait as bytes until
 * the caller takes them: a VPP whose client does not read buffers without bound.
 *
 * A plain dump has no end mark. VPP answers in order, so a `control_ping` sent behind it fences it. A paged one ends with a
 * reply, or says with it that the next page can be asked for, which is done when all details have been taken.
 */
export class DumpCall<T, Details> implements PendingCall, AsyncIterableIterator<Details, undefined> {
  readonly messageName: string;
  readonly #message: AnyDump<T, Details>;
  readonly #bounds: DumpBounds;
  readonly #stopListening: () => void;
  readonly #details = new RawDetails();
  readonly #reader = new WireReader();
  readonly #views: Views<Details> | undefined;
  readonly #silence: Silence;
  /** The signal counts until the reader knows the end. */
  readonly #steps = new Steps<Details>(() => this.#stopListening());
  #connection: Connection | undefined;
  #route: Route | undefined;
  #fields: Input<T>;
  #pages = 0;
  #hasNextPage = false;
  #context = 0;
  #fence = 0;

  constructor(message: AnyDump<T, Details>, fields: Input<T>, bounds: DumpBounds) {
    this.messageName = message.name;
    this.#message = message;
    this.#fields = fields;
    this.#bounds = bounds;
    this.#views = bounds.as === "view" ? new Views() : undefined;
    this.#silence = new Silence(bounds.timeoutMs);
    this.#stopListening = onAbort(bounds.signal, (cause) => this.#abort(cause));
    const aborted = abortedBefore(bounds.signal, message.name);
    if (aborted !== undefined) this.#finish(aborted);
  }

  /** Sends the request by this connection; when that fails, the first `next` says so. */
  start(connection: Connection): void {
    this.#connection = connection;
    this.#ask(connection);
  }

  /** The fields may change from now on, although nothing has been sent. */
  keepFields(): void {
    this.#fields = copyInput(this.#fields);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Details, undefined>> {
    this.#views?.endStep();
    return this.#details.byteLength > 0 ? this.#take() : this.#steps.next();
  }

  /** Leaves the dump; details that are still on their way are thrown away. */
  return(): Promise<IteratorResult<Details, undefined>> {
    this.#views?.endStep();
    this.#details.clear();
    this.#finish();
    this.#steps.forgetReason();
    return this.#steps.next();
  }

  receive(id: number, view: DataView, offset: number, byteLength: number): boolean {
    if (id === this.#route?.answerId) return this.#receiveDetails(offset, byteLength);
    if (this.#message.kind !== "paged" || id !== this.#route?.replyId) return false;
    return this.#receiveReply(view, offset, byteLength);
  }

  isLate(now: number): boolean {
    return this.#silence.isTooLong(now);
  }

  /** Ends the dump behind the details that wait. */
  fail(reason: VppError): void {
    this.#connection?.forget(this.#context, reason);
    this.#connection?.forget(this.#fence, reason);
    this.#finish(reason);
  }

  #abort(cause: unknown): void {
    const effect = this.#context === 0 ? "none" : "unknown";
    this.#failAtOnce(abortError(this.messageName, cause, { effect, ...this.#place }));
  }

  /** Ends the dump: details that wait are thrown away, and so is another reason that the reader does not know yet. */
  #failAtOnce(reason: VppError): void {
    this.#details.clear();
    if (this.#steps.isOpen) this.fail(reason);
    else this.#steps.replaceReason(reason);
  }

  /** What errors say of the request, once it was encoded. */
  get #place(): { readonly context?: number } {
    return this.#context === 0 ? {} : { context: this.#context };
  }

  #ask(connection: Connection): void {
    // It may have been left while VPP's version of the message was looked for.
    if (!this.#steps.isOpen) return;
    try {
      const route = connection.routes.of(this.#message);
      if (route instanceof Promise) {
        this.#askWhenFound(connection, route);
        return;
      }
      this.#route = route;
      // What was waited for before the first page is taken off the deadline.
      if (this.#pages > 0) this.#silence.noteSign();
      this.#context = connection.send(route, this.#fields, this);
      if (this.#message.kind === "dump") this.#sendFence(connection);
      this.#pages++;
    } catch (reason) {
      endUnsent(VppError.from(reason), (unsent) => this.fail(unsent));
    }
  }

  #askWhenFound(connection: Connection, route: Promise<Route>): void {
    this.keepFields();
    // The signal is listened to already.
    const bounds = { timeoutMs: this.#silence.leftMs(performance.now()), signal: undefined };
    within(route, this.messageName, bounds, NO_VERSION).then(
      () => this.#ask(connection),
      (reason) => this.fail(VppError.from(reason)),
    );
  }

  #sendFence(connection: Connection): void {
    const route = connection.registration.own.ping;
    const resolve = (): void => {
      connection.forget(this.#context);
      this.#finish();
    };
    const reject = (reason: VppError): void => this.fail(this.#asOwn(reason));
    const fence = new RequestCall(route, connection, Number.POSITIVE_INFINITY, resolve, reject);
    try {
      this.#fence = connection.send(route, {}, fence);
    } catch (reason) {
      throw this.#asOwn(VppError.from(reason));
    }
  }

  /** What ended the fence has ended the dump, which alone the caller knows. */
  #asOwn({ code, message, effect, cause }: VppError): VppError {
    const { ping } = this.#connection!.registration.own;
    const text = message.replace(ping.request.name, this.messageName);
    return new VppError(code, text, { effect, messageName: this.messageName, cause, ...this.#place });
  }

  #receiveDetails(offset: number, byteLength: number): boolean {
    const connection = this.#connection!;
    this.#silence.noteSign();
    if (!this.#steps.isOpen) return false;
    if (this.#steps.areWaiting) this.#give(connection.reader, offset, byteLength);
    else this.#buffer(connection.reader, offset, byteLength);
    return false;
  }

  #buffer(reader: WireReader, offset: number, byteLength: number): void {
    const { maxBufferedBytes } = this.#bounds;
    if (this.#details.byteLength + byteLength <= maxBufferedBytes) this.#details.put(reader, offset, byteLength);
    else {
      const text = `${this.messageName}: more than ${maxBufferedBytes} bytes of details wait to be taken`;
      this.fail(new VppError("VPP_DUMP_OVERFLOW", text, { messageName: this.messageName, ...this.#place }));
    }
  }

  #give(reader: WireReader, offset: number, byteLength: number): void {
    try {
      if (this.#views === undefined) {
        this.#steps.give(readFields(reader, offset, byteLength, this.#route!.answer) as Details);
        return;
      }
      // Who waits goes on when the memory is in use again.
      this.#details.put(reader, offset, byteLength);
      this.#steps.give(this.#nextDetails());
    } catch (reason) {
      this.fail(answerError(this.messageName, this.#context, reason));
    }
  }

  #receiveReply(view: DataView, offset: number, byteLength: number): boolean {
    if (!this.#steps.isOpen) {
      this.#endPage();
      return true;
    }
    try {
      const retval = readRetval(view, offset, byteLength);
      if (retval < 0 && retval !== EAGAIN) {
        const isBehindLast = retval === INVALID_VALUE && this.#pages > 1;
        if (!isBehindLast) throw retvalError(this.messageName, retval, this.#context);
        this.#endPage();
        this.#finish();
        return true;
      }
      const { reader } = this.#connection!;
      const reply = readFields(reader, offset, byteLength, this.#route!.reply!) as { cursor: number };
      this.#endPage();
      if (retval === EAGAIN) this.#turnPage(reply.cursor);
      else this.#finish();
    } catch (reason) {
      this.fail(answerError(this.messageName, this.#context, reason));
    }
    return true;
  }

  #turnPage(cursor: number): void {
    this.#fields = { ...(this.#fields as object), cursor } as Input<T>;
    this.#hasNextPage = true;
    this.#askNextPage();
  }

  /** Only when nothing waits: VPP keeps the place, so a slow caller need not store pages. */
  #askNextPage(): void {
    if (!this.#hasNextPage || this.#details.byteLength > 0) return;
    this.#hasNextPage = false;
    this.#ask(this.#connection!);
  }

  #take(): Promise<IteratorResult<Details, undefined>> {
    try {
      const value = this.#nextDetails();
      this.#askNextPage();
      return this.#views?.step ?? Promise.resolve({ done: false, value });
    } catch (reason) {
      this.#failAtOnce(answerError(this.messageName, this.#context, reason));
      return this.#steps.next();
    }
  }

  /** The oldest of those that wait. */
  #nextDetails(): Details {
    this.#details.take();
    const { bytes, view, offset, length } = this.#details;
    const message = this.#route!.answer as Message<Details>;
    if (this.#views !== undefined) return this.#views.next(message, bytes, view, offset, length);
    return readFields(this.#reader.over(bytes, view), offset, length, message);
  }

  /** Every page is a call of its own to the connection. */
  #endPage(): void {
    this.#connection!.forget(this.#context);
  }

  #finish(reason?: VppError): void {
    this.#steps.end(reason);
  }
}
