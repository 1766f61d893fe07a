import { sockclntCreateReply } from "../../binapi/memclnt.ts";
import { VppError } from "../../errors.ts";
import {
  type Message,
  readClientIndex,
  readFields,
  readMessageId,
  readReplyContext,
  readRequestContext,
  WireReader,
} from "../../wire/index.ts";
import type { KnownMessage, MessageIds } from "../api/index.ts";
import type { Client, Clients } from "../clients/index.ts";
import type { HandledMessage, Handlers, InterfaceEvents } from "../handlers/index.ts";
import { Retval, VppCrash } from "../model/index.ts";
import type { Journal } from "./journal.ts";
import type { RecordedReplies } from "./recorded-replies.ts";
import type { UnmodelledAnswers } from "./unmodelled.ts";

/** The parts of a VPP process that the dispatcher uses. */
export interface DispatcherParts {
  readonly ids: MessageIds;
  readonly handlers: Handlers;
  readonly clients: Clients;
  readonly unmodelled: UnmodelledAnswers;
  /** Undefined for a VPP that carries requests out. */
  readonly recordedReplies?: RecordedReplies | undefined;
  readonly events: InterfaceEvents;
  readonly journal: Journal;
  /** Whether a message that crashes VPP is answered with INVALID_VALUE, and VPP goes on. */
  readonly refusesCrashes: boolean;
}

/** A message in the memory of a connection. */
export interface Incoming {
  readonly sender: Client;
  readonly bytes: Buffer;
  readonly view: DataView;
  readonly at: number;
  readonly byteLength: number;
}

/** The client that gets the answer to a message, and the context of the answer. */
interface ReturnAddress {
  readonly clientIndex: number;
  readonly context: number;
  /** Undefined when no client has the client index: the message is executed without an answer. */
  readonly client: Client | undefined;
}

/**
 * Takes each message to its handler and the answers to the client that the message names, which need not be the one that
 * sent it.
 *
 * @see VPP src/vlibapi/api_shared.c msg_handler_internal
 */
