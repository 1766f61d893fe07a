import { VppError } from "../errors.ts";

/**
 * The frame around each message on VPP's socket: the only file that knows it.
 *
 *   0               8               12              16
 *   +---------------+---------------+---------------+------------
 *   |  q: ignored   | length u32 BE |  mark: 0      |  message
 *   +---------------+---------------+---------------+------------
 *
 * It is the header of a message buffer in VPP's memory; `q` is a pointer there and means nothing to the other side.
 *
 * @see VPP src/vlibmemory/socket_api.c vl_socket_read_ready
 */
export const FRAME_HEADER_BYTES = 16;
/** Every message begins with its id. */
export const MESSAGE_ID_BYTES = 2;
/**
 * The longest message that either end takes. VPP's longest are its API definitions, 2 MB. VPP itself takes any length: this
 * bound protects the memory of our process.
 */
export const MAX_MESSAGE_BYTES: number = 64 * 1024 * 1024;

const LENGTH_AT = 8;
const FIRST_BUFFER_BYTES = 64 * 1024;

/** Which message lengths an end of the connection takes for real. */
export interface FrameLimits {
  /** The other end, as error texts call it. */
  readonly sender: string;
  /** The least that a message can have: a shorter one is skipped, or refused when `strict`. */
  readonly minBytes: number;
  /** The most of the first message. */
  readonly maxFirstBytes: number;
  /** The most of any message. */
  readonly maxBytes: number;
  readonly strict: boolean;
}

/** Writes the header in front of a message of `byteLength` bytes. */
export function writeFrameHeader(view: DataView, at: number, byteLength: number): void {
  view.setUint32(at, 0);
  view.setUint32(at + 4, 0);
  view.setUint32(at + LENGTH_AT, byteLength);
  view.setUint32(at + 12, 0);
}

/** Returns the number of bytes of the frame that begins at a place, header included. */
export function frameBytes(bytes: Buffer, at: number): number {
  return FRAME_HEADER_BYTES + bytes.readUInt32BE(at + LENGTH_AT);
}

/** Returns a copy of a message in a frame of its own, which says that the message has `claimedBytes`. */
export function frameOf(message: Uint8Array, claimedBytes: number = message.length): Buffer {
  const frame = Buffer.alloc(FRAME_HEADER_BYTES + message.length);
  writeFrameHeader(new DataView(frame.buffer, frame.byteOffset), 0, claimedBytes);
  frame.set(message, FRAME_HEADER_BYTES);
  return frame;
}

/**
 * Cuts an incoming stream into messages, however it is split.
 *
 * Bytes are put into one buffer, which the kernel or the caller fills (`space`, `received`) and from which messages are
 * delivered in place. Only the beginning of a message that is still incomplete is ever moved, to the buffer's start; the
 * buffer grows with what arrives, never with what a length field claims, and a large one goes when it is empty.
 */
export class FrameReader {
  readonly #limits: FrameLimits;
  readonly #deliver: (bytes: Buffer, view: DataView, offset: number, byteLength: number) => void;
  #bytes = Buffer.allocUnsafeSlow(FIRST_BUFFER_BYTES);
  #view = new DataView(this.#bytes.buffer);
  #start = 0;
  #end = 0;
  #isFirst = true;
  #isStopped = false;

  constructor(
    limits: FrameLimits,
    deliver: (bytes: Buffer, view: DataView, offset: number, byteLength: number) => void,
  ) {
    this.#limits = limits;
    this.#deliver = deliver;
  }

  /** Returns where the next bytes go; never empty. */
  space(): Buffer {
    if (this.#end === this.#bytes.length) this.#grow();
    // Mostly all that came has been delivered.
    return this.#end === 0 ? this.#bytes : this.#bytes.subarray(this.#end);
  }

  /**
   * Takes note of `count` bytes that were put into `space()`, and delivers the messages that they complete.
   *
   * @throws {VppError} `VPP_FRAME` when a length is out of bounds. The stream is of no use from then on.
   */
  received(count: number): void {
    this.#end += count;
    while (!this.#isStopped && this.#deliverNext());
    this.#moveToStart();
  }

  /** Copies bytes in that came in memory of their own. @throws {VppError} `VPP_FRAME`, as `received` does. */
  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length && !this.#isStopped; ) {
      const space = this.space();
      const part = chunk.subarray(at, at + space.length);
      space.set(part);
      at += part.length;
      this.received(part.length);
    }
  }

  /** Delivers nothing any more, not even what is already here. */
  stop(): void {
    this.#isStopped = true;
  }

  #deliverNext(): boolean {
    const available = this.#end - this.#start;
    if (available < FRAME_HEADER_BYTES) return false;
    const byteLength = this.#view.getUint32(this.#start + LENGTH_AT);
    this.#check(byteLength);
    if (available < FRAME_HEADER_BYTES + byteLength) return false;
    const offset = this.#start + FRAME_HEADER_BYTES;
    this.#start = offset + byteLength;
    this.#isFirst = false;
    if (byteLength >= this.#limits.minBytes) this.#deliver(this.#bytes, this.#view, offset, byteLength);
    return true;
  }

  #check(byteLength: number): void {
    const { sender, strict, minBytes, maxFirstBytes, maxBytes } = this.#limits;
    const max = this.#isFirst ? maxFirstBytes : maxBytes;
    if (byteLength <= max && (byteLength >= minBytes || !strict)) return;
    this.#isStopped = true;
    const which = this.#isFirst ? "first frame" : "frame";
    throw new VppError("VPP_FRAME", `${which} of ${byteLength} bytes: ${sender} sends ${minBytes} to ${max}`);
  }

  #moveToStart(): void {
    if (this.#start === 0) return;
    const isEmpty = this.#start === this.#end;
    if (isEmpty && this.#bytes.length > FIRST_BUFFER_BYTES) this.#use(Buffer.allocUnsafeSlow(FIRST_BUFFER_BYTES));
    else this.#bytes.copyWithin(0, this.#start, this.#end);
    this.#end -= this.#start;
    this.#start = 0;
  }

  #grow(): void {
    const bytes = Buffer.allocUnsafeSlow(this.#bytes.length * 2);
    this.#bytes.copy(bytes, 0, 0, this.#end);
    this.#use(bytes);
  }

  #use(bytes: Buffer<ArrayBuffer>): void {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }
}
