import type { As, U64, U64s } from "./u64.ts";

/** A number that VPP sets, such as `/sys/boottime`. */
export interface ScalarEntry<A extends As = "bigint"> {
  readonly kind: "scalar" | "gauge";
  readonly value: U64<A>;
}

/** Counters by thread and index, e.g. one for each interface; a symlink has one counter. Thread 0 is VPP's main thread. */
export interface SimpleEntry<A extends As = "bigint"> {
  readonly kind: "simple";
  readonly threads: readonly U64s<A>[];
  /** Returns the sum of all threads for each index. */
  sum(): U64s<A>;
}

/** Packets and bytes by index. VPP counts them one after the other: they may be of two moments, one packet apart. */
export interface Combined<A extends As = "bigint"> {
  readonly packets: U64s<A>;
  readonly bytes: U64s<A>;
}

/** Counters of packets and bytes, as `SimpleEntry`. */
export interface CombinedEntry<A extends As = "bigint"> {
  readonly kind: "combined";
  readonly threads: readonly Combined<A>[];
  /** Returns the sums of all threads for each index. */
  sum(): Combined<A>;
}

/** Counts by size: bin i counts values from 2^(minExponent + i) on, up to the next bin. */
export interface Histogram<A extends As = "bigint"> {
  readonly minExponent: number;
  readonly bins: U64s<A>;
}

/** A histogram of each thread. */
export interface HistogramEntry<A extends As = "bigint"> {
  readonly kind: "histogram";
  readonly threads: readonly Histogram<A>[];
  /** Returns the histogram of all threads. */
  sum(): Histogram<A>;
}

/** Names by index, e.g. those of the interfaces; undefined for an index that is not in use. */
export interface NamesEntry {
  readonly kind: "names";
  readonly names: readonly (string | undefined)[];
}

/** The ring of one thread. */
export interface RingThread {
  /** The number of entries that VPP has written since its start. */
  readonly sequence: bigint;
  /** The newest entries, the oldest of them first. */
  readonly entries: readonly Uint8Array[];
}

/** Records of a plugin. */
export interface RingEntry {
  readonly kind: "ring";
  readonly schemaVersion: number;
  /** Describes the bytes of an entry in the plugin's own form. Empty if it has none. */
  readonly schema: Uint8Array;
  readonly threads: readonly RingThread[];
}

/** A symlink to an entry that VPP has removed. */
export interface EmptyEntry {
  readonly kind: "empty";
}

/** An entry of a type that VPP 26.06 does not have, or a symlink that leads to no counters. */
export interface UnknownEntry {
  readonly kind: "unknown";
  /** The number of the type in the segment. */
  readonly type: number;
}

/** What VPP has under one name. 64-bit numbers have the form that was asked for. */
export type StatsEntry<A extends As = "bigint"> =
  | ScalarEntry<A>
  | SimpleEntry<A>
  | CombinedEntry<A>
  | HistogramEntry<A>
  | NamesEntry
  | RingEntry
  | EmptyEntry
  | UnknownEntry;