export class Dispatcher {
  /** Resolves when a message has crashed VPP. All connections are broken off then. */
  readonly crashed: Promise<void>;
  readonly #parts: DispatcherParts;
  readonly #reader = new WireReader();
  #noteCrashed: () => void = () => {};

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
    this.crashed = new Promise((resolve) => {
      this.#noteCrashed = resolve;
    });
  }

  /** Executes a message, unless its sender is leaving. It is over, answers included, when this returns. */
  receive(incoming: Incoming): void {
    const { sender, view, at, byteLength } = incoming;
    if (sender.isLeaving) return;
    const id = readMessageId(view, at);
    const message = this.#parts.ids.byId[id];
    if (message === undefined || message.role === "message" || message.role === "event") {
      this.#parts.journal.warn(`no handler for message id ${id}`);
    } else if (byteLength < message.leastBytes) {
      this.#parts.journal.warn(`truncated message ${message.name}: ${byteLength} bytes of ${message.leastBytes}`);
    } else {
      this.#execute(message, incoming);
      this.#parts.events.sendLater();
    }
  }

  /** Answers `sockclnt_create` with the response -1. */
  refuse({ sender, view, at }: Incoming): void {
    const { ids } = this.#parts;
    const reply = ids.served(sockclntCreateReply);
    const refusal = { response: -1, index: 0, messageTable: [] };
    sender.send(reply, ids.get(reply.name).id, readReplyContext(view, at), refusal);
  }

  /** Answers a request with a return value, and does not execute it. */
  answer(incoming: Incoming, retval: number): void {
    const { ids, journal, unmodelled } = this.#parts;
    const { bytes, view, at, byteLength } = incoming;
    const message = ids.byId[readMessageId(view, at)]!;
    journal.addCall(message.name, bytes, at, byteLength);
    const { client, context } = this.#returnAddress(incoming);
    if (client !== undefined) unmodelled.refuse(client, message, context, retval);
  }

  /** Records a message as a call, and answers it: by its handler or, if it has none, as an unmodelled message. */
  #execute(message: KnownMessage, incoming: Incoming): void {
    const { bytes, at, byteLength } = incoming;
    const { recordedReplies } = this.#parts;
    if (recordedReplies?.answers(message)) {
      this.#parts.journal.addCall(message.name, bytes, at, byteLength);
      const { client, context } = this.#returnAddress(incoming);
      if (client !== undefined) recordedReplies.answer(client, message, context, bytes.subarray(at, at + byteLength));
      return;
    }
    const route = this.#parts.handlers.find(message.name);
    if (route === undefined) {
      this.#parts.journal.addCall(message.name, bytes, at, byteLength);
      this.#answerUnmodelled(message, this.#returnAddress(incoming));
      return;
    }
    const fields = this.#read(this.#parts.ids.served(route.request), incoming);
    if (fields === undefined) return;
    this.#parts.journal.addCall(message.name, bytes, at, byteLength);
    this.#handle(message, route, fields, incoming);
  }

  #answerUnmodelled(message: KnownMessage, { client, context }: ReturnAddress): void {
    const { journal, unmodelled } = this.#parts;
    journal.countUnmodelled(message.name);
    if (client !== undefined) unmodelled.answer(client, message, context);
  }

  #read(request: Message<unknown>, { bytes, view, at, byteLength }: Incoming): object | undefined {
    try {
      return readFields(this.#reader.over(bytes, view), at, byteLength, request) as object;
    } catch (reason) {
      if (!(reason instanceof VppError)) throw reason;
      // An array or a text is longer than the message.
      this.#parts.journal.warn(`truncated message ${request.name}: ${reason.message}`);
      return undefined;
    }
  }

  /** Sends the answers of a handler. A dump without a client to answer is not executed. */
  #handle(
    message: KnownMessage,
    { request, answer, handle, end }: HandledMessage,
    fields: object,
    incoming: Incoming,
  ): void {
    const { client, clientIndex, context } = this.#returnAddress(incoming, request);
    if (client === undefined && request.kind === "dump") return;
    const { ids } = this.#parts;
    const answerId = ids.answerId(request, answer);
    const served = ids.served(answer);
    const { sender, bytes, at } = incoming;
    let isAnswered = false;
    try {
      for (const each of handle(fields, { sender, clientIndex, byteAt: (offset) => bytes[at + offset]! })) {
        client?.send(served, answerId, context, each);
        isAnswered = true;
      }
      if (end !== undefined) client?.send(ids.served(end.reply), ids.get(end.reply.name).id, context, end.make(fields));
    } catch (reason) {
      const retval = this.#report(message.name, reason);
      if (retval === undefined || client === undefined || isAnswered) return;
      this.#parts.unmodelled.refuse(client, message, context, retval);
    }
  }

  /** Records what a handler threw. Returns the return value of the answer; undefined if VPP has crashed and does not answer. */
  #report(messageName: string, reason: unknown): number | undefined {
    const { journal, refusesCrashes } = this.#parts;
    if (!(reason instanceof VppCrash)) {
      journal.errors.push(reason);
      return Retval.unspecified;
    }
    journal.crash = { messageName, reason: reason.message };
    if (refusesCrashes) return Retval.invalidValue;
    this.#crash();
    return undefined;
  }

  /** Ends all connections. Messages that were received before are ignored then, since their senders are leaving. */
  #crash(): void {
    this.#parts.clients.destroyAll();
    this.#noteCrashed();
  }

  /**
   * Returns the client of the client index, or the sender for messages of the handshake, which have no client index.
   */
  #returnAddress({ sender, view, at }: Incoming, request?: Message<unknown>): ReturnAddress {
    if (request !== undefined && request.header !== "request") {
      return { client: sender, clientIndex: sender.clientIndex, context: readReplyContext(view, at) };
    }
    const clientIndex = readClientIndex(view, at);
    return { client: this.#parts.clients.find(clientIndex), clientIndex, context: readRequestContext(view, at) };
  }
}
