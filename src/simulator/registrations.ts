import type { Transport } from "../transport/index.ts";
import {
  type HeaderKind,
  type Input,
  type Message,
  messageBytes,
  WireWriter,
  writeEventHeader,
  writeFields,
  writeReplyHeader,
  writeRequestHeader,
} from "../wire/index.ts";
import { Pool } from "./model/pool.ts";

/** Marks the handle of a client that came over the socket. @see VPP src/vlibmemory/socket_api.h */
const SOCKET_HANDLE = 0x80000000;

const writer = new WireWriter();

/** A client, from the moment its connection is accepted. */
export class Registration {
  /** The client index in its messages. */
  readonly handle: number;
  /** What it called itself in `sockclnt_create`. */
  name = "";
  readonly #transport: Transport;
  #isFlushDue = false;

  constructor(handle: number, transport: Transport) {
    this.handle = handle;
    this.#transport = transport;
  }

  /** Sends a message; an event has no context. @throws {VppError} `VPP_FIELD_RANGE`: nothing is sent then. */
  send<T>(message: Message<T>, id: number, context: number, fields: Input<T>): void {
    const at = this.#transport.reserve(messageBytes(message, fields));
    this.#writeHeader(at, message.header, id, context);
    writer.bytes = this.#transport.bytes;
    writer.view = this.#transport.view;
    writeFields(writer, at, message, fields);
    this.#commit();
  }

  /** Sends a message as it stands, but for its header. */
  sendCopy(message: Buffer, header: HeaderKind, id: number, context: number): void {
    const at = this.#transport.reserve(message.length);
    this.#transport.bytes.set(message, at);
    this.#writeHeader(at, header, id, context);
    this.#commit();
  }

  /** Ends the connection when everything is sent. What the client still says is not heard. */
  close(): void {
    this.#transport.onMessage = () => {};
    void this.#transport.close();
  }

  /** Ends the connection at once. */
  destroy(): void {
    this.#transport.destroy();
  }

  #writeHeader(at: number, header: HeaderKind, id: number, context: number): void {
    const { view } = this.#transport;
    if (header === "reply") writeReplyHeader(view, at, id, context);
    else if (header === "event") writeEventHeader(view, at, id, this.handle);
    // The client index of a reply that has one carries nothing.
    else writeRequestHeader(view, at, id, 0, context);
  }

  /** One write for everything that is sent in this turn. */
  #commit(): void {
    this.#transport.commit();
    if (this.#isFlushDue) return;
    this.#isFlushDue = true;
    queueMicrotask(() => {
      this.#isFlushDue = false;
      this.#transport.flush();
    });
  }
}

/** The clients. The first slot is the listener's, as in VPP. */
export class Registrations {
  /** Told the client index of every client that goes. */
  onRemove: (handle: number) => void = () => {};
  readonly #pool = new Pool<Registration | undefined>();

  constructor() {
    this.#pool.add(() => undefined);
  }

  add(transport: Transport): Registration {
    return this.#pool.add((slot) => new Registration((SOCKET_HANDLE | slot) >>> 0, transport));
  }

  /** The client of a client index; it need not be the one that sends it. */
  find(handle: number): Registration | undefined {
    // A handle without the mark is that of a client over shared memory.
    return handle >= SOCKET_HANDLE ? this.#pool.get(handle - SOCKET_HANDLE) : undefined;
  }

  /** The client in a slot, with or without the mark. */
  findSlot(slot: number): Registration | undefined {
    return this.#pool.get(slot & ~SOCKET_HANDLE);
  }

  /** Frees a client's slot for the next one. */
  remove(registration: Registration): void {
    if (this.find(registration.handle) !== registration) return;
    this.#pool.remove(registration.handle - SOCKET_HANDLE);
    this.onRemove(registration.handle);
  }
}
