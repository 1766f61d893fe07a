import type { Socket } from "node:net";
import { type FrameLimits, FrameReader, MAX_MESSAGE_BYTES, SendQueue } from "../../transport/index.ts";

/** Reading stops while as many bytes wait for the other end. */
const MAX_WAITING_BYTES = 2 ** 20;

/** Receives a message in place. Returns whether it goes on to the other end. */
export type OnMessage = (bytes: Buffer, view: DataView, at: number, byteLength: number) => boolean;

/**
 * One direction of a connection: cuts what one socket receives into messages, and sends them on by another, whole messages alone, so
 * that a message can be added behind any. It reads no faster than the other end does.
 */
export class Pipe {
  readonly #from: Socket;
  readonly #reader: FrameReader;
  readonly #queue: SendQueue;
  readonly #onMessage: OnMessage;
  #isPaused = false;

  /** @param sender the name of the end that is read, in error texts. */
  constructor(from: Socket, to: Socket, sender: string, onMessage: OnMessage) {
    this.#from = from;
    this.#onMessage = onMessage;
    const limits: FrameLimits = {
      sender,
      minBytes: 0,
      maxFirstBytes: MAX_MESSAGE_BYTES,
      maxBytes: MAX_MESSAGE_BYTES,
      strict: false,
    };
    this.#reader = new FrameReader(limits, (...message) => this.#deliver(...message));
    const write = (bytes: Buffer, done: () => void): void =>
      void to.write(bytes, () => {
        done();
        if (this.#isPaused && !this.#isWaiting) this.#setPaused(false);
      });
    this.#queue = new SendQueue(write, Number.POSITIVE_INFINITY, () => {});
  }

  /** Takes received bytes. @throws {VppError} `VPP_FRAME` for a message of more than 64 MiB. */
  push(chunk: Buffer): void {
    try {
      this.#reader.push(chunk);
    } finally {
      this.#queue.flush();
    }
    if (this.#isWaiting) this.#setPaused(true);
  }

  /** Sends a message that no socket has received. */
  send(message: Buffer): void {
    this.#add(message, 0, message.length);
    this.#queue.flush();
  }

  get #isWaiting(): boolean {
    return this.#queue.queuedBytes > MAX_WAITING_BYTES;
  }

  #setPaused(isPaused: boolean): void {
    this.#isPaused = isPaused;
    if (isPaused) this.#from.pause();
    else this.#from.resume();
  }

  #deliver(bytes: Buffer, view: DataView, at: number, byteLength: number): void {
    if (this.#onMessage(bytes, view, at, byteLength)) this.#add(bytes, at, byteLength);
  }

  #add(message: Buffer, at: number, byteLength: number): void {
    const place = this.#queue.reserve(byteLength);
    message.copy(this.#queue.bytes, place, at, at + byteLength);
    this.#queue.commit();
  }
}
