const FIRST_CHUNK_BYTES = 4 * 1024;
const MOST_CHUNK_BYTES = 256 * 1024;
const LENGTH_BYTES = 4;

/** Memory that messages are put into, one behind the other, each behind its length. */
interface Chunk {
  readonly bytes: Buffer;
  readonly view: DataView;
  end: number;
}

/**
 * Details that wait to be taken, as the bytes that VPP sent: ten times smaller than the objects that they become, and outside
 * the garbage collector's reach.
 */
export class RawDetails {
  #chunks: Chunk[] = [];
  /** Where the oldest stands in the first chunk. */
  #start = 0;
  #byteLength = 0;

  /** Bytes that wait. */
  get byteLength(): number {
    return this.#byteLength;
  }

  /** Copies a message out of the memory that it arrived in. */
  put(bytes: Buffer, offset: number, byteLength: number): void {
    const chunk = this.#chunkFor(LENGTH_BYTES + byteLength);
    const at = chunk.bytes.writeUInt32LE(byteLength, chunk.end);
    bytes.copy(chunk.bytes, at, offset, offset + byteLength);
    chunk.end = at + byteLength;
    this.#byteLength += byteLength;
  }

  /** Gives the oldest to `read`; only while some wait. Its memory is valid until `read` returns. */
  take<T>(read: (bytes: Buffer, view: DataView, offset: number, byteLength: number) => T): T {
    const { bytes, view, end } = this.#chunks[0]!;
    const offset = this.#start + LENGTH_BYTES;
    const byteLength = bytes.readUInt32LE(this.#start);
    this.#start = offset + byteLength;
    this.#byteLength -= byteLength;
    if (this.#start === end) {
      this.#chunks.shift();
      this.#start = 0;
    }
    return read(bytes, view, offset, byteLength);
  }

  clear(): void {
    this.#chunks = [];
    this.#start = 0;
    this.#byteLength = 0;
  }

  #chunkFor(byteLength: number): Chunk {
    const last = this.#chunks.at(-1);
    if (last !== undefined && last.end + byteLength <= last.bytes.length) return last;
    const next = last === undefined ? FIRST_CHUNK_BYTES : Math.min(last.bytes.length * 2, MOST_CHUNK_BYTES);
    const bytes = Buffer.allocUnsafeSlow(Math.max(next, byteLength));
    const chunk = { bytes, view: new DataView(bytes.buffer), end: 0 };
    this.#chunks.push(chunk);
    return chunk;
  }
}
