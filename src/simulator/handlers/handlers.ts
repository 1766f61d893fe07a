import type { Dump, Input, Message, Received, Request } from "../../wire/index.ts";
import type { Client } from "../clients/index.ts";

/** The client behind a message. */
export interface Caller {
  /** The connection on which the message came. */
  readonly sender: Client;
  /** The client index in the message: this client gets the answer. */
  readonly clientIndex: number;
  /** Returns the byte at an offset in the message: VPP takes some bools for numbers. */
  readonly byteAt: (offset: number) => number;
}

/** Executes a message. Returns its answers in order: none or one for a request, any number for a dump. */
export type Handler<T, Answer> = (fields: Received<T>, caller: Caller) => Iterable<Input<Answer>>;

/** The reply behind the details of a paged message. */
export interface End<T, Reply> {
  readonly reply: Message<Reply>;
  /** Returns the fields of the reply. It is called when the details are sent. */
  make(fields: Received<T>): Input<Reply>;
}

/** A message with a handler. */
export interface HandledMessage {
  readonly request: Message<unknown>;
  /** The reply of a request, the details of a dump. */
  readonly answer: Message<unknown>;
  readonly handle: Handler<unknown, unknown>;
  /** Of a paged message only. */
  readonly end: End<unknown, unknown> | undefined;
}

/** The handlers of messages, by the messages' names. */
export class Handlers {
  readonly #messages = new Map<string, HandledMessage>();

  /** VPP's names of the messages that have a handler. */
  get names(): Iterable<string> {
    return this.#messages.keys();
  }

  /** The handler of a message that is modelled or overridden. */
  find(name: string): HandledMessage | undefined {
    return this.#messages.get(name);
  }

  /** Answers a request with the reply that the function returns, or not at all. */
  request<T, Reply>(
    request: Request<T, Reply>,
    reply: (fields: Received<T>, caller: Caller) => Input<Reply> | undefined,
  ): void {
    this.set(request, request.reply, (fields, caller) => {
      const given = reply(fields, caller);
      return given === undefined ? [] : [given];
    });
  }

  /** Answers a request whose reply is nothing but a return value. */
  retval<T>(
    request: Request<T, { readonly retval: number }>,
    retval: (fields: Received<T>, caller: Caller) => number,
  ): void {
    this.request(request, (fields, caller) => ({ retval: retval(fields, caller) }));
  }

  /** Answers a dump with the details that the function returns, and with the reply that it had behind them. */
  dump<T, Details>(
    dump: Dump<T, Details>,
    details: (fields: Received<T>, caller: Caller) => Iterable<Input<Details>>,
  ): void {
    this.set(dump, dump.details, details, this.find(dump.name)?.end);
  }

  /** Answers a message with the details that the function returns, and then with a reply. */
  paged<T, Details, Reply>(
    request: Message<T>,
    details: Message<Details>,
    handle: Handler<T, Details>,
    end: End<T, Reply>,
  ): void {
    this.set(request, details, handle, end as End<unknown, unknown>);
  }

  /** Sets the handler of a message, in place of the one it has. */
  set<T, Answer>(
    request: Message<T>,
    answer: Message<Answer>,
    handle: Handler<T, Answer>,
    end?: End<unknown, unknown>,
  ): void {
    // The handler is only ever called with fields that this request's codec has read.
    this.#messages.set(request.name, { request, answer, handle: handle as Handler<unknown, unknown>, end });
  }
}
