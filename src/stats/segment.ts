import { closeSync, fstatSync, readSync } from "node:fs";
import { VppError } from "../errors.ts";
import { HEADER, HEADER_BYTES, VECTOR_HEADER_BYTES, VERSION } from "./layout.ts";

/** Parts with a smaller distance are copied together: a read of so many bytes takes no longer than a second call. */
const MAX_GAP_BYTES = 4096;
const ALIGNMENT = 8;

/** What VPP's writer says of the segment. */
export interface Header {
  readonly base: number;
  /** As number: it counts from 1. */
  readonly epoch: number;
  readonly isChanging: boolean;
  readonly directory: number;
}

/** A part of the segment, and where its copy is: at byte `at` of `bytes`, and at word `at / 4` of `words`. */
export interface Part {
  readonly offset: number;
  readonly byteLength: number;
  bytes: Buffer;
  words: Uint32Array;
  at: number;
}

const NOTHING = Buffer.from(new ArrayBuffer(0));
const NO_WORDS = new Uint32Array(0);

export function makePart(offset: number, byteLength: number): Part {
  return { offset, byteLength, bytes: NOTHING, words: NO_WORDS, at: 0 };
}

/** The copy of a vector that VPP does not have. */
const NO_PART: Part = makePart(0, 0);

/** Returns the u32 at an index of a copied part. */
export function wordOf(part: Part, index: number): number {
  return part.words[part.at / 4 + index]!;
}

/** Returns the u64 at an index of u32 of a copied part; exact up to 2^53. */
export function numberOf(part: Part, index: number): number {
  return wordOf(part, index) + wordOf(part, index + 1) * 2 ** 32;
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
    const part = makePart(0, HEADER_BYTES);
    this.copy([part]);
    const value = (index: number): number => numberOf(part, 2 * index);
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
    for (const part of sorted) this.#check(part);
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

  #check({ offset, byteLength }: Part): void {
    const isInside = offset >= 0 && offset % 4 === 0 && offset + byteLength <= this.size;
    if (!isInside) throw outside(offset, byteLength, this.size);
    this.#budget -= byteLength;
    if (this.#budget < 0) throw damaged("its vectors overlap");
  }

  #copyTogether(parts: readonly Part[], first: number, next: number, end: number): void {
    // A copy between places that differ modulo 8 can contain halves of two values of a counter.
    const start = parts[first]!.offset - (parts[first]!.offset % ALIGNMENT);
    const memory = new ArrayBuffer(Math.ceil((end - start) / 4) * 4);
    const bytes = Buffer.from(memory);
    const words = new Uint32Array(memory);
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

function isSorted(parts: readonly Part[]): boolean {
  for (let i = 1; i < parts.length; i++) if (parts[i]!.offset < parts[i - 1]!.offset) return false;
  return true;
}

function endOf({ offset, byteLength }: Part): number {
  return offset + byteLength;
}

/** A vector to copy: the pointer to its first element, and the size of an element. */
export interface VectorPointer {
  readonly pointer: number;
  readonly elementBytes: number;
  /** More elements are damage. */
  readonly maxCount: number;
}

/** Copies vectors. Returns a part for each, which is empty for NULL. @throws {VppError} `VPP_STATS`. */
export function copyVectors(segment: Segment, base: number, vectors: readonly VectorPointer[]): Part[] {
  const headers = vectors.map(({ pointer }) =>
    pointer === 0 ? NO_PART : makePart(offsetOf(pointer, base) - VECTOR_HEADER_BYTES, VECTOR_HEADER_BYTES),
  );
  segment.copy(headers);
  const parts = headers.map((header, i) => {
    const { elementBytes, maxCount } = vectors[i]!;
    if (header === NO_PART) return NO_PART;
    const count = wordOf(header, 0);
    if (count > maxCount) throw damaged(`a vector at ${header.offset} has ${count} elements`);
    return makePart(header.offset + VECTOR_HEADER_BYTES, count * elementBytes);
  });
  segment.copy(parts);
  return parts;
}

/** Returns the offset of a pointer. @throws {VppError} `VPP_STATS` if it cannot be one. */
export function offsetOf(pointer: number, base: number): number {
  const offset = pointer - base;
  if (!(offset >= HEADER_BYTES + VECTOR_HEADER_BYTES && offset % ALIGNMENT === 0 && offset < 2 ** 48)) {
    throw damaged(`a pointer leads to ${offset}`);
  }
  return offset;
}
