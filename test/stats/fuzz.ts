/**
 * Damaged segments of statistics: counts near 2^32, pointers anywhere, circles of symlinks, files that are cut. What a call may do is
 * limited in reads and bytes, which are the same on each machine.
 */
import fs, { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { VppError } from "../../src/errors.ts";
import { openStats, type Stats } from "../../src/stats/index.ts";
import { serveDescriptors } from "../../src/transport/index.ts";
import { Dice } from "../dice.ts";
import { BASE, SegmentWriter, TYPES } from "./segment-file.ts";

/** What became of damaged segments. */
export interface StatsFuzzCounts {
  read: number;
  refused: number;
  /** The largest numbers of reads from the segment, and of bytes, of one call. */
  maxReads: number;
  maxBytes: number;
  /** Calls that ended otherwise, or after more work than they may do. */
  harm: string[];
}

const SIZE = 8192;
const TIMEOUT_MS = 20_000;
/** A call may make so many attempts to copy the directory, and the entries. */
const ATTEMPTS = 3;
/**
 * An attempt reads the slots twice, and each of four rounds of vectors once; rings are read one by one, and are limited to twice the
 * segment. Parts that are near are read together: there are no more reads than parts of 4 kB, and five for each ring.
 */
const MAX_BYTES = ATTEMPTS * 9 * SIZE;
const MAX_READS = ATTEMPTS * (10 * (SIZE / 4096) + 5 * (SIZE / 144));
/** One change in so many is of the header: of the version, the base or the directory. A segment that is changing takes the whole timeout. */
const HEADER_SHARE = 100;
const HEADER_PLACES: readonly number[] = [0, 4, 8, 12, 32, 36];
const CUT_SHARE = 8;
const INTERESTING: readonly number[] = [0, 1, 7, 8, 144, SIZE, 0x7fff_ffff, 0x8000_0000, 0xffff_fff0, 0xffff_ffff];

function sampleSegment(): Buffer {
  const writer = new SegmentWriter(SIZE);
  const simple = writer.simple("/s", [
    [1n, 2n],
    [3n, 4n],
  ]);
  writer.combined("/c", [[[1n, 2n]], [[3n, 4n]]]);
  writer.names("/n", ["a", "bc"]);
  const link = writer.symlink("/l", simple, 1);
  writer.symlink("/to-itself", link + 1, 0);
  writer.symlink("/to-a-symlink", link, 0xffff_ffff);
  writer.simple("/h", [[1n, 2n, 3n]], TYPES.histogram);
  writer.ring("/r", { entrySize: 4, ringSize: 2, schema: "x", threads: [[Buffer.from("abcd")]] });
  return writer.finish();
}

function damage(memory: Buffer, epoch: number, dice: Dice): Buffer {
  const copy = Buffer.from(memory);
  for (let changes = dice.below(4); changes >= 0; changes--) {
    const at =
      dice.below(HEADER_SHARE) === 0 ? HEADER_PLACES[dice.below(6)]! : 32 + 4 * dice.below((SIZE - 32) / 4 - 1);
    if (dice.below(2) === 0) copy.writeUInt32LE(INTERESTING[dice.below(INTERESTING.length)]!, at);
    else copy.writeBigUInt64LE(BASE + BigInt(8 * dice.below(SIZE / 8)), at);
  }
  copy.writeUInt32LE(epoch, 16);
  return dice.below(CUT_SHARE) === 0 ? copy.subarray(0, dice.below(SIZE)) : copy;
}

async function readAll(stats: Stats): Promise<"read" | "refused"> {
  try {
    for (const entry of (await stats.read()).values()) {
      if ("sum" in entry) entry.sum();
      if ("threads" in entry) entry.threads.at(0);
    }
    return "read";
  } catch (reason) {
    if (reason instanceof VppError && reason.code === "VPP_STATS") return "refused";
    throw reason;
  }
}

/** The reads from files since `begin`, and the bytes that they gave. */
interface Work {
  readonly reads: number;
  readonly bytes: number;
  begin(): void;
  /** @throws {RangeError} after more than a call may do. */
  check(): void;
  end(): void;
}

/** Counts the reads of this process until `end`. */
function countReads(): Work {
  const { readSync } = fs;
  let [reads, bytes] = [0, 0];
  fs.readSync = ((...parameters: Parameters<typeof readSync>) => {
    const length = readSync(...parameters);
    reads++;
    bytes += length;
    return length;
  }) as typeof readSync;
  syncBuiltinESMExports();
  return {
    get reads() {
      return reads;
    },
    get bytes() {
      return bytes;
    },
    begin: () => {
      [reads, bytes] = [0, 0];
    },
    check: () => {
      if (reads > MAX_READS || bytes > MAX_BYTES) throw new RangeError(`${reads} reads of ${bytes} bytes`);
    },
    end: () => {
      fs.readSync = readSync;
      syncBuiltinESMExports();
    },
  };
}

/** Reads damaged segments through a socket. The same seed gives the same segments. */
export async function fuzzStats(count: number, seed: number): Promise<StatsFuzzCounts> {
  const dice = new Dice(seed);
  const folder = mkdtempSync(join(tmpdir(), "tsvpp-stats-"));
  const [socketPath, file] = [join(folder, "stats.sock"), join(folder, "segment")];
  const memory = sampleSegment();
  writeFileSync(file, memory);
  const fd = openSync(file, "r+");
  const server = serveDescriptors(socketPath, () => [fd]);
  const counts: StatsFuzzCounts = { read: 0, refused: 0, maxReads: 0, maxBytes: 0, harm: [] };
  const work = countReads();
  try {
    await using stats = await openStats({ socketPath, timeoutMs: TIMEOUT_MS });
    for (let i = 0; i < count; i++) {
      const damaged = damage(memory, i + 2, dice);
      writeSync(fd, damaged, 0, damaged.length, 0);
      ftruncateSync(fd, damaged.length);
      work.begin();
      try {
        counts[await readAll(stats)]++;
        work.check();
      } catch (reason) {
        counts.harm.push(`seed ${seed}, segment ${i}: ${reason}`);
      }
      counts.maxReads = Math.max(counts.maxReads, work.reads);
      counts.maxBytes = Math.max(counts.maxBytes, work.bytes);
    }
  } finally {
    work.end();
    server.close();
    closeSync(fd);
    rmSync(folder, { recursive: true });
  }
  return counts;
}
