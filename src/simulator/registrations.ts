import type { Transport } from "../transport/index.ts";
import { type Input, type Message, messageBytes, WireWriter, writeEventHeader, writeFields } from "../wire/index.ts";
import { writeReplyHeader, writeRequestHeader } from "../wire/index.ts";
import { Pool } from "./model/pool.ts";

/** Marks the handle of a client that came over the socket. @see VPP src/vlibmemory/socket_api.h */
const SOCKET_HANDLE = 0x80000000;

const writer = new WireWriter();

/** A client, from the moment its connection is accepted. */
export class Registration {
  /** Its slot with the top bit set: the client index in its messages. */
  readonly handle: number;
  /** What it called itself in `sockclnt_create`. */
  name = "";
  readonly #transport: Transport;
  #isFlushDue = false;

  constructor(slot: number, transport: Transport) {
    this.handle = (SOCKET_HANDLE | slot) >>> 0;
    this.#transport = transport;
  }

  /** Sends a reply or details. */
  send<T>(message: Message<T>, id: number, context: number, fields: Input<T>): void {
    const at = this.reserve(messageBytes(message, fields));
    const { view } = this.#transport;
    if (message.header === "request") writeRequestHeader(view, at, id, 0, context);
    else writeReplyHeader(view, at, id, context);
    writeFields(writer, at, message, fields);
    this.commit();
  }

  /** Sends an event. */
  sendEvent<T>(message: Message<T>, id: number, fields: Input<T>): void {
    const at = this.reserve(messageBytes(message, fields));
    writeEventHeader(this.#transport.view, at, id, this.handle);
    writeFields(writer, at, message, fields);
    this.commit();
  }

  /** Memory for a message, to be written through `view` and committed. */
  reserve(byteLength: number): number {
    const at = this.#transport.reserve(byteLength);
    writer.bytes = this.#transport.bytes;
    writer.view = this.#transport.view;
    return at;
  }
}
