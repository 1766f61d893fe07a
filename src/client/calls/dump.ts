import { VppError } from "../../errors.ts";
import type { Dump, Input, Message, Paged } from "../../wire/index.ts";
import { answerError, type Connection, type PendingCall } from "../connection/index.ts";
import { endUnsent } from "../later-turn.ts";
import { abortError, abortedBefore, type CallBounds, onAbort } from "../options.ts";
import type { ServedRequest } from "../versions/index.ts";
import { NO_VERSION, within } from "../within.ts";
import { copyInput } from "./copy-input.ts";
import { DetailsQueue } from "./details-queue.ts";
import { Silence } from "./silence.ts";

/** Bounds of a dump with all defaults filled in. */
export interface DumpBounds extends CallBounds {
  readonly maxBufferedBytes: number;
  readonly as: "object" | "view";
}

/** The context of a dump whose request has not been sent. */
const NO_CONTEXT = 0;

/**
 * A dump: sends its request, takes its details off the connection, and gives them to the caller one by one. `PlainDump` and
 * `PagedDump` differ in how VPP ends the details.
 */
export abstract class DumpCall<T, Details> implements PendingCall, AsyncIterableIterator<Details, undefined> {
  readonly messageName: string;
  readonly #message: Dump<T, Details> | Paged<T, Details, unknown>;
  readonly #silence: Silence;
  readonly #maxBytes: number;
  readonly #stopListening: () => void;
  protected readonly details: DetailsQueue<Details>;
  protected connection: Connection | undefined;
  protected served: ServedRequest | undefined;
  protected fields: Input<T>;
  /** The context of the request that was sent last. */
  protected context: number = NO_CONTEXT;

  constructor(message: Dump<T, Details> | Paged<T, Details, unknown>, fields: Input<T>, bounds: DumpBounds) {
    this.messageName = message.name;
    this.#message = message;
    this.fields = fields;
    this.#maxBytes = bounds.maxBufferedBytes;
    this.#silence = new Silence(bounds.timeoutMs);
    this.#stopListening = onAbort(bounds.signal, (cause) => this.#abort(cause));
    // The signal counts until the caller knows the end.
    this.details = new DetailsQueue(bounds.as, bounds.maxBufferedBytes, () => this.#stopListening());
    const aborted = abortedBefore(bounds.signal, message.name);
    if (aborted !== undefined) this.details.end(aborted);
  }

  /** Sends the request by this connection; when that fails, the first step rejects. */
  start(connection: Connection): void {
    this.connection = connection;
    this.ask();
  }

  /** Copies the fields: the caller may change them from now on, although nothing has been sent. */
  keepFields(): void {
    this.fields = copyInput(this.fields);
  }

  get timeoutMs(): number {
    return this.#silence.maxMs;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Details, undefined>> {
    const { details } = this;
    details.endStep();
    if (details.isEmpty) return details.wait();
    try {
      const step = details.take(this.#answer);
      this.askNextPage();
      return step;
    } catch (reason) {
      this.#failAtOnce(answerError(this.messageName, this.context, reason));
      return details.wait();
    }
  }

  /** Leaves the dump; details that are still on their way are thrown away. */
  return(): Promise<IteratorResult<Details, undefined>> {
    this.details.endStep();
    return this.details.leave();
  }

  receive(id: number, view: DataView, offset: number, byteLength: number): boolean {
    if (id !== this.served?.answerId) return this.receiveOther(id, view, offset, byteLength);
    this.#silence.noteSign();
    const { details } = this;
    // Apart from `#give`: V8 inlines all of what is done for each of the details that wait.
    if (details.isOpen && !details.keep(this.connection!.reader, offset, byteLength)) this.#give(offset, byteLength);
    return false;
  }

  isLate(now: number): boolean {
    return this.#silence.isTooLong(now);
  }

  /** Ends the dump behind the details that wait. */
  fail(reason: VppError): void {
    this.forgetRequest(reason);
    this.details.end(reason);
  }

  /** Called when the request has been sent. */
  protected abstract sent(connection: Connection): void;

  /** Takes a message that is none of the details. @returns whether it ends the request. */
  protected abstract receiveOther(id: number, view: DataView, offset: number, byteLength: number): boolean;

  /** Asks for the next page if there is one, and no details wait. */
  protected abstract askNextPage(): void;

  /** What errors say of the request; nothing before it has been sent. */
  protected get place(): { readonly context?: number } {
    return this.context === NO_CONTEXT ? {} : { context: this.context };
  }

  /** Sends the request, or the request for the next page. */
  protected ask(): void {
    // The caller may have left while VPP's version of the message was looked for.
    if (!this.details.isOpen) return;
    const connection = this.connection!;
    try {
      const served = connection.served.of(this.#message);
      if (served instanceof Promise) this.#askWhenFound(served);
      else this.#send(connection, served);
    } catch (reason) {
      endUnsent(VppError.from(reason), (unsent) => this.fail(unsent));
    }
  }

  /** Ends the dump: VPP refuses it, or an answer cannot be read. */
  protected failByAnswer(reason: unknown): void {
    this.fail(answerError(this.messageName, this.context, reason));
  }

  /** Forgets the request: what VPP still sends for it is late. */
  protected forgetRequest(reason?: VppError): void {
    this.connection?.forget(this.context, reason);
  }

  #send(connection: Connection, served: ServedRequest): void {
    this.served = served;
    // What the search for a version took before the first page is taken off the deadline.
    if (this.context !== NO_CONTEXT) this.#silence.noteSign();
    this.context = connection.send(served, this.fields, this);
    this.sent(connection);
  }

  #askWhenFound(served: Promise<ServedRequest>): void {
    this.keepFields();
    // The signal is listened to already.
    const bounds = { timeoutMs: this.#silence.leftMs(performance.now()), signal: undefined };
    within(served, this.messageName, bounds, NO_VERSION).then(
      () => this.ask(),
      (reason) => this.fail(VppError.from(reason)),
    );
  }

  #give(offset: number, byteLength: number): void {
    try {
      const { reader } = this.connection!;
      if (!this.details.give(reader, offset, byteLength, this.#answer)) this.fail(this.#overflow());
    } catch (reason) {
      this.failByAnswer(reason);
    }
  }

  get #answer(): Message<Details> {
    return this.served!.answer as Message<Details>;
  }

  #abort(cause: unknown): void {
    const effect = this.context === NO_CONTEXT ? "none" : "unknown";
    this.#failAtOnce(abortError(this.messageName, cause, { effect, ...this.place }));
  }

  /** Ends the dump; the details that wait are thrown away. */
  #failAtOnce(reason: VppError): void {
    this.details.cut(reason);
    if (this.details.isOpen) this.fail(reason);
  }

  #overflow(): VppError {
    const text = `more than ${this.#maxBytes} bytes of details wait to be read: read them faster, or raise maxBufferedBytes`;
    return new VppError("VPP_DUMP_OVERFLOW", `${this.messageName}: ${text}`, {
      messageName: this.messageName,
      ...this.place,
    });
  }
}
