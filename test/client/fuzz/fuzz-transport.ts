import type { Transport } from "../../../src/transport/index.ts";
import { type FrameLimits, FrameReader } from "../../../src/transport/socket-frame.ts";

const MIB = 1024 * 1024;

/** What a client takes of VPP. */
const CLIENT: FrameLimits = { sender: "VPP", minBytes: 2, maxFirstBytes: MIB, maxBytes: 64 * MIB, strict: true };

/** The frame around each message: 16 bytes, with the length at 8. @see VPP src/vlibmemory/socket_api.c */
const FRAME_BYTES = 16;
const LENGTH_AT = 8;
/** One message of so many lies in memory that ends where it ends: to read on throws. */
const TIGHT = 4;

/** A request that was sent. */
export interface Sent {
  readonly id: number;
  readonly context: number;
}

/** A connection without a socket: what is sent is taken note of, what comes in is given to it. */
export class FedTransport implements Transport {
  readonly bytes: Buffer;
  readonly view: DataView;
  /** Requests so far. */
  readonly sent: Sent[] = [];
  /** Whether there is no room for what is sent. */
  isFull = false;
  /** What came in last made no sense. */
  broken: Error | undefined;
  onMessage: Transport["onMessage"] = () => {};
  mayRest: Transport["mayRest"] = () => false;
  onDrain: Transport["onDrain"] = () => {};
  onClose: Transport["onClose"] = () => {};
  readonly #reader = new FrameReader(CLIENT, (...message) => this.#deliver(...message));
  readonly #stream: Buffer;
  /** Where the next frame begins in the stream. */
  #at = 0;
  #messages = 0;
  #fedBytes = 0;

  /**
   * @param memory that requests are written to, one over the other.
   * @param stream all that is to come in, from its beginning.
   */
  constructor(memory: Buffer<ArrayBuffer>, stream: Buffer) {
    this.bytes = memory;
    this.view = new DataView(memory.buffer, memory.byteOffset, memory.length);
    this.#stream = stream;
  }

  /** Whether it holds no more memory than what has come can have taken, or than it began with. */
  get isModest(): boolean {
    return this.#reader.space().buffer.byteLength <= Math.max(64 * 1024, 2 * this.#fedBytes);
  }

  /**
   * Takes bytes as a socket does.
   *
   * @param inPlace whether they are put into the reader's memory, as the kernel does.
   * @throws what the receiver throws, unless it is that the bytes are no frames.
   */
  feed(chunk: Buffer, inPlace: boolean): void {
    this.#fedBytes += chunk.length;
    try {
      if (inPlace) this.#fill(chunk);
      else this.#reader.push(chunk);
    } catch (reason) {
      if ((reason as { code?: unknown }).code !== "VPP_FRAME") throw reason;
      this.destroy(reason as Error);
    }
  }

  reserve(byteLength: number): number {
    return this.isFull || byteLength > this.bytes.length ? -1 : 0;
  }

  commit(): void {
    this.sent.push({ id: this.view.getUint16(0), context: this.view.getUint32(6) });
  }

  destroy(reason?: Error): void {
    if (this.broken !== undefined) return;
    this.broken = reason ?? new Error("destroyed");
    this.#reader.stop();
    this.onClose(reason);
  }

  async close(): Promise<void> {}
  flush(): void {}
  liftLimit(): void {}
  sendLastSync(): void {}
  waitForEndSync(): void {}
  ref(): void {}
  unref(): void {}

  #deliver(bytes: Buffer, view: DataView, offset: number, byteLength: number): void {
    const stream = this.#stream;
    const start = this.#at + FRAME_BYTES;
    const end = start + byteLength;
    const isWhole = stream.readUInt32BE(this.#at + LENGTH_AT) === byteLength;
    if (!isWhole || stream.compare(bytes, offset, offset + byteLength, start, end) !== 0) {
      throw new Error(`the message at ${start} of the stream is not the one that was sent`);
    }
    this.#at = end;
    if (++this.#messages % TIGHT !== 0) this.onMessage(bytes, view, offset, byteLength);
    else {
      const copy = Buffer.from(new Uint8Array(bytes.subarray(offset, offset + byteLength)).buffer);
      this.onMessage(copy, new DataView(copy.buffer), 0, byteLength);
    }
  }

  #fill(chunk: Buffer): void {
    for (let at = 0; at < chunk.length && this.broken === undefined; ) {
      const space = this.#reader.space();
      const count = chunk.copy(space, 0, at);
      at += count;
      this.#reader.received(count);
    }
  }
}
