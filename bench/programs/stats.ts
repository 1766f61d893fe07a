/**
 * `npm run bench:stats`: the time to read statistics: 10^4 counters of 3 threads, a pattern over 10^5 names, the directory when it
 * is read first and after a change, and what `watch` takes of a CPU while all counters change. Not measured: VPP, which does
 * nothing for a reader.
 *
 * TSVPP_STATS_DUMP names a program that VPP's C client is linked to: PROGRAM SOCKET PATTERN prints the nanoseconds of one
 * stat_segment_dump for each `d` that it reads. Its rounds and ours take turns.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type As, openStats, type Stats, type StatsChange } from "../../src/stats/index.ts";
import { serveDescriptors } from "../../src/transport/index.ts";
import { BASE, SegmentWriter, TYPES, u64 } from "../../test/stats/segment-file.ts";
import { median } from "../report/statistics.ts";

const INTERFACES = 10_000;
const NAMES = 100_000;
const THREADS = 3;
const ROUNDS = 25;
const WATCH_ROUNDS = 9;
const VECTOR_NAME = "/if/rx";
const VECTOR = `^${VECTOR_NAME}$`;
const SYMLINKS = "^/interfaces/.*/rx$";

const PAIR_BYTES = 16;

interface BenchSegment {
  readonly memory: Buffer;
  /** The offsets of the counters of each thread. */
  readonly counters: readonly number[];
}

function makeSegment(): BenchSegment {
  const writer = new SegmentWriter(64 * 1024 * 1024);
  writer.entry(TYPES.scalar, 1n, "/sys/heartbeat");
  const threads = Array.from({ length: THREADS }, (_, thread) =>
    writer.vector(Array.from({ length: INTERFACES }, (_, i) => u64(BigInt(i + thread), BigInt(64 * i + thread)))),
  );
  const rx = writer.entry(TYPES.combined, writer.vector(threads.map((address) => u64(address))), VECTOR_NAME);
  for (let i = 0; i < INTERFACES; i++) writer.symlink(`/interfaces/loop${i}/rx`, rx, i);
  for (let i = INTERFACES + 2; i < NAMES; i++) {
    writer.symlink(`/err/node-${i % 977}-input/a reason ${i}`, rx, i % INTERFACES);
  }
  return { memory: writer.finish(), counters: threads.map((address) => Number(address - BASE)) };
}

/** Adds 1 to all counters of the file, below 2^32. */
function count(fd: number, counters: readonly number[]): void {
  const words = new Uint32Array((INTERFACES * PAIR_BYTES) / 4);
  for (const at of counters) {
    readSync(fd, words, 0, words.byteLength, at);
    for (let i = 0; i < words.length; i += 2) words[i]!++;
    writeSync(fd, words, 0, words.byteLength, at);
  }
}

type Work = () => Promise<unknown>;

/** Returns the time of a call in milliseconds. */
async function timeOf(work: Work): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Returns the time to read and sum counters. Their names are matched before, after each change of the directory. */
async function timeOfSums<A extends As>(stats: Stats, pattern: string, as: A): Promise<number> {
  await stats.read(pattern);
  return await timeOf(() => sumAll(stats, pattern, as));
}

async function sumAll<A extends As>(stats: Stats, pattern: string, as: A): Promise<void> {
  for (const entry of (await stats.read(pattern, { as })).values()) if (entry.kind === "combined") entry.sum();
}

/** VPP's C client in a process of its own. */
class CClient {
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(program: string, socketPath: string, pattern: string) {
    this.#process = spawn(program, [socketPath, pattern], { stdio: ["pipe", "pipe", "inherit"] });
    this.#lines = createInterface({ input: this.#process.stdout! })[Symbol.asyncIterator]();
  }

