import { frameOf, type ServerTransport } from "../../transport/index.ts";
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
} from "../../wire/index.ts";
import type { Answer, Faults, Outlet } from "../faults/index.ts";
import { Pool } from "../model/index.ts";
import { Trickle } from "./trickle.ts";

/** Marks the handle of a client that came over the socket. @see VPP src/vlibmemory/socket_api.h */
const SOCKET_HANDLE = 0x80000000;

const writer = new WireWriter();

/** What an answer's header says, and the name of its message. */
export type AnswerHeader = Pick<Answer, "name" | "header" | "id" | "context">;

/** A client, from the moment its connection is accepted. */
export class Registration implements Outlet {
  /** The client index in its messages. */
  readonly handle: number;
  /** What it called itself in `sockclnt_create`. */
  name = "";
  readonly #transport: ServerTransport;
  readonly #faults: Faults;
  readonly #trickle: Trickle;
  #isFlushDue = false;
  #isLeaving = false;
  #isGone = false;
  #holds = 0;

  constructor(handle: number, transport: ServerTransport, faults: Faults) {
    this.handle = handle;
    this.#transport = transport;
    this.#faults = faults;
    this.#trickle = new Trickle(
      (bytes) => transport.sendBytes(bytes),
      () => this.#closeWhenSent(),
    );
  }

  /** Whether nothing is heard of it any more: it said goodbye, or was thrown out. */
  get isLeaving(): boolean {
    return this.#isLeaving;
  }

  /** Sends a message; an event has no context. @throws {VppError} `VPP_FIELD_RANGE`: nothing is sent then. */
  send<T>(message: Message<T>, id: number, context: number, fields: Input<T>): void {
    const { name, header } = message;
    const byteLength = messageBytes(message, fields);
    const at = this.#transport.reserve(byteLength);
    this.#writeHeader(at, header, id, context);
    writeFields(writer.over(this.#transport.bytes, this.#transport.view), at, message, fields);
    this.#dispatch({ name, header, id, context }, at, byteLength);
  }

  /** Sends a message as it stands, but for its header. */
  sendCopy(message: Buffer, { name, header, id, context }: AnswerHeader): void {
    const at = this.#transport.reserve(message.length);
    this.#transport.bytes.set(message, at);
    this.#writeHeader(at, header, id, context);
    this.#dispatch({ name, header, id, context }, at, message.length);
  }

  sendMessage(message: Buffer): void {
    if (this.#isGone) return;
    if (this.#trickle.isEmpty) {
      const at = this.#transport.reserve(message.length);
      this.#transport.bytes.set(message, at);
      this.#commit();
    } else this.#trickle.add(frameOf(message));
  }

  sendBytes(bytes: Buffer, pieceBytes: number = Number.POSITIVE_INFINITY): void {
    if (!this.#isGone) this.#trickle.add(bytes, pieceBytes);
  }

  hold(): void {
    this.#holds++;
  }

  release(): void {
    this.#holds--;
    this.#closeWhenSent();
  }

  close(): void {
    this.#transport.onMessage = () => {};
    this.#isLeaving = true;
    this.#closeWhenSent();
  }

  destroy(): void {
    this.#isLeaving = true;
    this.gone();
    this.#transport.destroy();
  }

  /** Its connection has ended. */
  gone(): void {
    this.#isGone = true;
    this.#trickle.stop();
  }

  /** How the connection reads. */
  read(isPaused: boolean, bytesPerTurn: number): void {
    this.#transport.bytesPerTurn = bytesPerTurn;
    if (isPaused) this.#transport.pause();
    else this.#transport.resume();
  }

  #closeWhenSent(): void {
    if (!this.#isLeaving || this.#holds > 0 || !this.#trickle.isEmpty || this.#isGone) return;
    this.#isGone = true;
    void this.#transport.close();
  }

  #writeHeader(at: number, header: HeaderKind, id: number, context: number): void {
    const { view } = this.#transport;
    if (header === "reply") writeReplyHeader(view, at, id, context);
    else if (header === "event") writeEventHeader(view, at, id, this.handle);
    // The client index of a reply that has one carries nothing.
    else writeRequestHeader(view, at, id, 0, context);
  }

  /** Sends the message that was reserved and written, unless something stands in its way. */
  #dispatch(header: AnswerHeader, at: number, byteLength: number): void {
    if (this.#isGone) return;
    const isHit = this.#faults.isAimedAtAnswer(header.name);
    if (!isHit && this.#trickle.isEmpty) {
      this.#commit();
      return;
    }
    const message = Buffer.from(this.#transport.bytes.subarray(at, at + byteLength));
    if (isHit) this.#faults.send({ ...header, client: this, message });
    else this.sendMessage(message);
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

  readonly #faults: Faults;

  constructor(faults: Faults) {
    this.#faults = faults;
    this.#pool.add(() => undefined);
  }

  add(transport: ServerTransport): Registration {
    return this.#pool.add((slot) => new Registration((SOCKET_HANDLE | slot) >>> 0, transport, this.#faults));
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

  /** By client index. */
  *[Symbol.iterator](): Iterator<Registration> {
    for (const each of this.#pool) if (each !== undefined) yield each;
  }
}
