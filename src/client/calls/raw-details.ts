import { copyBytes, type Memory } from "../../wire/index.ts";

const FIRST_CHUNK_BYTES = 4 * 1024;
const MAX_CHUNK_BYTES = 256 * 1024;
const LENGTH_BYTES = 4;
const NO_MEMORY: Memory = { bytes: Buffer.alloc(0), view: new DataView(new ArrayBuffer(0)) };

/** Memory that messages are put into, one behind the other, each behind its length. */
interface Chunk extends Memory {
  end: number;
}

/** A message and the memory that it lies in. */
interface RawMessage {
  memory: Memory;
  offset: number;
  byteLength: number;
}

/**
 * Details that wait to be taken, as the bytes that VPP sent: ten times smaller than the objects that they become, and outside
 * the garbage collector's reach.
 */
export class RawDetails {
  readonly #taken: RawMessage = { memory: NO_MEMORY, offset: 0, byteLength: 0 };
  #chunks: Chunk[] = [];
  #spare: Chunk | undefined;
  /** The place of the oldest message in the first chunk. */
  #start = 0;
  #byteLength = 0;

  /** The number of bytes that wait. */
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

  /** Takes the oldest message; only while some wait. It stays in its memory, and in this one value, until the next is taken. */
  take(): Readonly<RawMessage> {
    if (this.#start === this.#chunks[0]!.end) this.#nextChunk();
    const chunk = this.#chunks[0]!;
    const taken = this.#taken;
    taken.memory = chunk;
    taken.offset = this.#start + LENGTH_BYTES;
    taken.byteLength = chunk.bytes.readUInt32LE(this.#start);
    this.#start = taken.offset + taken.byteLength;
    this.#byteLength -= taken.byteLength;
    return taken;
  }

  /** Throws away all messages. */
  clear(): void {
    this.#chunks = [];
    this.#spare = undefined;
    this.#start = 0;
    this.#byteLength = 0;
  }

  /** Gives up the first chunk, only now: the message that was taken last is in it, and must not be overwritten. */
  #nextChunk(): void {
    this.#spare = this.#chunks.shift()!;
    this.#spare.end = 0;
    this.#start = 0;
  }

  #chunkFor(byteLength: number): Chunk {
    const last = this.#chunks.at(-1);
    if (last !== undefined && last.end + byteLength <= last.bytes.length) return last;
    const next = last === undefined ? FIRST_CHUNK_BYTES : Math.min(last.bytes.length * 2, MAX_CHUNK_BYTES);
    const minBytes = Math.max(next, byteLength);
    const spare = this.#spare;
    this.#spare = undefined;
    const chunk = spare !== undefined && spare.bytes.length >= minBytes ? spare : createChunk(minBytes);
    this.#chunks.push(chunk);
    return chunk;
  }
}

function createChunk(byteLength: number): Chunk {
  const bytes = Buffer.allocUnsafeSlow(byteLength);
  return { bytes, view: new DataView(bytes.buffer), end: 0 };
}
