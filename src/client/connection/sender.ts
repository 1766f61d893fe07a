import { errorText, VppError } from "../../errors.ts";
import type { Transport } from "../../transport/index.ts";
import { type Input, messageBytes, WireWriter, writeFields, writeRequestHeader } from "../../wire/index.ts";
import { hazardError, type Route } from "../versions/index.ts";
import type { BusyPoll } from "./busy-poll.ts";
import type { PendingCall, PendingCalls } from "./pending.ts";

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
  /** Whether something was sent that leaves at the end of this turn. */
  isFlushing = false;
  /** Hands over what was written. */
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
   * @throws {VppError} `VPP_HAZARD`, `VPP_FIELD_RANGE`, `VPP_OVERLOADED`; nothing has happened then.
   */
  send<T>(route: Route, fields: Input<T>, call: PendingCall): number {
    try {
      return this.#encode(route, fields as Input<unknown>, call);
    } catch (reason) {
      throw reason instanceof VppError ? reason : fieldError(route.request.name, reason);
    }
  }

  #encode(route: Route, fields: Input<unknown>, call: PendingCall): number {
    const message = route.request;
    const hazard = route.hazard?.(fields as never);
    if (hazard !== undefined) throw hazardError(message.name, hazard);
    const transport = this.#transport;
    const offset = transport.reserve(messageBytes(message, fields));
    if (offset < 0) throw overloaded(message.name);
    writeFields(this.#writer.over(transport.bytes, transport.view), offset, message, fields);
    const context = this.#pending.add(call);
    writeRequestHeader(transport.view, offset, route.id, this.#clientIndex, context);
    transport.commit();
    this.#flushSoon();
    return context;
  }

  #flushSoon(): void {
    if (this.isFlushing) return;
    this.isFlushing = true;
    queueMicrotask(this.flush);
  }
}

function overloaded(messageName: string): VppError {
  return new VppError("VPP_OVERLOADED", `${messageName}: not sent: too many bytes wait for VPP`, { messageName });
}

/** A field that is missing altogether, or of a wrong kind, shows as a TypeError where it is used. */
function fieldError(messageName: string, cause: unknown): VppError {
  return new VppError("VPP_FIELD_RANGE", `${messageName}: ${errorText(cause)}`, { messageName, cause });
}
