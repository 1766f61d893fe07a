/**
 * `npm run bench:hot`: measures the time of a message of the hot configuration loop, in batches of 100 to `--count` messages, in
 * an empty VPP and in one that holds `--existing` policies and steering rules. All results should be about the same.
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
import { requireNoSrv6State } from "../state.ts";
import { hotLoopMessages, type Item, MESSAGES_PER_CHANGE, messagesOf, type Work } from "../workload.ts";

/** The result for one size of batch. */
export interface HotResult {
  readonly existing: number;
  readonly messages: number;
  /** Wall clock time of a message in nanoseconds. */
  readonly ns: Estimate;
  /** User and system time of this process for a message, in nanoseconds. */
  readonly cpuNs: Estimate;
}

const SMALLEST = 100;
const STEP = 10;
const MAX_CHANGES_AT_ONCE = 1000;
/** Each size is measured at least MIN_RUNS times, and until at least MIN_MESSAGES messages have been sent. */
const MIN_MESSAGES = 50_000;
const MIN_RUNS = 5;

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
  await requireNoSrv6State(vpp, "before the benchmark");
  const about = await describeMachine(vpp, server.isSimulator);
  console.log(`${about.vpp}; ${about.cpu}; Node.js ${about.node}; window ${window}\n`);
  const results = [...(await measureSizes(vpp, 0)), ...(await measureSizes(vpp, Number(values.existing)))];
  await requireNoSrv6State(vpp, "after the benchmark");
  saveResults("hot", { about, window, results });
}

/** Measures all sizes of batches while VPP holds `existing` objects: half policies, half steering rules. */
async function measureSizes(vpp: VppClient, existing: number): Promise<HotResult[]> {
  const half = Math.max(existing / 2, 1);
  const works: Work[] = [{ kind: "policy", action: "add", count: half }];
  if (existing > 0) works.push({ kind: "steering", action: "add", count: half });
  for (const work of works) await sendAll(vpp, messagesOf(work));
  const results: HotResult[] = [];
  try {
    await measureRuns(vpp, half, SMALLEST * STEP);
    for (let size = SMALLEST; size <= Number(values.count); size *= STEP) {
      const result = { existing, messages: size, ...estimate(await measureRuns(vpp, half, size)) };
      print(result);
      results.push(result);
    }
  } finally {
    for (const work of works.reverse()) await sendAll(vpp, messagesOf({ ...work, action: "delete" }));
  }
  return results;
}

async function measureRuns(vpp: VppClient, from: number, size: number): Promise<Measurement[]> {
  const items = hotLoopMessages(from, Math.min(size / MESSAGES_PER_CHANGE, MAX_CHANGES_AT_ONCE));
  const made: Measurement[] = [];
  while (made.length < MIN_RUNS || made.length * size < MIN_MESSAGES) {
    checkInterruption();
    made.push(await measure(size, () => sendRepeatedly(vpp, items, size)));
  }
  return made;
}

/** Sends `count` messages in one batch; repeats the items as often as needed. */
async function sendRepeatedly(vpp: VppClient, items: readonly Item[], count: number): Promise<object> {
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
  console.log(`${existing} objects, ${messages} messages: ${text(ns)} a message, client CPU ${text(cpuNs)}`);
}

await main();
