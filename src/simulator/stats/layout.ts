/** The addresses in a segment are those of the VPP that writes it. Here they begin at an address where Linux maps nothing. */
const BASE = 0x1000_0000_0000n;

/** @see VPP src/vlib/stats/stats.h STAT_SEGMENT_VERSION */
export const SEGMENT_VERSION = 2n;

/** The places of the numbers of 64 bits at the beginning. @see VPP src/vlib/stats/shared.h vlib_stats_shared_header_t */
export const HEADER = { version: 0, base: 8, epoch: 16, inProgress: 24, directory: 32 } as const;

export const POINTER_BYTES = 8;
export const COUNTER_BYTES = 8;

/** @see VPP src/vlib/stats/shared.h stat_directory_type_t */
export const EntryType = { scalar: 1, simple: 2, combined: 3, names: 4, empty: 5, symlink: 6, gauge: 9 } as const;
export type EntryType = (typeof EntryType)[keyof typeof EntryType];

/** An entry of the directory: the type in 4 bytes, 4 unused bytes, a value of 8 bytes, and the name, filled with zeros. */
export const ENTRY_BYTES = 144;
export const ENTRY_VALUE_AT = 8;
const ENTRY_NAME_AT = 16;
/** Names end with a zero. */
const MAX_NAME_BYTES = ENTRY_BYTES - ENTRY_NAME_AT - 1;

/** How a vector lies in memory. @see VPP src/vppinfra/vec_bootstrap.h vec_header_t */
export interface VectorForm {
  readonly elementBytes: number;
  /** The size of everything in front of the elements; the last 8 bytes are the header. */
  readonly headerBytes: number;
  readonly log2Alignment: number;
  /** Whether the address of a heap is kept in front of the header. */
  readonly hasHeap: boolean;
}

/** The numbers of one thread, or the addresses of the vectors of all threads. */
export function counterForm(elementBytes: number): VectorForm {
  return { elementBytes, headerBytes: 64, log2Alignment: 6, hasHeap: false };
}
export const DIRECTORY_FORM: VectorForm = {
  elementBytes: ENTRY_BYTES,
  headerBytes: 16,
  log2Alignment: 3,
  hasHeap: true,
};
export const NAMES_FORM: VectorForm = {
  elementBytes: POINTER_BYTES,
  headerBytes: 24,
  log2Alignment: 3,
  hasHeap: true,
};
export const TEXT_FORM: VectorForm = { elementBytes: 1, headerBytes: 16, log2Alignment: 3, hasHeap: true };

const DEFAULT_HEAP_FLAG = 0x80;
const MAX_SPARE = 0xff;

/** Returns the address that stands for an offset in the segment. */
export function addressOf(offset: number): bigint {
  return BASE + BigInt(offset);
}

/**
 * Returns what is in front of the elements of a vector.
 *
 *     -16            -8          -4                -3                -2             -1
 *     +--------------+-----------+-----------------+-----------------+--------------+--------+
 *     | heap address | length u32| headerBytes/8 u8| log2 of align u8| spare size u8| 0      |
 *     +--------------+-----------+-----------------+-----------------+--------------+--------+
 */
export function encodeVectorHeader(form: VectorForm, length: number, capacity: number, heapAt: number): Buffer {
  const header = Buffer.alloc(16);
  if (form.hasHeap) header.writeBigUInt64LE(addressOf(heapAt), 0);
  header.writeUInt32LE(length, 8);
  header[12] = form.headerBytes / 8;
  header[13] = form.log2Alignment | (form.hasHeap ? 0 : DEFAULT_HEAP_FLAG);
  header[14] = Math.min(capacity - length, MAX_SPARE);
  return header;
}

/** Returns an entry. VPP cuts the name after 127 bytes. */
export function encodeEntry(type: EntryType, value: bigint, name: string): Buffer {
  const entry = Buffer.alloc(ENTRY_BYTES);
  entry.writeUInt32LE(type, 0);
  entry.writeBigUInt64LE(value, ENTRY_VALUE_AT);
  Buffer.from(name).copy(entry, ENTRY_NAME_AT, 0, MAX_NAME_BYTES);
  return entry;
}

/** Returns numbers of 64 bits, one after the other. */
export function encodeWords(...words: readonly bigint[]): Buffer {
  const bytes = Buffer.alloc(words.length * COUNTER_BYTES);
  for (const [at, word] of words.entries()) bytes.writeBigUInt64LE(word, at * COUNTER_BYTES);
  return bytes;
}

/** Returns the value of a symlink: the place of an entry, and the column of its vectors. */
export function symlinkValue(entryIndex: number, column: number): bigint {
  return (BigInt(column) << 32n) | BigInt(entryIndex);
}
