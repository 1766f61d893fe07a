import { errorText, VppError } from "../../errors.ts";
import type { Transport } from "../../transport/index.ts";
import {
  type Input,
  type Message,
  messageBytes,
  WireWriter,
  writeFields,
  writeRequestHeader,
} from "../../wire/index.ts";
import { hazardError, type ServedRequest } from "../versions/index.ts";
import type { BusyPoll } from "./busy-poll.ts";
import type { PendingCall, PendingCalls } from "./pending.ts";
import { wrongField } from "./wrong-field.ts";

/**
 * Writes requests into the transport's memory. Everything written in one turn of the event loop leaves in one flush, in a
 * microtask.
 */
export class Sender {
  readonly #transport: Transport;
  readonly #clientIndex: number;
  readonly #pending: PendingCalls;
  readonly #busyPoll: BusyPoll;
  readonly #writer = new WireWriter();
  /** Whether requests wait for the flush at the end of this turn. */
  isFlushing = false;
  /** Hands over to the transport what was written. */
  readonly flush = (): void => {
    this.isFlushing = false;
    this.#transport.flush();
    this.#busyPoll.left();
  };

  constructor(transport: Transport, clientIndex: number, pending: PendingCalls, busyPoll: BusyPoll) {
    this.#transport = transport;
    this.#clientIndex = clientIndex;
    this.#pending = pending;
    this.#busyPoll = busyPoll;
  }

  /**
   * Encodes a request and registers its call.
   *
   * @returns the call's context.
   * @throws {VppError} `VPP_HAZARD`, `VPP_FIELD_RANGE`, `VPP_OVERLOADED`, `VPP_INTERNAL` with effect `none`.
   */
  send<T>(served: ServedRequest, fields: Input<T>, call: PendingCall): number {
    const offset = this.#encode(served, fields as Input<unknown>);
    const context = this.#pending.add(call);
    writeRequestHeader(this.#transport.view, offset, served.id, this.#clientIndex, context);
    this.#transport.commit();
    this.#flushSoon();
    return context;
  }

  /** Writes the fields of a request into reserved memory, and returns where it begins. */
  #encode(served: ServedRequest, fields: Input<unknown>): number {
    try {
      return this.#write(served, fields);
    } catch (reason) {
      throw encodeError(served.request, fields, reason);
    }
  }

  #write(served: ServedRequest, fields: Input<unknown>): number {
    const message = served.request;
    const hazard = served.hazard?.(fields as never);
    if (hazard !== undefined) throw hazardError(message.name, hazard);
    const transport = this.#transport;
    const offset = transport.reserve(messageBytes(message, fields));
    if (offset < 0) throw overloaded(message.name);
    writeFields(this.#writer.over(transport.bytes, transport.view), offset, message, fields);
    return offset;
  }

  #flushSoon(): void {
    if (this.isFlushing) return;
    this.isFlushing = true;
    queueMicrotask(this.flush);
  }
}

function overloaded(messageName: string): VppError {
  const reason = "the send queue is full: VPP reads too slowly; send fewer requests at a time";
  return new VppError("VPP_OVERLOADED", `${messageName}: not sent: ${reason}`, { messageName });
}

/** Returns what was thrown by the encoder as `VPP_FIELD_RANGE` if a field is of a wrong kind, otherwise as `VPP_INTERNAL`. */
function encodeError(message: Message<unknown>, fields: unknown, reason: unknown): VppError {
  if (reason instanceof VppError) return reason;
  const { name: messageName } = message;
  const wrong = whatIsWrong(message, fields);
  if (wrong === undefined) return VppError.from(reason, { messageName, effect: "none" });
  return new VppError("VPP_FIELD_RANGE", wrong, { messageName, cause: reason });
}

/** Returns what is wrong with the fields. A field that throws when it is read is wrong too. */
function whatIsWrong(message: Message<unknown>, fields: unknown): string | undefined {
  try {
    return wrongField(message, fields);
  } catch (reason) {
    return `${message.name}: ${errorText(reason)}`;
  }
}
