/**
 * `npm run bench:hot`: what a message of the hot configuration loop costs, in batches of 100 messages to `--count`, in an empty
 * VPP and in one that holds `--existing` policies and steering rules. The cost should be the same everywhere.
 *
 *   npm run bench:hot [-- --count 100000] [--existing 100000] [--window 512]
 */
import { parseArgs } from "node:util";
import { connect, type VppClient } from "../../src/client/index.ts";
import type { Request } from "../../src/wire/index.ts";
import { checkInterruption } from "../interruption.ts";
import { type Measurement, measure } from "../measure.ts";
import { describeMachine } from "../report/machine.ts";
import { saveResults } from "../report/results.ts";
import { type Estimate, medianOf } from "../report/statistics.ts";
import { requireOk, sendAll } from "../send.ts";
import { startServer } from "../server.ts";
import { requireNothing } from "../state.ts";
import { changes, type Item, MESSAGES_PER_CHANGE, messagesOf, type Work } from "../workload.ts";

/** One size of batch. */
export interface HotResult {
  readonly existing: number;
  readonly messages: number;
  /** Nanoseconds for a message, on the clock. */
  readonly ns: Estimate;
  /** Nanoseconds of this process for a message, user and system. */
  readonly cpuNs: Estimate;
}

const SMALLEST = 100;
const STEP = 10;
const MOST_CHANGES_AT_ONCE = 1000;
/** Small batches are repeated until so many messages have gone, each size at least so many times. */
const LEAST_MESSAGES = 50_000;
const LEAST_RUNS = 5;

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "100000" },
    existing: { type: "string", default: "100000" },
    window: { type: "string", default: "512" },
  },
});
const window = Number(values.window);

async function main(): Promise<void> {
  await using server = await startServer();
  await using vpp = await connect({ socketPath: server.socketPath, name: "tsvpp-bench-hot", timeoutMs: 20_000 });
  await requireNothing(vpp, "before the benchmark");
  const about = await describeMachine(vpp, server.isSimulator);
  console.log(`${about.vpp}; ${about.cpu}; Node.js ${about.node}; window ${window}\n`);
  const results = [...(await measureSizes(vpp, 0)), ...(await measureSizes(vpp, Number(values.existing)))];
  await requireNothing(vpp, "after the benchmark");
  saveResults("hot", { about, window, results });
}

/** Half of what exists is policies, half is steering over them. */
async function measureSizes(vpp: VppClient, existing: number): Promise<HotResult[]> {
  const half = Math.max(existing / 2, 1);
  const works: Work[] = [{ kind: "policy", action: "add", count: half }];
  if (existing > 0) works.push({ kind: "steering", action: "add", count: half });
  for (const work of works) await sendAll(vpp, messagesOf(work));
  const results: HotResult[] = [];
  try {
    await runs(vpp, half, SMALLEST * STEP);
    for (let size = SMALLEST; size <= Number(values.count); size *= STEP) {
      const result = { existing, messages: size, ...estimate(await runs(vpp, half, size)) };
      print(result);
      results.push(result);
    }
  } finally {
    for (const work of works.reverse()) await sendAll(vpp, messagesOf({ ...work, action: "delete" }));
  }
  return results;
}

async function runs(vpp: VppClient, from: number, size: number): Promise<Measurement[]> {
  const items = changes(from, Math.min(size / MESSAGES_PER_CHANGE, MOST_CHANGES_AT_ONCE));
  const made: Measurement[] = [];
  while (made.length < LEAST_RUNS || made.length * size < LEAST_MESSAGES) {
    checkInterruption();
    made.push(await measure(size, () => sendOver(vpp, items, size)));
  }
  return made;
}

/** The items over and over, in one batch. */
async function sendOver(vpp: VppClient, items: readonly Item[], count: number): Promise<object> {
  const outcomes = await vpp.batch(
    (batch) => {
      for (let at = 0; at < count; at++) {
        const { message, fields } = items[at % items.length]!;
        batch.add(message as Request<unknown, unknown>, fields);
      }
    },
    { window },
  );
  requireOk(outcomes);
  return {};
}

function estimate(made: readonly Measurement[]): { ns: Estimate; cpuNs: Estimate } {
  return {
    ns: medianOf(made.map(({ ns, messages }) => ns / messages)),
    cpuNs: medianOf(made.map(({ cpuNs, messages }) => cpuNs / messages)),
  };
}

function print({ existing, messages, ns, cpuNs }: HotResult): void {
  const text = ({ value, low, high }: Estimate) =>
    `${(value / 1000).toFixed(2)} us (${(low / 1000).toFixed(2)} to ${(high / 1000).toFixed(2)})`;
  console.log(`${existing} objects, ${messages} messages: ${text(ns)} each, of which the client's CPU ${text(cpuNs)}`);
}

await main();
