import { VppError } from "../errors.ts";

/**
 * The frame around each message on VPP's socket. Only this file has its layout.
 *
 *   0               8               12              16
 *   +---------------+---------------+---------------+------------
 *   |  q: ignored   | length u32 BE |  mark: 0      |  message
 *   +---------------+---------------+---------------+------------
 *
 * The frame is the header of a message buffer in VPP's memory; `q` is a pointer there, and has no meaning on the wire.
 *
 * @see VPP src/vlibmemory/socket_api.c vl_socket_read_ready
 */
export const FRAME_HEADER_BYTES = 16;
/** The length of the message id, with which each message begins. */
export const MESSAGE_ID_BYTES = 2;
/**
 * The longest message that a transport accepts. VPP's longest are its API definitions, 2 MB. VPP itself accepts any length;
 * this bound protects the memory of our process.
 */
export const MAX_MESSAGE_BYTES: number = 64 * 1024 * 1024;

const LENGTH_AT = 8;
const FIRST_BUFFER_BYTES = 64 * 1024;

/** The message lengths that one end of a connection accepts. */
export interface FrameLimits {
  /** The name of the other end in error texts. */
  readonly sender: string;
  /** The minimum length of a message. A shorter one is skipped, or refused when `strict`. */
  readonly minBytes: number;
  /** The maximum length of the first message. */
  readonly maxFirstBytes: number;
  /** The maximum length of the other messages. */
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

/** Returns the length of the frame that begins at an offset, header included. */
export function frameBytes(bytes: Buffer, at: number): number {
  return FRAME_HEADER_BYTES + bytes.readUInt32BE(at + LENGTH_AT);
}

/** Returns a copy of a message in a frame. The header of the frame has `claimedBytes` as the length of the message. */
export function frameOf(message: Uint8Array, claimedBytes: number = message.length): Buffer {
  const frame = Buffer.alloc(FRAME_HEADER_BYTES + message.length);
  writeFrameHeader(new DataView(frame.buffer, frame.byteOffset), 0, claimedBytes);
  frame.set(message, FRAME_HEADER_BYTES);
  return frame;
}

/**
 * Splits an incoming stream of bytes into messages.
 *
 * The kernel or the caller fills one buffer (`space`, `received`), and messages are delivered in place. Only an incomplete
 * message is moved, to the start of the buffer. The buffer grows with the bytes that arrive, never with the value of a length
 * field; a large one is dropped when it is empty.
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

  /** Returns the memory for the next bytes; it is never empty. */
  space(): Buffer {
    if (this.#end === this.#bytes.length) this.#grow();
    // Usually each received byte has been delivered.
    return this.#end === 0 ? this.#bytes : this.#bytes.subarray(this.#end);
  }

  /**
   * Accepts `count` bytes that were written to `space()`, and delivers the messages that they complete.
   *
   * @throws {VppError} `VPP_FRAME` when a length is out of bounds. The reader then stops.
   */
  received(count: number): void {
    this.#end += count;
    while (!this.#isStopped && this.#deliverNext());
    this.#moveToStart();
  }

  /**
   * Copies bytes from other memory, and delivers the messages that they complete. @throws {VppError} `VPP_FRAME`, as `received`
   * does.
   */
  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length && !this.#isStopped; ) {
      const space = this.space();
      const part = chunk.subarray(at, at + space.length);
      space.set(part);
      at += part.length;
      this.received(part.length);
    }
  }

  /** Stops delivery, of buffered messages too. */
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
    const range = `${sender} sends frames of ${minBytes} to ${max} bytes`;
    throw new VppError("VPP_FRAME", `${which} of ${byteLength} bytes is out of range: ${range}`);
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
