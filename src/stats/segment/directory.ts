import { readText } from "../../wire/index.ts";
import { SLOT, SLOT_BYTES, TYPE, VECTOR_HEADER_BYTES } from "./layout.ts";
import { makePart, type Part, wordOf } from "./part.ts";
import type { Header, Segment } from "./segment.ts";
import { locateVectors } from "./vectors.ts";

/** Slots that are compared at once. */
const BLOCK_SLOTS = 64;
/** Slots that are read at once to be compared: 258 kB, which a processor has in its cache. */
const PIECE_SLOTS = 28 * BLOCK_SLOTS;
const SLOT_WORDS = SLOT_BYTES / 4;
const NAME_WORD = SLOT.nameByte / 4;

/** A copy of the directory: an entry for each slot, with its name. */
export interface Directory {
  readonly epoch: number;
  /** The time of the copy, or when it was last found to be current, in milliseconds of a monotonic clock. */
  timeMs: number;
  /** Whether the memory of `part` was given to a later copy. */
  isReplaced: boolean;
  readonly part: Part;
  /** The name of each slot; undefined for an unused one. */
  readonly names: readonly (string | undefined)[];
}

/**
 * Copies the directory.
 *
 * @param memory is used for the copy if it is long enough.
 * @throws {VppError} `VPP_STATS`.
 */
export function copyDirectory(
  segment: Segment,
  { base, directory }: Header,
  memory: Buffer<ArrayBuffer> | undefined,
): Part {
  const maxCount = segment.size / SLOT_BYTES;
  const [part] = locateVectors(segment, base, [{ pointer: directory, elementBytes: SLOT_BYTES, maxCount }]);
  segment.copyInto(part!, memory);
  return part!;
}

/** Returns the number of slots. */
export function slotCount({ part }: Directory): number {
  return part.byteLength / SLOT_BYTES;
}

/**
 * Returns whether the directory is where it was, and has as many slots: VPP adds symlinks without a new epoch.
 *
 * @throws {VppError} `VPP_STATS`.
 */
export function isAtPlace(segment: Segment, { base, directory }: Header, known: Directory): boolean {
  const { offset } = known.part;
  if (directory - base !== offset) return false;
  const header = makePart(offset - VECTOR_HEADER_BYTES, VECTOR_HEADER_BYTES);
  segment.copy([header]);
  return wordOf(header, 0) === slotCount(known);
}

/**
 * Returns whether the slots from `first` to before `end` have the types and names of the directory, and its symlinks the same
 * targets. Numbers and pointers may differ.
 *
 * @throws {VppError} `VPP_STATS`.
 */
export function isUnchanged(segment: Segment, { part }: Directory, first: number, end: number): boolean {
  const [from, length] = [part.offset + first * SLOT_BYTES, (end - first) * SLOT_BYTES];
  return segment.everyPiece(from, length, PIECE_SLOTS * SLOT_BYTES, (piece) => {
    const known = behind(part, piece.offset - part.offset);
    return everyChange(piece, known, piece.byteLength / SLOT_BYTES, (i) => hasSameMeaning(piece, known, i));
  });
}

/** Reads the names of a copy. Names of slots that have not changed since the copy before are kept. */
export function readDirectory(part: Part, epoch: number, timeMs: number, before: Directory | undefined): Directory {
  const count = part.byteLength / SLOT_BYTES;
  const names = before?.names.slice(0, count) ?? [];
  const common = Math.min(count, names.length);
  const read = (i: number): boolean => {
    names[i] = nameOf(part, i * SLOT_BYTES);
    return true;
  };
  if (before !== undefined) everyChange(part, before.part, common, read);
  for (let i = common; i < count; i++) read(i);
  return { epoch, timeMs, isReplaced: false, part, names };
}

/** Returns what is behind so many bytes of a copy. */
function behind(part: Part, bytes: number): Part {
  return { ...part, byteLength: part.byteLength - bytes, at: part.at + bytes };
}

/** Passes the index of each slot that differs to `use`, until it returns false. Returns whether no call has returned false. */
function everyChange(left: Part, right: Part, count: number, use: (index: number) => boolean): boolean {
  for (let first = 0; first < count; first += BLOCK_SLOTS) {
    const end = Math.min(first + BLOCK_SLOTS, count);
    if (hasSameBytes(left, right, first, end)) continue;
    for (let i = first; i < end; i++) if (!hasSameBytes(left, right, i, i + 1) && !use(i)) return false;
  }
  return true;
}

function hasSameBytes(left: Part, right: Part, firstSlot: number, endSlot: number): boolean {
  const [from, to] = [firstSlot * SLOT_BYTES, endSlot * SLOT_BYTES];
  return left.bytes.compare(right.bytes, right.at + from, right.at + to, left.at + from, left.at + to) === 0;
}

/** Returns whether a slot of two copies has the same type and name, and as a symlink the same target. */
function hasSameMeaning(left: Part, right: Part, index: number): boolean {
  const first = index * SLOT_WORDS;
  const isSame = (word: number): boolean => wordOf(left, first + word) === wordOf(right, first + word);
  if (!isSame(SLOT.typeWord)) return false;
  for (let i = NAME_WORD; i < SLOT_WORDS; i++) if (!isSame(i)) return false;
  return wordOf(left, first + SLOT.typeWord) !== TYPE.symlink || (isSame(SLOT.unionWord) && isSame(SLOT.unionWord + 1));
}

/** Returns the name of the slot at an offset of a copy; undefined for an unused one. */
function nameOf(part: Part, offset: number): string | undefined {
  const at = part.at + offset;
  const { bytes, words } = part;
  const type = words[at / 4 + SLOT.typeWord];
  if (type === TYPE.illegal || type === TYPE.empty) return undefined;
  const start = at + SLOT.nameByte;
  const limit = start + SLOT.nameBytes;
  let [end, allBits] = [start, 0];
  // VPP cuts a long name, and then no NUL may be left.
  for (; end < limit && bytes[end] !== 0; end++) allBits |= bytes[end]!;
  return allBits < 0x80 ? bytes.toString("latin1", start, end) : readText(bytes, start, end);
}
