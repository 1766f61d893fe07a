import type { Transport } from "../../src/transport/index.ts";
import { type FrameLimits, FrameReader } from "../../src/transport/socket-frame.ts";

const MIB = 1024 * 1024;

/** What a client takes of VPP. */
const CLIENT: FrameLimits = { leastBytes: 2, firstBytes: MIB, mostBytes: 64 * MIB, strict: true };

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
  onDrain: Transport["onDrain"] = () => {};
  onClose: Transport["onClose"] = () => {};
  readonly #reader = new FrameReader(CLIENT, (...message) => this.onMessage(...message));

  /** @param memory that requests are written to, one over the other. */
  constructor(memory: Buffer<ArrayBuffer>) {
    this.bytes = memory;
    this.view = new DataView(memory.buffer, memory.byteOffset, memory.length);
  }

  /** Bytes that it holds for what comes in. */
  get bufferBytes(): number {
    return this.#reader.space().buffer.byteLength;
  }

  /**
   * Takes bytes as a socket does.
   *
   * @param inPlace whether they are put into the reader's memory, as the kernel does.
   * @throws what the receiver throws, unless it is that the bytes are no frames.
   */
  feed(chunk: Buffer, inPlace: boolean): void {
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

  #fill(chunk: Buffer): void {
    for (let at = 0; at < chunk.length && this.broken === undefined; ) {
      const space = this.#reader.space();
      const count = chunk.copy(space, 0, at);
      at += count;
      this.#reader.received(count);
    }
  }
}
