import { FRAME_HEADER_BYTES, frameBytes, writeFrameHeader } from "./socket-frame.ts";

/** Small at first: most clients say little, and a process that starts should not pay for those that say much. */
const FIRST_SLAB_BYTES = 16 * 1024;
const SLAB_BYTES = 256 * 1024;

/** Memory that messages are written to, one behind the other, and sent from. */
interface Slab {
  readonly bytes: Buffer;
  readonly view: DataView;
  /** Where the next message goes. */
  end: number;
  /** How far it has been handed to `write`. */
  flushed: number;
  /** Writes that still read from it. */
  writes: number;
}

/**
 * Outgoing messages in slabs: each is written once, in place, and a flush hands the kernel one stretch of memory.
 *
 *   | written, still read by the kernel | committed | reserved |      free      |
 *   0                                flushed        end
 *
 * A slab is used again once no write reads from it.
 */
export class SendQueue {
  readonly #write: (bytes: Buffer, done: () => void) => void;
  #maxBytes: number;
  readonly #onDrain: () => void;
  #slab: Slab = createSlab(FIRST_SLAB_BYTES);
  #spare: Slab | undefined;
  /** What was handed to `write` and is not done, each from the beginning of a frame to the end of one. */
  readonly #writing: Buffer[] = [];
  #reserved = 0;
  #queuedBytes = 0;
  #writtenBytes = 0;
  #isFull = false;

  /**
   * @param write hands bytes on; `done` is called when they may be overwritten.
   * @param maxBytes how many bytes may wait in all.
   * @param onDrain called when half of them have gone, after a reservation failed.
   */
  constructor(write: (bytes: Buffer, done: () => void) => void, maxBytes: number, onDrain: () => void) {
    this.#write = write;
    this.#maxBytes = maxBytes;
    this.#onDrain = onDrain;
  }

  get bytes(): Buffer {
    return this.#slab.bytes;
  }

  get view(): DataView {
    return this.#slab.view;
  }

  /** Bytes committed that the kernel has not taken yet. */
  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  /** Returns the offset for a message of this length, or -1. A message longer than all that may wait is taken when nothing waits. */
  reserve(byteLength: number): number {
    const total = FRAME_HEADER_BYTES + byteLength;
    if (this.#queuedBytes + total > this.#maxBytes && this.#queuedBytes > 0) {
      this.#isFull = true;
      return -1;
    }
    if (this.#slab.end + total > this.#slab.bytes.length) this.#nextSlab(total);
    const { view, end } = this.#slab;
    writeFrameHeader(view, end, byteLength);
    this.#reserved = total;
    return end + FRAME_HEADER_BYTES;
  }

  /** From now on any number of bytes may wait. */
  liftLimit(): void {
    this.#maxBytes = Number.POSITIVE_INFINITY;
  }

  commit(): void {
    this.#slab.end += this.#reserved;
    this.#queuedBytes += this.#reserved;
    this.#reserved = 0;
  }

  flush(): void {
    const slab = this.#slab;
    const count = slab.end - slab.flushed;
    if (count === 0) return;
    const bytes = slab.bytes.subarray(slab.flushed, slab.end);
    slab.flushed = slab.end;
    slab.writes++;
    this.#writing.push(bytes);
    this.#write(bytes, () => this.#written(slab, count));
  }

  /**
   * What is left of the frame that has gone in part.
   *
   * @param sentBytes how many bytes have gone since the beginning, as the kernel counts them.
   */
  restOfFrame(sentBytes: number): Buffer {
    let begun = sentBytes - this.#writtenBytes;
    for (const bytes of this.#writing) {
      if (begun < bytes.length) return bytes.subarray(begun, endOfFrame(bytes, begun));
      begun -= bytes.length;
    }
    return Buffer.alloc(0);
  }

  #nextSlab(minBytes: number): void {
    this.flush();
    const spare = minBytes <= SLAB_BYTES ? this.#spare : undefined;
    if (spare !== undefined) this.#spare = undefined;
    this.#slab = spare ?? createSlab(Math.max(minBytes, SLAB_BYTES));
  }

  #written(slab: Slab, count: number): void {
    slab.writes--;
    this.#writing.shift();
    this.#queuedBytes -= count;
    this.#writtenBytes += count;
    if (slab.writes === 0 && slab.flushed === slab.end) this.#reuse(slab);
    if (this.#isFull && this.#queuedBytes * 2 <= this.#maxBytes) {
      this.#isFull = false;
      this.#onDrain();
    }
  }

  #reuse(slab: Slab): void {
    // A message may be reserved at the end of the current slab just now: its memory must stay where it is.
    if (slab === this.#slab && this.#reserved > 0) return;
    slab.end = 0;
    slab.flushed = 0;
    if (slab !== this.#slab && slab.bytes.length === SLAB_BYTES) this.#spare = slab;
  }
}

/** Returns where the frame ends that a place is inside of; the place itself where a frame begins. */
function endOfFrame(bytes: Buffer, place: number): number {
  let end = 0;
  while (end < place) end += frameBytes(bytes, end);
  return end;
}

function createSlab(byteLength: number): Slab {
  const bytes = Buffer.allocUnsafeSlow(byteLength);
  return { bytes, view: new DataView(bytes.buffer), end: 0, flushed: 0, writes: 0 };
}
