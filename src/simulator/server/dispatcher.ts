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
import type { Registration, Registrations } from "../clients/index.ts";
import type { Handlers, Route } from "../handlers/index.ts";
import { Retval, VppCrash } from "../model/index.ts";
import type { CallLog } from "./call-log.ts";
import type { UnmodelledAnswers } from "./unmodelled.ts";

const MOST_WARNINGS = 1000;

/** What the dispatcher works with. */
export interface DispatcherParts {
  readonly ids: MessageIds;
  readonly handlers: Handlers;
  readonly registrations: Registrations;
  readonly unmodelled: UnmodelledAnswers;
  /** Absent when calls are not recorded. */
  readonly calls: CallLog | undefined;
  /** Told of every message that crashes VPP. */
  readonly onCrash: (crash: Crash) => void;
  /** Whether such a message is answered with INVALID_VALUE. */
  readonly refusesCrashes: boolean;
  /** Told of everything else that a handler throws. */
  readonly onError: (reason: unknown) => void;
  /** How often a message was answered without being modelled, by name. */
  readonly unmodelledCalls: Map<string, number>;
  /** What VPP would write to its log about messages that it drops. */
  readonly warnings: string[];
}

/** What crashes VPP. */
export interface Crash {
  /** The message that does it. */
  readonly messageName: string;
  readonly reason: string;
}

/** A message in the memory of a connection. */
export interface Incoming {
  readonly sender: Registration;
  readonly bytes: Buffer;
  readonly view: DataView;
  readonly at: number;
  readonly byteLength: number;
}

/** Where the answer to a message goes. */
interface ReturnAddress {
  readonly clientIndex: number;
  readonly context: number;
  /** Undefined when nobody has the client index: the message is executed, and nobody hears of it. */
  readonly client: Registration | undefined;
}

/**
 * Takes each message to its handler and the answers to the client that the message names, which need not be the one that
 * sent it.
 *
 * @see VPP src/vlibapi/api_shared.c msg_handler_internal
 */
export class Dispatcher {
  readonly #parts: DispatcherParts;
  readonly #reader = new WireReader();

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
  }

  /** Executes a message. It is over, answers included, when this returns. */
  receive(incoming: Incoming): void {
    const { view, at, byteLength } = incoming;
    const id = readMessageId(view, at);
    const message = this.#parts.ids.byId[id];
    if (message === undefined || message.role === "message" || message.role === "event") {
      this.#warn(`no handler for message id ${id}`);
    } else if (byteLength < message.leastBytes) {
      this.#warn(`truncated message ${message.name}: ${byteLength} bytes of ${message.leastBytes}`);
    } else {
      this.#execute(message, incoming);
    }
  }

  #execute(message: KnownMessage, incoming: Incoming): void {
    const route = this.#parts.handlers.find(message.name);
    const { bytes, at, byteLength } = incoming;
    if (route === undefined) {
      this.#parts.calls?.add(message.name, bytes, at, byteLength);
      this.#answerUnmodelled(message, this.#returnAddress(incoming));
      return;
    }
    const fields = this.#read(this.#parts.ids.served(route.request), incoming);
    if (fields === undefined) return;
    this.#parts.calls?.add(message.name, bytes, at, byteLength);
    this.#handle(message, route, fields, incoming);
  }

  #answerUnmodelled(message: KnownMessage, { client, context }: ReturnAddress): void {
    const { unmodelledCalls, unmodelled } = this.#parts;
    unmodelledCalls.set(message.name, (unmodelledCalls.get(message.name) ?? 0) + 1);
    if (client !== undefined) unmodelled.answer(client, message, context);
  }

  #read(request: Message<unknown>, { bytes, view, at, byteLength }: Incoming): object | undefined {
    try {
      return readFields(this.#reader.over(bytes, view), at, byteLength, request) as object;
    } catch (reason) {
      if (!(reason instanceof VppError)) throw reason;
      // A length field that says more than there is.
      this.#warn(`truncated message ${request.name}: ${reason.message}`);
      return undefined;
    }
  }

  #handle(message: KnownMessage, { request, answer, handle }: Route, fields: object, incoming: Incoming): void {
    const { client, clientIndex, context } = this.#returnAddress(incoming, request);
    if (client === undefined && request.kind === "dump") return;
    const { ids } = this.#parts;
    const answerId = ids.answerId(request, answer);
    const served = ids.served(answer);
    try {
      for (const each of handle(fields, { sender: incoming.sender, clientIndex })) {
        client?.send(served, answerId, context, each);
      }
    } catch (reason) {
      const retval = this.#report(message.name, reason);
      if (retval !== undefined && client !== undefined) this.#parts.unmodelled.refuse(client, message, context, retval);
    }
  }

  /** Tells what a handler threw, and gives the return value to answer with. */
  #report(messageName: string, reason: unknown): number | undefined {
    const { onCrash, onError, refusesCrashes } = this.#parts;
    if (reason instanceof VppCrash) {
      onCrash({ messageName, reason: reason.message });
      return refusesCrashes ? Retval.invalidValue : undefined;
    }
    onError(reason);
    return Retval.unspecified;
  }

  /** Only messages of the handshake do not say who asks: their answer goes to where they came from. */
  #returnAddress({ sender, view, at }: Incoming, request?: Message<unknown>): ReturnAddress {
    if (request !== undefined && request.header !== "request") {
      return { client: sender, clientIndex: sender.handle, context: readReplyContext(view, at) };
    }
    const clientIndex = readClientIndex(view, at);
    return { client: this.#parts.registrations.find(clientIndex), clientIndex, context: readRequestContext(view, at) };
  }

  #warn(text: string): void {
    const { warnings } = this.#parts;
    if (warnings.length < MOST_WARNINGS) warnings.push(text);
  }
}
