/**
 * Writes segments of statistics as VPP 26.06 does, for tests. The numbers are those of VPP's src/vlib/stats/shared.h, stats.h and
 * src/vppinfra/vec_bootstrap.h; nothing is shared with the reader.
 */
import { closeSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Test } from "tap";
import { openStats, type Stats } from "../../src/stats/index.ts";
import { serveDescriptors } from "../../src/transport/index.ts";
import { temporaryFolder } from "../helpers.ts";

/** Where VPP has the segment in its memory. */
export const BASE = 0x130044000000n;
const DEFAULT_SIZE = 256 * 1024;
const FIRST_FREE = 64;
const ENTRY_SIZE = 144;

/** The numbers of `stat_directory_type_t`. */
export const TYPES = {
  scalar: 1n,
  simple: 2n,
  combined: 3n,
  names: 4n,
  empty: 5n,
  symlink: 6n,
  histogram: 7n,
  ring: 8n,
  gauge: 9n,
};

/** A ring buffer of a test: for each thread all entries since the start. */
export interface RingInput {
  readonly entrySize: number;
  readonly ringSize: number;
  readonly schema: string;
  readonly threads: readonly (readonly Buffer[])[];
}

/** The numbers of the header that tests choose. */
interface HeaderInput {
  readonly version: bigint;
  readonly epoch: bigint;
  readonly inProgress: bigint;
}

/** A segment that is built in memory. */
export class SegmentWriter {
  readonly memory: Buffer;
  #free = FIRST_FREE;
  #entries: Buffer[] = [];

  constructor(size: number = DEFAULT_SIZE) {
    this.memory = Buffer.alloc(size);
  }

  /** Reserves memory as VPP's heap does, in steps of 16 bytes. Returns its offset. */
  reserve(bytes: number, alignment: number = 16): number {
    const at = Math.ceil(this.#free / alignment) * alignment;
    this.#free = at + bytes;
    return at;
  }

  /** Writes a vector. Returns the address of its first element. */
  vector(elements: readonly Buffer[]): bigint {
    const content = Buffer.concat(elements);
    const at = this.reserve(16 + content.length) + 16;
    this.memory.writeUInt32LE(elements.length, at - 8);
    this.memory.writeUInt8(1, at - 4);
    this.memory.writeUInt8(0x86, at - 3);
    content.copy(this.memory, at);
    return BASE + BigInt(at);
  }

  /** Adds an entry to the directory. Returns its index. */
  entry(type: bigint, union: bigint, name: string | Buffer): number {
    const bytes = Buffer.alloc(ENTRY_SIZE);
    bytes.writeUInt32LE(Number(type), 0);
    bytes.writeBigUInt64LE(union, 8);
    Buffer.from(name as string).copy(bytes, 16, 0, 128);
    return this.#entries.push(bytes) - 1;
  }

  /** Adds counters: for each thread the u64 of its vector; undefined for a thread without a vector. */
  simple(name: string, threads: readonly (readonly bigint[] | undefined)[], type: bigint = TYPES.simple): number {
    return this.entry(type, this.threads(threads.map((values) => values?.map((value) => u64(value)))), name);
  }

  combined(name: string, threads: readonly (readonly (readonly [packets: bigint, bytes: bigint])[])[]): number {
    return this.entry(TYPES.combined, this.threads(threads.map((each) => each.map((pair) => u64(...pair)))), name);
  }

  names(name: string, texts: readonly (string | Buffer | undefined)[]): number {
    const pointers = texts.map((text) => {
      if (text === undefined) return 0n;
      const characters = [...Buffer.concat([Buffer.from(text as string), Buffer.alloc(1)])];
      return this.vector(characters.map((character) => Buffer.of(character)));
    });
    return this.entry(TYPES.names, this.vector(pointers.map((pointer) => u64(pointer))), name);
  }

  symlink(name: string, index: number, column: number): number {
    return this.entry(TYPES.symlink, BigInt(index) | (BigInt(column) << 32n), name);
  }

  ring(name: string, { entrySize, ringSize, schema, threads }: RingInput): number {
    const dataBytes = threads.length * ringSize * entrySize;
    const metadata = Math.ceil((28 + dataBytes) / 64) * 64;
    const schemaAt = metadata + 64 * threads.length;
    const at = this.reserve(schemaAt + schema.length, 64);
    const u32 = (offset: number, ...values: number[]): void => {
      for (const [i, value] of values.entries()) this.memory.writeUInt32LE(value, at + offset + 4 * i);
    };
    u32(0, entrySize, ringSize, threads.length, schema.length, 7, metadata, 28);
    this.memory.write(schema, at + schemaAt);
    for (const [thread, all] of threads.entries()) {
      for (const [n, bytes] of all.entries()) {
        bytes.copy(this.memory, at + 28 + (thread * ringSize + (n % ringSize)) * entrySize);
      }
      u32(metadata + 64 * thread, all.length % ringSize, 7, all.length, 0, schemaAt, schema.length);
    }
    return this.entry(TYPES.ring, BASE + BigInt(at), name);
  }

  /** Returns the whole segment. */
  finish({ version = 2n, epoch = 1n, inProgress = 0n }: Partial<HeaderInput> = {}): Buffer {
    const directory = this.vector(this.#entries);
    u64(version, BASE, epoch, inProgress, directory).copy(this.memory);
    return this.memory;
  }

  private threads(threads: readonly (readonly Buffer[] | undefined)[]): bigint {
    return this.vector(threads.map((elements) => u64(elements === undefined ? 0n : this.vector(elements))));
  }
}

export function u64(...values: bigint[]): Buffer {
  const bytes = Buffer.alloc(8 * values.length);
  for (const [i, value] of values.entries()) bytes.writeBigUInt64LE(value, 8 * i);
  return bytes;
}

/** A file of a test in place of VPP's memory, and the socket that gives its descriptor. */
export interface ServedSegment {
  readonly socketPath: string;
  readonly file: string;
  /** Writes bytes at an offset. */
  write(bytes: Buffer, at: number): void;
  /** Takes the socket away, as a VPP that ends. */
  stop(): void;
}

/** Serves a segment until the end of the test. */
export function serveSegment(t: Test, memory: Buffer, folder: string = temporaryFolder(t)): ServedSegment {
  const [socketPath, file] = [join(folder, "stats.sock"), join(folder, `segment-${Math.random()}`)];
  writeFileSync(file, memory);
  const fd = openSync(file, "r+");
  const server = serveDescriptors(socketPath, () => [fd]);
  let isServing = true;
  const stop = (): void => {
    if (isServing) server.close();
    isServing = false;
  };
  t.teardown(() => {
    stop();
    closeSync(fd);
  });
  return { socketPath, file, stop, write: (bytes, at) => void writeSync(fd, bytes, 0, bytes.length, at) };
}

/** Opens the statistics in a segment until the end of the test. */
export async function openSegment(t: Test, memory: Buffer, timeoutMs = 20_000): Promise<Stats> {
  const stats = await openStats({ socketPath: serveSegment(t, memory).socketPath, timeoutMs });
  t.teardown(() => stats.close());
  return stats;
}
