import type { ServerTransport } from "../../src/transport/index.ts";

const CAPACITY_BYTES = 4096;

/** A server's end of a connection that leads nowhere: it records what is done with it. */
export class MemoryTransport implements ServerTransport {
  readonly bytes: Buffer = Buffer.alloc(CAPACITY_BYTES);
  readonly view: DataView = new DataView(this.bytes.buffer, this.bytes.byteOffset, CAPACITY_BYTES);
  bytesPerTurn: number = Number.POSITIVE_INFINITY;
  /** What was done, in order: messages that were committed, flushes, bytes, the end. Bytes are in hex. */
  readonly log: string[] = [];
  onMessage: ServerTransport["onMessage"] = () => {};
  onClose: ServerTransport["onClose"] = () => {};
  onDrain: ServerTransport["onDrain"] = () => {};
  mayRest: ServerTransport["mayRest"] = () => true;
  #reservedBytes = 0;

  reserve(byteLength: number): number {
    this.bytes.fill(0xaa);
    this.#reservedBytes = byteLength;
    return 0;
  }

  commit(): void {
    this.log.push(this.bytes.toString("hex", 0, this.#reservedBytes));
  }

  flush(): void {
    this.log.push("flush");
  }

  sendBytes(bytes: Buffer): void {
    this.log.push(`bytes ${bytes.toString("hex")}`);
  }

  async close(): Promise<void> {
    this.log.push("close");
  }

  destroy(): void {
    this.log.push("destroy");
  }

  pause(): void {
    this.log.push("pause");
  }

  resume(): void {
    this.log.push("resume");
  }

  liftLimit(): void {}
  sendLastSync(): void {}
  waitForEndSync(): void {}
  ref(): void {}
  unref(): void {}
}
