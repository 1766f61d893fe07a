import { copyBytes, type Memory } from "../../wire/index.ts";

const FIRST_CHUNK_BYTES = 4 * 1024;
const MOST_CHUNK_BYTES = 256 * 1024;
const LENGTH_BYTES = 4;

/** Memory that messages are put into, one behind the other, each behind its length. */
interface Chunk extends Memory {
  end: number;
}

/**
 * Details that wait to be taken, as the bytes that VPP sent: ten times smaller than the objects that they become, and outside
 * the garbage collector's reach.
 */
export class RawDetails {
  /** Where the one lies that was taken last, until the next is. */
  bytes: Buffer = Buffer.alloc(0);
  view: DataView = new DataView(new ArrayBuffer(0));
  offset = 0;
  length = 0;
  #chunks: Chunk[] = [];
  #spare: Chunk | undefined;
  /** Where the oldest stands in the first chunk. */
  #start = 0;
  #byteLength = 0;

  /** Bytes that wait. */
  get byteLength(): number {
    return this.#byteLength;
  }

  /** Copies a message out of the memory that it arrived in. */
  put(memory: Memory, offset: number, byteLength: number): void {
    const chunk = this.#chunkFor(LENGTH_BYTES + byteLength);
    const at = chunk.bytes.writeUInt32LE(byteLength, chunk.end);
    copyBytes(memory, offset, chunk, at, byteLength);
    chunk.end = at + byteLength;
    this.#byteLength += byteLength;
  }

  /** Takes the oldest; only while some wait. */
  take(): void {
    if (this.#start === this.#chunks[0]!.end) this.#nextChunk();
    const { bytes, view } = this.#chunks[0]!;
    this.bytes = bytes;
    this.view = view;
    this.offset = this.#start + LENGTH_BYTES;
    this.length = bytes.readUInt32LE(this.#start);
    this.#start = this.offset + this.length;
    this.#byteLength -= this.length;
  }

  clear(): void {
    this.#chunks = [];
    this.#spare = undefined;
    this.#start = 0;
    this.#byteLength = 0;
  }

  /** What was taken last is in the first chunk until now, and not to be overwritten. */
  #nextChunk(): void {
    this.#spare = this.#chunks.shift()!;
    this.#spare.end = 0;
    this.#start = 0;
  }

  #chunkFor(byteLength: number): Chunk {
    const last = this.#chunks.at(-1);
    if (last !== undefined && last.end + byteLength <= last.bytes.length) return last;
    const next = last === undefined ? FIRST_CHUNK_BYTES : Math.min(last.bytes.length * 2, MOST_CHUNK_BYTES);
    const least = Math.max(next, byteLength);
    const spare = this.#spare;
    this.#spare = undefined;
    const chunk = spare !== undefined && spare.bytes.length >= least ? spare : createChunk(least);
    this.#chunks.push(chunk);
    return chunk;
  }
}

function createChunk(byteLength: number): Chunk {
  const bytes = Buffer.allocUnsafeSlow(byteLength);
  return { bytes, view: new DataView(bytes.buffer), end: 0 };
}
