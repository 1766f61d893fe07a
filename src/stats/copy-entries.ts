import { type Directory, hasName, hasSameLength } from "./directory.ts";
import { MAX_THREADS, POINTER_BYTES, SLOT, SLOT_BYTES, TYPE, VECTOR_HEADER_BYTES } from "./layout.ts";
import { type CopiedRing, copyRing } from "./ring.ts";
import {
  copyVectors,
  type Header,
  makePart,
  numberOf,
  offsetOf,
  type Part,
  type Segment,
  type VectorPointer,
  wordOf,
} from "./segment.ts";

/** What a name takes at least in the segment: a pointer and the header of a vector. */
const MIN_NAME_BYTES = POINTER_BYTES + VECTOR_HEADER_BYTES;

/** The copy of what entries refer to. */
export interface CopiedData {
  /** The vectors of a vector of pointers: one for each thread, or for each name. */
  readonly parts: readonly Part[];
  readonly ring: CopiedRing | undefined;
}

/** The copy of some entries, to be interpreted once it is known that VPP has changed nothing meanwhile. */
export interface CopiedEntries {
  /** The slot of each entry, in the order of the indexes that were asked for. */
  readonly slots: readonly Part[];
  /** The slots to which symlinks lead, by their index. */
  readonly targets: ReadonlyMap<number, Part>;
  /** By the index of the slot that refers to it. */
  readonly data: ReadonlyMap<number, CopiedData>;
}

/** The size of an element of the inner vectors, by the type of the entry. */
const ELEMENT_BYTES: Readonly<Record<number, number>> = {
  [TYPE.simple]: 8,
  [TYPE.combined]: 16,
  [TYPE.histogram]: 8,
  [TYPE.names]: 1,
};

/**
 * Copies entries of the directory with all that they refer to, in few reads.
 *
 * @returns undefined if the directory has changed since it was read.
 * @throws {VppError} `VPP_STATS` for what lies outside of the segment.
 */
export function copyEntries(
  segment: Segment,
  header: Header,
  directory: Directory,
  indexes: readonly number[],
): CopiedEntries | undefined {
  const count = directory.part.byteLength / SLOT_BYTES;
  const isAtPlace = header.directory - header.base === directory.part.offset;
  if (!isAtPlace || !hasSameLength(segment, directory)) return undefined;
  const slots = copySlots(segment, directory, indexes);
  if (slots.some((slot, i) => !hasName(slot, directory, indexes[i]!))) return undefined;
  const owners = new Map<number, Part>();
  const leads = new Set<number>();
  for (const [i, slot] of slots.entries()) {
    if (typeOf(slot) === TYPE.symlink) leads.add(targetOf(slot));
    else owners.set(indexes[i]!, slot);
  }
  const targetIndexes = [...leads].filter((index) => index < count);
  const targetSlots = copySlots(segment, directory, targetIndexes);
  const targets = new Map(targetIndexes.map((index, i) => [index, targetSlots[i]!]));
  for (const [index, slot] of targets) owners.set(index, slot);
  return { slots, targets, data: copyData(segment, header, owners) };
}

export function typeOf(slot: Part): number {
  return wordOf(slot, SLOT.typeWord);
}

/** Returns the index of the slot to which a symlink leads. */
export function targetOf(slot: Part): number {
  return wordOf(slot, SLOT.unionWord);
}

/** Returns the index of the one counter that a symlink stands for. */
export function columnOf(slot: Part): number {
  return wordOf(slot, SLOT.unionWord + 1);
}

function pointerOf(slot: Part): number {
  return numberOf(slot, SLOT.unionWord);
}

function copySlots(segment: Segment, { part }: Directory, indexes: readonly number[]): Part[] {
  const slots = indexes.map((index) => makePart(part.offset + index * SLOT_BYTES, SLOT_BYTES));
  segment.copy(slots);
  return slots;
}

/** Copies all outer vectors, then all inner ones: two rounds of reads for any number of entries. */
function copyData(segment: Segment, { base }: Header, owners: ReadonlyMap<number, Part>): Map<number, CopiedData> {
  const data = new Map<number, CopiedData>();
  const nested = [...owners].filter(([, slot]) => typeOf(slot) in ELEMENT_BYTES);
  const outer = copyVectors(
    segment,
    base,
    nested.map(([, slot]) => outerVectorOf(segment, slot)),
  );
  const pointers = nested.map(([, slot], i) => innerVectorsOf(segment, base, typeOf(slot), outer[i]!));
  const inner = copyVectors(segment, base, pointers.flat());
  let at = 0;
  for (const [i, [index]] of nested.entries()) {
    const count = pointers[i]!.length;
    data.set(index, { parts: inner.slice(at, at + count), ring: undefined });
    at += count;
  }
  for (const [index, slot] of owners) {
    if (typeOf(slot) === TYPE.ring) data.set(index, { parts: [], ring: copyRing(segment, base, pointerOf(slot)) });
  }
  return data;
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
