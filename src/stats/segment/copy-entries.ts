import { isAtPlace, isUnchanged } from "./directory.ts";
import { MAX_THREADS, POINTER_BYTES, SLOT, SLOT_BYTES, TYPE, VECTOR_HEADER_BYTES } from "./layout.ts";
import { makePart, numberOf, type Part, wordOf } from "./part.ts";
import { type CopiedRing, copyRing } from "./ring.ts";
import type { Header, Segment } from "./segment.ts";
import type { Selection } from "./selection.ts";
import { copyVectors, offsetOf, type VectorPointer } from "./vectors.ts";

/** What a name takes at least in the segment: a pointer and the header of a vector. */
const MIN_NAME_BYTES = POINTER_BYTES + VECTOR_HEADER_BYTES;

/** The copy of a slot and of what it refers to, to be interpreted once it is known that VPP has changed nothing meanwhile. */
export interface CopiedSlot {
  readonly slot: Part;
  /** The vectors of a vector of pointers: one for each thread, or for each name. */
  readonly parts: readonly Part[];
  readonly ring: CopiedRing | undefined;
}

/** The size of an element of the inner vectors, by the type of the entry. */
const ELEMENT_BYTES: Readonly<Record<number, number>> = {
  [TYPE.simple]: 8,
  [TYPE.combined]: 16,
  [TYPE.histogram]: 8,
  [TYPE.names]: 1,
};

const NO_PARTS: readonly Part[] = [];

/**
 * Copies the data of entries, in few reads.
 *
 * @returns the owners of the selection in their order; undefined if the directory has changed since it was read.
 * @throws {VppError} `VPP_STATS` for what lies outside of the segment.
 */
export function copyEntries(
  segment: Segment,
  header: Header,
  { directory, owners, ranges }: Selection,
): CopiedSlot[] | undefined {
  if (directory.isReplaced || !isAtPlace(segment, header, directory)) return undefined;
  if (!ranges.every(([first, end]) => isUnchanged(segment, directory, first, end))) return undefined;
  const slots = owners.map((index) => makePart(directory.part.offset + index * SLOT_BYTES, SLOT_BYTES));
  segment.copy(slots);
  return copyData(segment, header, slots);
}

export function typeOf(slot: Part): number {
  return wordOf(slot, SLOT.typeWord);
}

function pointerOf(slot: Part): number {
  return numberOf(slot, SLOT.unionWord);
}

/** Copies all outer vectors, then all inner ones: two rounds of reads for any number of slots. */
function copyData(segment: Segment, { base }: Header, slots: readonly Part[]): CopiedSlot[] {
  const nested = slots.filter((slot) => typeOf(slot) in ELEMENT_BYTES);
  const outer = copyVectors(
    segment,
    base,
    nested.map((slot) => outerVectorOf(segment, slot)),
  );
  const pointers = nested.map((slot, i) => innerVectorsOf(segment, base, typeOf(slot), outer[i]!));
  const inner = copyVectors(segment, base, pointers.flat());
  const parts = new Map<Part, readonly Part[]>();
  let at = 0;
  for (const [i, slot] of nested.entries()) {
    const end = at + pointers[i]!.length;
    parts.set(slot, inner.slice(at, end));
    at = end;
  }
  return slots.map((slot) => {
    const ring = typeOf(slot) === TYPE.ring ? copyRing(segment, base, pointerOf(slot)) : undefined;
    return { slot, parts: parts.get(slot) ?? NO_PARTS, ring };
  });
}

function outerVectorOf(segment: Segment, slot: Part): VectorPointer {
  const maxCount = typeOf(slot) === TYPE.names ? segment.size / MIN_NAME_BYTES : MAX_THREADS;
  return { pointer: pointerOf(slot), elementBytes: POINTER_BYTES, maxCount };
}

function innerVectorsOf(segment: Segment, base: number, type: number, outer: Part): VectorPointer[] {
  const elementBytes = ELEMENT_BYTES[type]!;
  const maxCount = segment.size / elementBytes;
  return Array.from({ length: outer.byteLength / POINTER_BYTES }, (_, i) => {
    const pointer = numberOf(outer, 2 * i);
    if (pointer !== 0) offsetOf(pointer, base);
    return { pointer, elementBytes, maxCount };
  });
}
