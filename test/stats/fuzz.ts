/** Damaged segments of statistics: counts near 2^32, pointers anywhere, circles of symlinks, files that are cut. */
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
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
  /** The longest time of a call in milliseconds. */
  longestMs: number;
  /** Calls that ended otherwise. */
  harm: string[];
}

const SIZE = 8192;
const TIMEOUT_MS = 20_000;
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

/** Reads damaged segments through a socket. The same seed gives the same segments. */
export async function fuzzStats(count: number, seed: number): Promise<StatsFuzzCounts> {
  const dice = new Dice(seed);
  const folder = mkdtempSync(join(tmpdir(), "tsvpp-stats-"));
  const [socketPath, file] = [join(folder, "stats.sock"), join(folder, "segment")];
  const memory = sampleSegment();
  writeFileSync(file, memory);
  const fd = openSync(file, "r+");
  const server = serveDescriptors(socketPath, () => [fd]);
  const counts: StatsFuzzCounts = { read: 0, refused: 0, longestMs: 0, harm: [] };
  try {
    await using stats = await openStats({ socketPath, timeoutMs: TIMEOUT_MS });
    for (let i = 0; i < count; i++) {
      const damaged = damage(memory, i + 2, dice);
      writeSync(fd, damaged, 0, damaged.length, 0);
      ftruncateSync(fd, damaged.length);
      const start = performance.now();
      try {
        counts[await readAll(stats)]++;
      } catch (reason) {
        counts.harm.push(`seed ${seed}, segment ${i}: ${reason}`);
      }
      counts.longestMs = Math.max(counts.longestMs, performance.now() - start);
    }
  } finally {
    server.close();
    closeSync(fd);
    rmSync(folder, { recursive: true });
  }
  return counts;
}
