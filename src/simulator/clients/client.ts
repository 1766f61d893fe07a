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
import { Trickle } from "./trickle.ts";

const writer = new WireWriter();

/** The header of an answer, and the name of its message. */
export type AnswerHeader = Pick<Answer, "name" | "header" | "id" | "context">;

/** A client, from the moment its connection is accepted. */
export class Client implements Outlet {
  /** The client index in its messages. */
  readonly clientIndex: number;
  /** Its name in `sockclnt_create`; empty before. */
  name = "";
  readonly #transport: ServerTransport;
  readonly #faults: Faults;
  /** All clients of this VPP. */
  readonly #all: Iterable<Client>;
  readonly #trickle: Trickle;
  #isFlushDue = false;
  #isLeaving = false;
  #isGone = false;
  #holds = 0;

  constructor(clientIndex: number, transport: ServerTransport, faults: Faults, all: Iterable<Client>) {
    this.clientIndex = clientIndex;
    this.#transport = transport;
    this.#faults = faults;
    this.#all = all;
    faults.addReader(transport);
    this.#trickle = new Trickle(
      (bytes) => transport.sendBytes(bytes),
      () => this.#closeWhenSent(),
    );
  }

  /** Another client of the same VPP. */
  get other(): Outlet | undefined {
    return [...this.#all].find((each) => each !== this);
  }

  /** Whether VPP executes nothing more for it: it was unregistered, or its connection was broken off. */
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
    this.#faults.removeReader(this.#transport);
    this.#trickle.stop();
  }

  /** Stops reading from the connection, or goes on with it. */
  setReading(isPaused: boolean): void {
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
    else if (header === "event") writeEventHeader(view, at, id, this.clientIndex);
    // The client index of a reply that has one carries nothing.
    else writeRequestHeader(view, at, id, 0, context);
  }

  /** Sends the message that was reserved and written: at once, through the faults, or behind bytes that wait. */
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
