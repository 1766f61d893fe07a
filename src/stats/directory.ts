import { readText } from "../wire/index.ts";
import { SLOT, SLOT_BYTES, TYPE, VECTOR_HEADER_BYTES } from "./layout.ts";
import { copyVectors, type Header, makePart, type Part, type Segment, wordOf } from "./segment.ts";

/** Slots that are compared at once. */
const BLOCK_SLOTS = 64;

/** A copy of the directory: an entry for each slot, with its name. */
export interface Directory {
  readonly epoch: number;
  /** The time of the copy, in milliseconds of a monotonic clock. */
  readonly timeMs: number;
  readonly part: Part;
  /** The name of each slot; undefined for an unused one. */
  readonly names: readonly (string | undefined)[];
}

/** Copies the directory. @throws {VppError} `VPP_STATS`. */
export function copyDirectory(segment: Segment, { base, directory }: Header): Part {
  const maxCount = segment.size / SLOT_BYTES;
  return copyVectors(segment, base, [{ pointer: directory, elementBytes: SLOT_BYTES, maxCount }])[0]!;
}

/** Returns whether the directory still has as many slots: VPP adds symlinks without a new epoch. @throws {VppError} `VPP_STATS`. */
export function hasSameLength(segment: Segment, { part }: Directory): boolean {
  const header = makePart(part.offset - VECTOR_HEADER_BYTES, VECTOR_HEADER_BYTES);
  segment.copy([header]);
  return wordOf(header, 0) === part.byteLength / SLOT_BYTES;
}

/** Reads the names of a copy. Names of slots that have not changed since the copy before are kept. */
export function readDirectory(part: Part, epoch: number, timeMs: number, before: Directory | undefined): Directory {
  const count = part.byteLength / SLOT_BYTES;
  const names = before?.names.slice(0, count) ?? [];
  for (let first = 0; first < count; first += BLOCK_SLOTS) {
    const end = Math.min(first + BLOCK_SLOTS, count);
    if (before !== undefined && hasSameBytes(part, before.part, first, end)) continue;
    for (let i = first; i < end; i++) {
      if (before === undefined || !hasSameBytes(part, before.part, i, i + 1)) names[i] = nameOf(part, i * SLOT_BYTES);
    }
  }
  return { epoch, timeMs, part, names };
}

function hasSameBytes(left: Part, right: Part, firstSlot: number, endSlot: number): boolean {
  const [from, to] = [firstSlot * SLOT_BYTES, endSlot * SLOT_BYTES];
  if (to > right.byteLength) return false;
  return left.bytes.compare(right.bytes, right.at + from, right.at + to, left.at + from, left.at + to) === 0;
}

/** Returns the name of the slot at an offset of a copy; undefined for an unused one. */
function nameOf(part: Part, offset: number): string | undefined {
  const at = part.at + offset;
  if (!isUsed(part, at)) return undefined;
  const start = at + SLOT.nameByte;
  const limit = start + SLOT.nameBytes;
  const { bytes } = part;
  let [end, allBits] = [start, 0];
  // VPP cuts a long name, and then no NUL may be left.
  for (; end < limit && bytes[end] !== 0; end++) allBits |= bytes[end]!;
  return allBits < 0x80 ? bytes.toString("latin1", start, end) : readText(bytes, start, end);
}

/** Returns whether a copied slot has the name that the directory has for its index. */
export function hasName(slot: Part, directory: Directory, index: number): boolean {
  const ours = (directory.part.at + index * SLOT_BYTES + SLOT.nameByte) / 4;
  const theirs = (slot.at + SLOT.nameByte) / 4;
  for (let i = 0; i < SLOT.nameBytes / 4; i++) {
    if (directory.part.words[ours + i] !== slot.words[theirs + i]) return false;
  }
  return isUsed(slot, slot.at);
}

/** Returns whether the slot at byte `at` of a copy is in use. */
function isUsed({ words }: Part, at: number): boolean {
  const type = words[at / 4 + SLOT.typeWord];
  return type !== TYPE.illegal && type !== TYPE.empty;
}
