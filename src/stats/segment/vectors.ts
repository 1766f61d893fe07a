import { HEADER_BYTES, VECTOR_HEADER_BYTES } from "./layout.ts";
import { makePart, type Part, wordOf } from "./part.ts";
import { ALIGNMENT, damaged, type Segment } from "./segment.ts";

/** A vector to copy: the pointer to its first element, and the size of an element. */
export interface VectorPointer {
  readonly pointer: number;
  readonly elementBytes: number;
  /** More elements are damage. */
  readonly maxCount: number;
}

/** The copy of a vector that VPP does not have. */
const NO_PART: Part = makePart(0, 0);

/** Copies vectors. Returns a part for each, which is empty for NULL. @throws {VppError} `VPP_STATS`. */
export function copyVectors(segment: Segment, base: number, vectors: readonly VectorPointer[]): Part[] {
  const parts = locateVectors(segment, base, vectors);
  segment.copy(parts);
  return parts;
}

/** Returns the part of each vector, which is not copied yet. @throws {VppError} `VPP_STATS`. */
export function locateVectors(segment: Segment, base: number, vectors: readonly VectorPointer[]): Part[] {
  const headers = vectors.map(({ pointer }) =>
    pointer === 0 ? NO_PART : makePart(offsetOf(pointer, base) - VECTOR_HEADER_BYTES, VECTOR_HEADER_BYTES),
  );
  segment.copy(headers);
  return headers.map((header, i) => {
    const { elementBytes, maxCount } = vectors[i]!;
    if (header === NO_PART) return NO_PART;
    const count = wordOf(header, 0);
    if (count > maxCount) throw damaged(`a vector at ${header.offset} has ${count} elements`);
    return makePart(header.offset + VECTOR_HEADER_BYTES, count * elementBytes);
  });
}

/** Returns the offset of a pointer. @throws {VppError} `VPP_STATS` if it cannot be one. */
export function offsetOf(pointer: number, base: number): number {
  const offset = pointer - base;
  if (!(offset >= HEADER_BYTES + VECTOR_HEADER_BYTES && offset % ALIGNMENT === 0 && offset < 2 ** 48)) {
    throw damaged(`a pointer leads to ${offset}`);
  }
  return offset;
}
