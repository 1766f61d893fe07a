import type { Dump, Input, Message, Received, Request } from "../../wire/index.ts";
import type { Client } from "../clients/index.ts";

/** The client behind a message. */
export interface Caller {
  /** The connection on which the message came. */
  readonly sender: Client;
  /** The client index in the message: this client gets the answer. */
  readonly clientIndex: number;
}

/** Executes a message. Returns its answers in order: none or one for a request, any number for a dump. */
export type Handler<T, Answer> = (fields: Received<T>, caller: Caller) => Iterable<Input<Answer>>;

/** A message with a handler. */
export interface HandledMessage {
  readonly request: Message<unknown>;
  /** The reply of a request, the details of a dump. */
  readonly answer: Message<unknown>;
  readonly handle: Handler<unknown, unknown>;
}

/** The handlers of messages, by the messages' names. */
export class Handlers {
  readonly #messages = new Map<string, HandledMessage>();

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

  /** Answers a dump with the details that the function returns. */
  dump<T, Details>(
    dump: Dump<T, Details>,
    details: (fields: Received<T>, caller: Caller) => Iterable<Input<Details>>,
  ): void {
    this.set(dump, dump.details, details);
  }

  /** Sets the handler of a message, in place of the one it has. */
  set<T, Answer>(request: Message<T>, answer: Message<Answer>, handle: Handler<T, Answer>): void {
    // The handler is only ever called with fields that this request's codec has read.
    this.#messages.set(request.name, { request, answer, handle: handle as Handler<unknown, unknown> });
  }
}
