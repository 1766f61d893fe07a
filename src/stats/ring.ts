import type { RingEntry, RingThread } from "./entry.ts";
import { MAX_THREADS, RING, RING_BYTES, RING_THREAD, RING_THREAD_BYTES } from "./layout.ts";
import { damaged, makePart, numberOf, offsetOf, type Part, type Segment, wordOf } from "./segment.ts";

/** The copy of a ring buffer. */
export interface CopiedRing {
  readonly block: Part;
  readonly before: Part;
  readonly data: Part;
  /** What VPP says of each ring after the copy: entries that it has overwritten meanwhile are left out. */
  readonly after: Part;
  readonly schema: Part;
}

/** Copies a ring buffer; undefined for NULL. @throws {VppError} `VPP_STATS`. */
export function copyRing(segment: Segment, base: number, pointer: number): CopiedRing | undefined {
  if (pointer === 0) return undefined;
  const offset = offsetOf(pointer, base);
  const copy = (at: number, byteLength: number): Part => {
    const part = makePart(offset + at, byteLength);
    segment.copy([part]);
    return part;
  };
  const block = copy(0, RING_BYTES);
  const threadCount = wordOf(block, RING.threadCount);
  if (threadCount > MAX_THREADS) throw damaged(`a ring buffer at ${offset} has ${threadCount} threads`);
  const metadata = wordOf(block, RING.metadataOffset);
  const before = copy(metadata, threadCount * RING_THREAD_BYTES);
  const dataBytes = threadCount * wordOf(block, RING.entryCount) * wordOf(block, RING.entryBytes);
  const data = copy(wordOf(block, RING.dataOffset), dataBytes);
  const after = copy(metadata, threadCount * RING_THREAD_BYTES);
  const hasSchema = threadCount > 0 && wordOf(before, RING_THREAD.schemaBytes) > 0;
  const schema = hasSchema
    ? copy(wordOf(before, RING_THREAD.schemaOffset), wordOf(before, RING_THREAD.schemaBytes))
    : makePart(0, 0);
  return { block, before, data, after, schema };
}

/** Returns the entry for the copy of a ring buffer. */
export function readRing(ring: CopiedRing): RingEntry {
  const threads = Array.from({ length: wordOf(ring.block, RING.threadCount) }, (_, thread) => readThread(ring, thread));
  const schemaVersion = wordOf(ring.block, RING.schemaVersion);
  return { kind: "ring", schemaVersion, schema: bytesOf(ring.schema, 0, ring.schema.byteLength), threads };
}

/** Entry n since the start of VPP is at place n modulo the number of places. */
function readThread({ block, before, data, after }: CopiedRing, thread: number): RingThread {
  const [entryBytes, places] = [wordOf(block, RING.entryBytes), wordOf(block, RING.entryCount)];
  const sequenceOf = (part: Part): number => numberOf(part, (thread * RING_THREAD_BYTES) / 4 + RING_THREAD.sequence);
  const [written, later] = [sequenceOf(before), sequenceOf(after)];
  // The place behind the newest entry may be half written.
  const first = Math.max(0, written - places, later === written ? 0 : later + 1 - places);
  const count = Math.min(Math.max(0, written - first), places);
  const entries = Array.from({ length: count }, (_, i) => {
    const place = (first + i) % places;
    return bytesOf(data, (thread * places + place) * entryBytes, entryBytes);
  });
  return { sequence: BigInt(written), entries };
}

/** Returns bytes of a part in memory of their own. */
function bytesOf({ bytes, at }: Part, offset: number, length: number): Uint8Array {
  return new Uint8Array(bytes.subarray(at + offset, at + offset + length));
}
