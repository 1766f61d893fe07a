/**
 * `npm run bench:lane`: compares batches by VPP's shared memory with batches by the socket, of one process with two clients. Both run
 * in each round, in alternating order. A rate above 1 is better; of `cpu`, the processor time of this process, one below 1.
 *
 *   TSVPP_VPP_SOCKET=/run/vpp/api.sock npm run bench:lane [-- --prefix P] [--rounds 9] [--count 20000] [--window 256]
 */
import { parseArgs } from "node:util";
import { connect, type VppClient } from "../../src/client/index.ts";
import { checkInterruption } from "../interruption.ts";
import { type Measurement, measure, percentilesOf } from "../measure.ts";
import { describeMachine } from "../report/machine.ts";
import { saveResults } from "../report/results.ts";
import { type Estimate, medianOf } from "../report/statistics.ts";
import { requireOk, sendAll } from "../send.ts";
import { startServer } from "../server.ts";
import { requireNoSrv6State } from "../state.ts";
import { type Action, type Item, type Kind, messagesOf, STEERED_POLICIES, type Work } from "../workload.ts";

/** Both clients of a round, each with what it took. */
interface Round {
  readonly socket: Measurement;
  readonly lane: Measurement;
}

/** The lane, compared with the socket. */
export interface LaneResult {
  readonly title: string;
  readonly rate: Estimate;
  readonly cpu: Estimate;
}

type Run = (vpp: VppClient) => Promise<Measurement>;

/** Sizes of batches around that from which on a batch takes the lane. */
const SIZES = [32, 63, 64, 128, 256, 512];
const SMALL_MESSAGES = 4096;
const SINGLE_CALLS = 2000;

const { values } = parseArgs({
  options: {
    prefix: { type: "string" },
    rounds: { type: "string", default: "9" },
    count: { type: "string", default: "20000" },
    window: { type: "string" },
  },
});
const count = Number(values.count);
const window = values.window === undefined ? {} : { window: Number(values.window) };

async function main(): Promise<void> {
  await using server = await startServer();
  const { socketPath } = server;
  const sharedMemory = { required: true, ...(values.prefix === undefined ? {} : { prefix: values.prefix }) };
  await using socket = await connect({ socketPath, name: "bench-socket", timeoutMs: 20_000 });
  await using lane = await connect({ socketPath, name: "bench-lane", timeoutMs: 20_000, sharedMemory });
  await requireNoSrv6State(socket, "before the benchmark");
  const about = await describeMachine(socket, server.isSimulator);
  console.log(`${about.vpp}; ${about.cpu}; Node.js ${about.node}; lane / socket, median of ${values.rounds} rounds\n`);
  const results = [
    ...(await compare(socket, lane, work("ping", "add"))),
    ...(await addAndDelete(socket, lane, "localSid")),
    ...(await addAndDelete(socket, lane, "policy")),
    ...(await steerings(socket, lane)),
    ...(await compareSizes(socket, lane)),
    ...(await compareRuns(socket, lane, [["single calls", single]])),
  ];
  await requireNoSrv6State(socket, "after the benchmark");
  saveResults("lane", { about, results });
}

function work(kind: Kind, action: Action): Work {
  return { kind, action, count };
}

function compare(socket: VppClient, lane: VppClient, ...works: Work[]): Promise<LaneResult[]> {
  return compareRuns(
    socket,
    lane,
    works.map((each) => [`${each.kind} ${each.action}`, batchOf(messagesOf(each))]),
  );
}

function addAndDelete(socket: VppClient, lane: VppClient, kind: Kind): Promise<LaneResult[]> {
  return compare(socket, lane, work(kind, "add"), work(kind, "delete"));
}

/** Measures steering rules, which need policies. */
async function steerings(socket: VppClient, lane: VppClient): Promise<LaneResult[]> {
  const policies = { kind: "policy", count: STEERED_POLICIES } as const;
  await sendAll(socket, messagesOf({ ...policies, action: "add" }));
  const results = await addAndDelete(socket, lane, "steering");
  await sendAll(socket, messagesOf({ ...policies, action: "delete" }));
  return results;
}

/** Measures batches of one size after the other, of the same messages. */
function compareSizes(socket: VppClient, lane: VppClient): Promise<LaneResult[]> {
  const adds = messagesOf({ kind: "localSid", action: "add", count: Math.max(...SIZES) });
  const deletes = messagesOf({ kind: "localSid", action: "delete", count: Math.max(...SIZES) });
  const runs = SIZES.map((size): [string, Run] => [
    `local SIDs, batches of ${size}`,
    (vpp) =>
      measure(SMALL_MESSAGES, async () => {
        for (let sent = 0; sent < SMALL_MESSAGES; sent += 2 * size) {
          await sendAll(vpp, adds.slice(0, size));
          await sendAll(vpp, deletes.slice(0, size));
        }
        return {};
      }),
  ]);
  return compareRuns(socket, lane, runs);
}

/** Runs each piece on both clients in each round; after a warm-up, which is not counted. */
async function compareRuns(
  socket: VppClient,
  lane: VppClient,
  runs: readonly (readonly [title: string, run: Run])[],
): Promise<LaneResult[]> {
  const rounds = runs.map((): Round[] => []);
  for (let round = -1; round < Number(values.rounds); round++) {
    checkInterruption();
    const order = round % 2 === 0 ? (["socket", "lane"] as const) : (["lane", "socket"] as const);
    const took = runs.map((): Partial<Record<"socket" | "lane", Measurement>> => ({}));
    for (const side of order) {
      for (const [at, [, run]] of runs.entries()) took[at]![side] = await run(side === "lane" ? lane : socket);
    }
    if (round >= 0) took.forEach((both, at) => void rounds[at]!.push(both as Round));
  }
  return runs.map(([title], at) => report(title, rounds[at]!));
}

function report(title: string, rounds: readonly Round[]): LaneResult {
  const rate = medianOf(rounds.map(({ socket, lane }) => socket.ns / lane.ns));
  const cpu = medianOf(rounds.map(({ socket, lane }) => lane.cpuNs / socket.cpuNs));
  const perMessage = medianOf(rounds.map(({ lane }) => lane.ns / lane.messages));
  const tail = rounds.map(({ socket, lane }) => (lane.p99 ?? 0) / (socket.p99 ?? 1));
  const p99 = rounds[0]?.lane.p99 === undefined ? "" : `, p99 ${medianOf(tail).value.toFixed(2)}`;
  const thousands = (1e6 / perMessage.value).toFixed(0).padStart(5);
  console.log(`${title.padEnd(28)} rate ${text(rate)}, cpu ${text(cpu)}${p99}; ${thousands} k/s`);
  return { title, rate, cpu };
}

function text({ value, low, high }: Estimate): string {
  return `${value.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}

function batchOf(items: readonly Item[]): Run {
  return (vpp) =>
    measure(items.length, async () => {
      const outcomes = await vpp.batch((batch) => {
        for (const { message, fields } of items) if (message.kind === "request") batch.add(message, fields);
      }, window);
      requireOk(outcomes);
      return {};
    });
}

async function single(vpp: VppClient): Promise<Measurement> {
  const [{ message, fields }] = messagesOf({ kind: "ping", action: "add", count: 1 }) as [Item];
  const times = new Float64Array(SINGLE_CALLS);
  const took = await measure(SINGLE_CALLS, async () => {
    for (let at = 0; at < SINGLE_CALLS; at++) {
      const start = performance.now();
      if (message.kind === "request") await vpp.request(message, fields);
      times[at] = performance.now() - start;
    }
    return {};
  });
  return { ...took, ...percentilesOf(times) };
}

await main();
