import type { RingEntry, RingThread } from "./entry.ts";
import { type CopiedRing, numberOf, type Part, RING, RING_THREAD, RING_THREAD_BYTES, wordOf } from "./segment/index.ts";

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