  async dumpMs(): Promise<number> {
    this.#process.stdin!.write("d");
    return Number.parseFloat((await this.#lines.next()).value as string) / 1e6;
  }

  close(): void {
    this.#process.stdin!.end();
  }
}

/** Measures each work once a round, one after the other. The first two rounds are not counted. */
async function measureRounds(works: Readonly<Record<string, () => Promise<number>>>): Promise<void> {
  const times = new Map<string, number[]>(Object.keys(works).map((name) => [name, []]));
  for (let round = -2; round < ROUNDS; round++) {
    for (const [name, work] of Object.entries(works)) {
      const ms = await work();
      if (round >= 0) times.get(name)!.push(ms);
    }
  }
  for (const [name, all] of times) print(name, all, "ms");
}

function print(name: string, all: readonly number[], unit: string): void {
  const [least, most] = [Math.min(...all), Math.max(...all)].map((value) => value.toFixed(3));
  console.log(`${name.padEnd(44)} ${median(all).toFixed(3)} ${unit} (${least} to ${most})`);
}

/** Returns what watching takes of one CPU, in percent, second by second. */
async function watchShares(stats: Stats, pattern: string, addOne: () => void, look: Look): Promise<number[]> {
  const changes = stats.watch(pattern, { intervalMs: 1000 });
  await changes.next();
  const shares: number[] = [];
  for (let i = 0; i < WATCH_ROUNDS; i++) {
    addOne();
    const before = process.cpuUsage();
    look((await changes.next()).value as StatsChange);
    const { user, system } = process.cpuUsage(before);
    shares.push((user + system) / 10_000);
  }
  await changes.return();
  return shares;
}

/** What a program does with a change. */
type Look = (change: StatsChange) => void;

/** Looks at one difference and rate of each entry. */
function lookAtAll({ entries }: StatsChange): void {
  for (const entry of entries.values()) {
    const isCounting = entry.kind === "combined" && entry.packets.differences[0] === BigInt(THREADS);
    if (!isCounting || entry.bytes.perSecond[0] === 0) throw new Error("each counter has counted");
  }
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "tsvpp-bench-"));
  const [socketPath, file] = [join(folder, "stats.sock"), join(folder, "segment")];
  const { memory, counters } = makeSegment();
  writeFileSync(file, memory);
  const fd = openSync(file, "r+");
  const server = serveDescriptors(socketPath, () => [fd]);
  const program = process.env.TSVPP_STATS_DUMP;
  const clients = program === undefined ? [] : [VECTOR, SYMLINKS].map((each) => new CClient(program, socketPath, each));
  try {
    await measureAll(socketPath, fd, clients);
    await using stats = await openStats({ socketPath });
    // It looks for clients 200 times a second, in this process.
    server.close();
    await measureWatch(stats, () => count(fd, counters));
  } finally {
    for (const client of clients) client.close();
    closeSync(fd);
    rmSync(folder, { recursive: true });
  }
}

async function measureWatch(stats: Stats, addOne: () => void): Promise<void> {
  const looks: Readonly<Record<string, Look>> = { "not looked at": () => {}, "all looked at": lookAtAll };
  for (const [name, pattern] of [
    ["one vector", VECTOR],
    ["10^4 symlinks", SYMLINKS],
  ] as const) {
    for (const [what, look] of Object.entries(looks)) {
      print(`watch ${name}, ${what}`, await watchShares(stats, pattern, addOne, look), "% CPU");
    }
  }
}

async function measureAll(socketPath: string, fd: number, [vector, symlinks]: readonly CClient[]): Promise<void> {
  await using stats = await openStats({ socketPath });
  let epoch = 1n;
  const change = (): void => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(++epoch);
    writeSync(fd, bytes, 0, 8, 16);
  };
  await measureRounds({
    "first directory of 10^5 names": async () => {
      await using fresh = await openStats({ socketPath });
      return await timeOf(() => fresh.list(VECTOR));
    },
    "pattern over 10^5 names": () => timeOf(() => stats.list(VECTOR)),
    "the same after a change": () => {
      change();
      return timeOf(() => stats.list(VECTOR));
    },
    "one vector, summed, as number": () => timeOfSums(stats, VECTOR, "number"),
    "one vector, summed, as bigint": () => timeOfSums(stats, VECTOR, "bigint"),
    ...(vector === undefined ? {} : { "one vector, VPP's C client, not summed": () => vector.dumpMs() }),
    "10^4 symlinks, summed, as number": () => timeOfSums(stats, SYMLINKS, "number"),
    "10^4 symlinks, summed, as bigint": () => timeOfSums(stats, SYMLINKS, "bigint"),
    ...(symlinks === undefined ? {} : { "10^4 symlinks, VPP's C client, not summed": () => symlinks.dumpMs() }),
  });
}

await main();
