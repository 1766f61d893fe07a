import { closeSync, fstatSync, readSync } from "node:fs";
import { VppError } from "../../errors.ts";
import { HEADER, HEADER_BYTES, VERSION } from "./layout.ts";
import { numberOf, type Part } from "./part.ts";

/** Parts with a smaller distance are copied together: a read of so many bytes takes no longer than a second call. */
const MAX_GAP_BYTES = 4096;
/** Places in the segment and in a copy are equal modulo so many bytes. */
export const ALIGNMENT = 8;
/** What a part counts at least of the bytes that an attempt may copy: a vector, of two parts, takes 32 bytes in VPP's heap. */
const MIN_PART_BYTES = 16;

/** A vector that grows has memory for so many times its length. */
const SPARE_FACTOR = 1.125;

/** What VPP's writer says of the segment. */
export interface Header {
  readonly base: number;
  /** As number: it counts from 1. */
  readonly epoch: number;
  readonly isChanging: boolean;
  readonly directory: number;
}

/** Returns `VPP_STATS` for a segment whose content cannot be. */
export function damaged(what: string): VppError {
  return new VppError("VPP_STATS", `VPP's statistics are damaged: ${what}`);
}

function outside(offset: number, byteLength: number, size: number): VppError {
  return damaged(`${byteLength} bytes at ${offset} are not in its ${size} bytes`);
}

/**
 * VPP's statistics segment, read by copying: a file that is cut gives a short read, where mapped memory would end the process.
 * All offsets and lengths are checked, since VPP may write while they are read.
 */
export class Segment {
  readonly size: number;
  /** Differs for the segments of two VPPs, also if one was started after the other. */
  readonly identity: string;
  readonly #fd: number;
  #endReason: VppError | undefined;
  readonly #header: Part = headerPart();
  /** Memory for pieces, which is used again and again: new memory each second makes the garbage collector run. */
  #pieces: Buffer<ArrayBuffer> = allocate(0);
  /** The number of bytes that one attempt may still copy: vectors do not overlap, so more is damage. */
  #budget = 0;

  /** @param fd is closed by `close`. */
  constructor(fd: number) {
    const { size, dev, ino } = fstatSync(fd);
    this.#fd = fd;
    this.size = size;
    this.identity = `${dev}:${ino}`;
  }

