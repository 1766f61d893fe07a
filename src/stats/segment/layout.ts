/**
 * The layout of VPP's statistics segment. Only this file has its numbers. All integers have the byte order of the machine, and lie
 * at multiples of their size; pointers are addresses in VPP, where the segment begins at `base`.
 *
 *   0         8         16        24            32                  40
 *   +---------+---------+---------+-------------+-------------------+
 *   | version | base    | epoch   | in progress | directory pointer |
 *   +---------+---------+---------+-------------+-------------------+
 *
 * A pointer to a vector is that of its first element; the u32 8 bytes before it is the number of elements. NULL is an empty vector.
 *
 * @see VPP 26.06 src/vlib/stats/shared.h, src/vppinfra/vec_bootstrap.h
 */
export const VERSION = 2;
export const HEADER_BYTES = 40;
/** Indexes of u64 in the header. */
export const HEADER = { version: 0, base: 1, epoch: 2, inProgress: 3, directory: 4 } as const;

export const VECTOR_HEADER_BYTES = 8;
export const POINTER_BYTES = 8;

/** One entry of the directory: type u32, 4 unused bytes, a union of 8 bytes, and a name that a NUL ends if it has room. */
export const SLOT_BYTES = 144;
export const SLOT = { typeWord: 0, unionWord: 2, nameByte: 16, nameBytes: 128 } as const;

/** The types of entries, `stat_directory_type_t`. */
export const TYPE = {
  illegal: 0,
  scalar: 1,
  simple: 2,
  combined: 3,
  names: 4,
  empty: 5,
  symlink: 6,
  histogram: 7,
  ring: 8,
  gauge: 9,
} as const;

/**
 * A ring buffer: its configuration, then the entries of all threads, then for each thread 64 bytes about its ring, then the schema.
 * The numbers are indexes of u32.
 *
 * @see VPP 26.06 src/vlib/stats/stats.h vlib_stats_ring_buffer_t, vlib_stats_ring_metadata_t
 */
export const RING_BYTES = 28;
export const RING = {
  entryBytes: 0,
  entryCount: 1,
  threadCount: 2,
  schemaBytes: 3,
  schemaVersion: 4,
  metadataOffset: 5,
  dataOffset: 6,
} as const;
export const RING_THREAD_BYTES = 64;
export const RING_THREAD = { sequence: 2, schemaOffset: 4, schemaBytes: 5 } as const;

/** More than VPP can have; more of them are a damaged segment. */
export const MAX_THREADS = 1024;
/** The exponents of a u64, for histograms. */
export const MAX_EXPONENT = 63;
