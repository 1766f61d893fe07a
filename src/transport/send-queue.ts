import { FRAME_HEADER_BYTES, frameBytes, writeFrameHeader } from "./socket-frame.ts";

/** The first slab is small: most clients send little, and should start fast (performance notes, MEM-1). */
const FIRST_SLAB_BYTES = 16 * 1024;
const SLAB_BYTES = 256 * 1024;

/** Memory in which messages are written one behind the other, and from which they are sent. */
interface Slab {
  readonly bytes: Buffer;
  readonly view: DataView;
  /** The offset of the next message. */
  end: number;
  /** The offset up to which bytes have been passed to `write`. */
  flushed: number;
  /** The number of writes that still read from the slab. */
  writes: number;
}

/**
 * Holds outgoing messages in slabs. A message is written once, in place; a flush passes one stretch of memory to the kernel.
 *
 *   | written, still read by the kernel | committed | reserved |      free      |
 *   0                                flushed        end
 *
 * A slab is reused when no write reads from it (performance notes, MEM-1).
 */
export class SendQueue {
  readonly #write: (bytes: Buffer, done: () => void) => void;
  #maxBytes: number;
  readonly #onDrain: () => void;
  #slab: Slab = createSlab(FIRST_SLAB_BYTES);
  #spare: Slab | undefined;
  /** The pieces passed to `write` that are not done. Each begins and ends with a frame. */
  readonly #writing: Buffer[] = [];
  #reserved = 0;
  #queuedBytes = 0;
  #writtenBytes = 0;
  #isFull = false;

  /**
   * @param write sends bytes, and calls `done` when they may be overwritten.
   * @param maxBytes the number of bytes that may wait.
   * @param onDrain is called when half of `maxBytes` is free, after a failed reservation.
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

  /** The number of committed bytes that the kernel has not accepted yet. */
  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  /**
   * Reserves memory for a message. Returns its offset in `bytes` and `view`, or -1 if the queue is full. An empty queue
   * accepts a message of any length. The message is not sent before `commit`; another reservation replaces this one.
   */
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

  /** Removes the limit of waiting bytes. */
  liftLimit(): void {
    this.#maxBytes = Number.POSITIVE_INFINITY;
  }

  /** Adds the reserved message to the queue. The next `flush` sends it. */
  commit(): void {
    this.#slab.end += this.#reserved;
    this.#queuedBytes += this.#reserved;
    this.#reserved = 0;
  }

  /** Passes the messages that were committed since the last flush to `write`, in one piece. */
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
   * Returns the unsent rest of a frame that was sent in part.
   *
   * @param sentBytes the bytes that the kernel has accepted since the connection began.
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
    // Writes end in the order in which they began.
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

/** Returns the end of the frame that contains an offset; the offset itself where a frame begins. */
function endOfFrame(bytes: Buffer, place: number): number {
  let end = 0;
  while (end < place) end += frameBytes(bytes, end);
  return end;
}

function createSlab(byteLength: number): Slab {
  // Not from Node's pool: the buffer begins at offset 0 of its memory, as the view does.
  const bytes = Buffer.allocUnsafeSlow(byteLength);
  return { bytes, view: new DataView(bytes.buffer), end: 0, flushed: 0, writes: 0 };
}
