/**
 * `npm run bench:memory`: what a million calls that wait for their replies hold, and what a dump of a million rows takes. Counts
 * what is left after the garbage collector has run.
 *
 *   npm run bench:memory [-- --count 1000000]
 *
 * VPP needs some kilobytes for each row; where it has less room, name a smaller count.
 */
import { parseArgs } from "node:util";
import { controlPing } from "../../src/binapi/memclnt.ts";
import { srLocalsidsDump } from "../../src/binapi/sr.ts";
import { connect, type VppClient } from "../../src/client/index.ts";
import { describeMachine, type Machine } from "../report/machine.ts";
import { saveResults } from "../report/results.ts";
import { sendAll } from "../send.ts";
import { startServer } from "../server.ts";
import { requireNothing } from "../state.ts";
import { messagesOf, type Work } from "../workload.ts";

export interface MemoryResults {
  readonly about: Machine;
  readonly count: number;
  readonly rows: readonly MemoryRow[];
}

/** What one piece of work holds, in bytes. */
export interface MemoryRow {
  readonly title: string;
  /** JavaScript's objects and the buffers outside of its heap, at most, beyond what was there before. */
  readonly held: number;
  /** The same when it is done and its results are let go. */
  readonly left: number;
  /** The process as the kernel sees it, at most. */
  readonly resident: number;
}

/** How often rows are counted: to collect takes a while. */
const LOOKS = 10;

/** More than a million calls wait for VPP at a time. */
const LARGE = { timeoutMs: 300_000, maxQueuedBytes: 1024 ** 3 } as const;

const { values } = parseArgs({ options: { count: { type: "string", default: "1000000" } } });
const count = Number(values.count);

async function main(): Promise<void> {
  await using server = await startServer();
  await using vpp = await connect({ socketPath: server.socketPath, name: "tsvpp-bench-memory", ...LARGE });
  await requireNothing(vpp, "before the benchmark");
  const about = await describeMachine(vpp, server.isSimulator);
  const rows = [await look("calls that wait for their replies", (peak) => pending(vpp, peak))];
  const dumped: Work = { kind: "localSid", action: "add", count };
  try {
    await sendAll(vpp, messagesOf(dumped));
    rows.push(
      await look("rows of a dump, one after the other", (peak) => iterate(vpp.dump(srLocalsidsDump, {}), peak)),
      await look("the same as views", (peak) => iterate(vpp.dump(srLocalsidsDump, {}, { as: "view" }), peak)),
      await look("rows of a dump, all kept", (peak) => keep(vpp, peak)),
    );
  } finally {
    await sendAll(vpp, messagesOf({ ...dumped, action: "delete" }));
  }
  await requireNothing(vpp, "after the benchmark");
  for (const row of rows) print(row);
  saveResults("memory", { about, count, rows } satisfies MemoryResults);
}

/** Each is a promise that somebody holds. */
async function pending(vpp: VppClient, peak: () => void): Promise<void> {
  const calls = Array.from({ length: count }, () => vpp.request(controlPing, {}));
  peak();
  await Promise.all(calls);
}

async function iterate(dump: AsyncIterable<unknown>, peak: () => void): Promise<void> {
  let rows = 0;
  for await (const _ of dump) if (++rows % Math.ceil(count / LOOKS) === 0) peak();
  requireAll(rows);
}

async function keep(vpp: VppClient, peak: () => void): Promise<void> {
  const rows: unknown[] = [];
  for await (const row of vpp.dump(srLocalsidsDump, {})) rows.push(row);
  peak();
  requireAll(rows.length);
}

function requireAll(rows: number): void {
  if (rows !== count) throw new Error(`${rows} rows of ${count}`);
}

async function look(title: string, work: (peak: () => void) => Promise<void>): Promise<MemoryRow> {
  const before = heldBytes();
  let [held, resident] = [0, 0];
  await work(() => {
    held = Math.max(held, heldBytes() - before);
    resident = Math.max(resident, process.memoryUsage.rss());
  });
  return { title, held, left: Math.max(heldBytes() - before, 0), resident };
}

function heldBytes(): number {
  globalThis.gc!();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function print({ title, held, left, resident }: MemoryRow): void {
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  const each = (held / count).toFixed(0);
  console.log(
    `${count} ${title}: ${megabytes(held)}, ${each} bytes each; then ${megabytes(left)}; process ${megabytes(resident)}`,
  );
}

await main();
