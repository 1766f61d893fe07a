/**
 * `npm run bench:stats`: the time to read statistics: 10^4 counters of 3 threads, a pattern over 10^5 names, the directory when it
 * is read first and after a change, and what `watch` takes of a CPU. Not measured: VPP, which does nothing for a reader.
 *
 * TSVPP_STATS_DUMP names a program that VPP's C client is linked to: PROGRAM SOCKET PATTERN prints the nanoseconds of one
 * stat_segment_dump for each `d` that it reads. Its rounds and ours take turns.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type As, openStats, type Stats } from "../../src/stats/index.ts";
import { serveDescriptors } from "../../src/transport/index.ts";
import { SegmentWriter, TYPES } from "../../test/stats/segment-file.ts";
import { median } from "../report/statistics.ts";

const INTERFACES = 10_000;
const NAMES = 100_000;
const THREADS = 3;
const ROUNDS = 25;
const WATCH_ROUNDS = 9;
const VECTOR = "^/if/rx$";
const SYMLINKS = "^/interfaces/.*/rx$";

function makeSegment(): Buffer {
  const writer = new SegmentWriter(64 * 1024 * 1024);
  writer.entry(TYPES.scalar, 1n, "/sys/heartbeat");
  const countersOf = (thread: number) =>
    Array.from({ length: INTERFACES }, (_, i) => [BigInt(i + thread), BigInt(64 * i + thread)] as const);
  const rx = writer.combined(
    "/if/rx",
    Array.from({ length: THREADS }, (_, thread) => countersOf(thread)),
  );
  for (let i = 0; i < INTERFACES; i++) writer.symlink(`/interfaces/loop${i}/rx`, rx, i);
  for (let i = INTERFACES + 2; i < NAMES; i++) {
    writer.symlink(`/err/node-${i % 977}-input/a reason ${i}`, rx, i % INTERFACES);
  }
  return writer.finish();
}

type Work = () => Promise<unknown>;

/** Returns the time of a call in milliseconds. */
async function timeOf(work: Work): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
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
async function watchShares(stats: Stats, pattern: string): Promise<number[]> {
  const changes = stats.watch(pattern, { intervalMs: 1000 });
  await changes.next();
  const shares: number[] = [];
  for (let i = 0; i < WATCH_ROUNDS; i++) {
    const before = process.cpuUsage();
    await changes.next();
    const { user, system } = process.cpuUsage(before);
    shares.push((user + system) / 10_000);
  }
  await changes.return();
  return shares;
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "tsvpp-bench-"));
  const [socketPath, file] = [join(folder, "stats.sock"), join(folder, "segment")];
  writeFileSync(file, makeSegment());
  const fd = openSync(file, "r+");
  const server = serveDescriptors(socketPath, () => [fd]);
  const program = process.env.TSVPP_STATS_DUMP;
  const clients = program === undefined ? [] : [VECTOR, SYMLINKS].map((each) => new CClient(program, socketPath, each));
  try {
    await measureAll(socketPath, fd, clients);
  } finally {
    for (const client of clients) client.close();
    server.close();
    closeSync(fd);
    rmSync(folder, { recursive: true });
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
    "one vector, summed, as number": () => timeOf(() => sumAll(stats, VECTOR, "number")),
    "one vector, summed, as bigint": () => timeOf(() => sumAll(stats, VECTOR, "bigint")),
    ...(vector === undefined ? {} : { "one vector, VPP's C client, not summed": () => vector.dumpMs() }),
    "10^4 symlinks, summed, as number": () => timeOf(() => sumAll(stats, SYMLINKS, "number")),
    "10^4 symlinks, summed, as bigint": () => timeOf(() => sumAll(stats, SYMLINKS, "bigint")),
    ...(symlinks === undefined ? {} : { "10^4 symlinks, VPP's C client, not summed": () => symlinks.dumpMs() }),
  });
  for (const pattern of [VECTOR, SYMLINKS]) print(`watch ${pattern}`, await watchShares(stats, pattern), "% CPU");
}

await main();
