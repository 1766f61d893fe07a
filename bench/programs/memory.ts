/**
 * `npm run bench:memory`: measures the memory of a million pending calls and of a dump of a million rows, after a garbage
 * collection.
 *
 *   npm run bench:memory [-- --count 1000000]
 *
 * VPP needs some kilobytes for each row: use a smaller count if its heap is too small.
 */
import { parseArgs } from "node:util";
import { controlPing } from "../../src/binapi/memclnt.ts";
import { srLocalsidsDump } from "../../src/binapi/sr.ts";
import { connect, type VppClient } from "../../src/client/index.ts";
import { describeMachine, type Machine } from "../report/machine.ts";
import { saveResults } from "../report/results.ts";
import { sendAll } from "../send.ts";
import { startServer } from "../server.ts";
import { requireNoSrv6State } from "../state.ts";
import { messagesOf, type Work } from "../workload.ts";

export interface MemoryResults {
  readonly about: Machine;
  readonly count: number;
  readonly rows: readonly MemoryRow[];
}

/** The memory of one piece of work, in bytes. */
export interface MemoryRow {
  readonly title: string;
  /** The maximum of the JavaScript heap and the buffers outside of it, less their size before the work. */
  readonly held: number;
  /** The same after the work, when its results are no longer referenced. */
  readonly left: number;
  /** The maximum resident memory of the process. */
  readonly resident: number;
}

/** The number of measurements during a dump; each runs the garbage collector, which takes a while. */
const MEASUREMENTS = 10;

/** Limits that allow a million pending calls. */
const LARGE = { timeoutMs: 300_000, maxQueuedBytes: 1024 ** 3 } as const;

const { values } = parseArgs({ options: { count: { type: "string", default: "1000000" } } });
const count = Number(values.count);

async function main(): Promise<void> {
  await using server = await startServer();
  await using vpp = await connect({ socketPath: server.socketPath, name: "tsvpp-bench-memory", ...LARGE });
  await requireNoSrv6State(vpp, "before the benchmark");
  const about = await describeMachine(vpp, server.isSimulator);
  const rows = [await measureMemory("calls that wait for their replies", (sample) => pending(vpp, sample))];
  const dumped: Work = { kind: "localSid", action: "add", count };
  try {
    await sendAll(vpp, messagesOf(dumped));
    rows.push(
      await measureMemory("rows of a dump, one after the other", (sample) =>
        iterate(vpp.dump(srLocalsidsDump, {}), sample),
      ),
      await measureMemory("rows of a dump as views, one after the other", (sample) =>
        iterate(vpp.dump(srLocalsidsDump, {}, { as: "view" }), sample),
      ),
      await measureMemory("rows of a dump, all kept", (sample) => keep(vpp, sample)),
    );
  } finally {
    await sendAll(vpp, messagesOf({ ...dumped, action: "delete" }));
  }
  await requireNoSrv6State(vpp, "after the benchmark");
  for (const row of rows) print(row);
  saveResults("memory", { about, count, rows } satisfies MemoryResults);
}

/** Makes all calls at once and keeps their promises. */
async function pending(vpp: VppClient, sample: () => void): Promise<void> {
  const calls = Array.from({ length: count }, () => vpp.request(controlPing, {}));
  sample();
  await Promise.all(calls);
}

async function iterate(dump: AsyncIterable<unknown>, sample: () => void): Promise<void> {
  let rows = 0;
  for await (const _ of dump) if (++rows % Math.ceil(count / MEASUREMENTS) === 0) sample();
  requireAll(rows);
}

async function keep(vpp: VppClient, sample: () => void): Promise<void> {
  const rows: unknown[] = [];
  for await (const row of vpp.dump(srLocalsidsDump, {})) rows.push(row);
  sample();
  requireAll(rows.length);
}

function requireAll(rows: number): void {
  if (rows !== count) throw new Error(`the dump had ${rows} rows, ${count} expected`);
}

/** Runs `work` and records the maximum of the memory at the moments when it calls `sample`. */
async function measureMemory(title: string, work: (sample: () => void) => Promise<void>): Promise<MemoryRow> {
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
    `${count} ${title}: ${megabytes(held)}, ${each} bytes each; afterwards ${megabytes(left)}; process ${megabytes(resident)}`,
  );
}

await main();