  /** Closes the descriptor. Calls that still read fail with `reason`. */
  close(reason: VppError): void {
    if (this.#endReason === undefined) closeSync(this.#fd);
    this.#endReason ??= reason;
  }

  /** Reads the header, before and after an attempt. @throws {VppError} `VPP_STATS` for another version. */
  readHeader(): Header {
    this.#budget = 2 * this.size;
    this.#read(this.#header.bytes, 0, HEADER_BYTES);
    const value = (index: number): number => numberOf(this.#header, 2 * index);
    if (value(HEADER.version) !== VERSION) {
      const text = `VPP's statistics have version ${value(HEADER.version)}; only version ${VERSION} is known`;
      throw new VppError("VPP_STATS", text);
    }
    return {
      base: value(HEADER.base),
      epoch: value(HEADER.epoch),
      isChanging: value(HEADER.inProgress) !== 0,
      directory: value(HEADER.directory),
    };
  }

  /** Copies parts in few reads. @throws {VppError} `VPP_STATS` for a part that is not in the segment. */
  copy(parts: readonly Part[]): void {
    const sorted = parts.filter(({ byteLength }) => byteLength > 0);
    for (const { offset, byteLength } of sorted) this.#check(offset, byteLength);
    if (!isSorted(sorted)) sorted.sort((left, right) => left.offset - right.offset);
    for (let first = 0; first < sorted.length; ) {
      let [end, next] = [endOf(sorted[first]!), first + 1];
      for (; next < sorted.length && sorted[next]!.offset <= end + MAX_GAP_BYTES; next++) {
        end = Math.max(end, endOf(sorted[next]!));
      }
      this.#copyTogether(sorted, first, next, end);
      first = next;
    }
  }

  /**
   * Copies a part, at a multiple of 8 bytes, into memory that is long enough, or into new memory that is longer than it.
   *
   * @throws {VppError} `VPP_STATS` for a part that is not in the segment.
   */
  copyInto(part: Part, memory: Buffer<ArrayBuffer> | undefined): void {
    const { offset, byteLength } = part;
    if (byteLength === 0) return;
    this.#check(offset, byteLength);
    const isEnough = memory !== undefined && memory.length >= byteLength;
    part.bytes = isEnough ? memory : allocate(byteLength * SPARE_FACTOR);
    part.words = new Uint32Array(part.bytes.buffer);
    this.#read(part.bytes, offset, byteLength);
  }

  /**
   * Reads a range in pieces and passes each to `use` until it returns false. A piece is valid during the call. `offset` and
   * `pieceBytes` are multiples of 8.
   *
   * @returns whether no call has returned false.
   * @throws {VppError} `VPP_STATS` for a range that is not in the segment.
   */
  everyPiece(offset: number, byteLength: number, pieceBytes: number, use: (piece: Part) => boolean): boolean {
    this.#check(offset, byteLength);
    if (this.#pieces.length < pieceBytes) this.#pieces = allocate(pieceBytes);
    const words = new Uint32Array(this.#pieces.buffer);
    for (let at = 0; at < byteLength; at += pieceBytes) {
      const piece = {
        offset: offset + at,
        byteLength: Math.min(pieceBytes, byteLength - at),
        bytes: this.#pieces,
        words,
        at: 0,
      };
      this.#read(piece.bytes, piece.offset, piece.byteLength);
      if (!use(piece)) return false;
    }
    return true;
  }

  #check(offset: number, byteLength: number): void {
    const isInside = offset >= 0 && offset % 4 === 0 && offset + byteLength <= this.size;
    if (!isInside) throw outside(offset, byteLength, this.size);
    this.#budget -= Math.max(byteLength, MIN_PART_BYTES);
    if (this.#budget < 0) throw damaged("its vectors overlap");
  }

  #copyTogether(parts: readonly Part[], first: number, next: number, end: number): void {
    // A copy between places that differ modulo 8 can contain halves of two values of a counter.
    const start = parts[first]!.offset - (parts[first]!.offset % ALIGNMENT);
    const bytes = allocate(end - start);
    const words = new Uint32Array(bytes.buffer);
    this.#read(bytes, start, end - start);
    for (let i = first; i < next; i++) {
      const part = parts[i]!;
      part.bytes = bytes;
      part.words = words;
      part.at = part.offset - start;
    }
  }

  #read(bytes: Buffer, start: number, length: number): void {
    if (this.#endReason !== undefined) throw this.#endReason;
    for (let at = 0; at < length; ) {
      const count = readSync(this.#fd, bytes, at, length - at, start + at);
      if (count === 0) throw damaged(`it ends at ${start + at} of ${this.size} bytes`);
      at += count;
    }
  }
}

/** Returns memory, a multiple of 4 bytes, that is not set to 0: all that is used of it is read from the segment. */
function allocate(byteLength: number): Buffer<ArrayBuffer> {
  return Buffer.allocUnsafeSlow(Math.ceil(byteLength / 4) * 4);
}

function headerPart(): Part {
  const bytes = allocate(HEADER_BYTES);
  return { offset: 0, byteLength: HEADER_BYTES, bytes, words: new Uint32Array(bytes.buffer), at: 0 };
}

function isSorted(parts: readonly Part[]): boolean {
  for (let i = 1; i < parts.length; i++) if (parts[i]!.offset < parts[i - 1]!.offset) return false;
  return true;
}

function endOf({ offset, byteLength }: Part): number {
  return offset + byteLength;
}
