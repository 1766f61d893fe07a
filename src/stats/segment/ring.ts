import { MAX_THREADS, RING, RING_BYTES, RING_THREAD, RING_THREAD_BYTES } from "./layout.ts";
import { makePart, type Part, wordOf } from "./part.ts";
import { damaged, type Segment } from "./segment.ts";
import { offsetOf } from "./vectors.ts";

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
