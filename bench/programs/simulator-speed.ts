/**
 * `npm run bench:simulator`: compares the rate of the simulator with that of the VPP whose socket TSVPP_VPP_SOCKET names, and
 * with that of a simulator that holds many local SIDs. The same C program sends the messages, to each in turn.
 *
 *   TSVPP_VPP_SOCKET=/run/vpp/api.sock npm run bench:simulator [-- --pairs 14] [--existing 100000]
 */
import { parseArgs } from "node:util";
import { connect, type VppClient } from "../../src/client/index.ts";
import { Ceiling } from "../ceiling/ceiling.ts";
import { checkInterruption } from "../interruption.ts";
import type { Measurement } from "../measure.ts";
import { describeMachine, type Machine } from "../report/machine.ts";
import { saveResults } from "../report/results.ts";
import { type Estimate, medianOf } from "../report/statistics.ts";
import { estimateText } from "../report/verdict.ts";
import { DEFAULT_SIZES } from "../scenarios.ts";
import { sendAll } from "../send.ts";
import { startServer, startSimulatorProcess } from "../server.ts";
import { requireNoSrv6State } from "../state.ts";
import { messagesOf, STEERED_POLICIES, type Work } from "../workload.ts";

export interface SimulatorResults {
  readonly about: Machine;
  readonly existing: number;
  readonly rows: readonly SimulatorRow[];
}

/** The result for one kind of message. */
export interface SimulatorRow {
  readonly title: string;
  /** The simulator's rate as a share of VPP's. */
  readonly ofVpp: Estimate;
  /** The minimum of `ofVpp`. */
  readonly must: number;
  /** The rate of a simulator that holds many local SIDs, as a share of that of an empty one. */
  readonly full: Estimate;
}

const WINDOW = 512;
const WARM_UPS = 2;
const PINGS_MUST = 0.5;
const CHANGES_MUST = 1;

const { values } = parseArgs({
  options: { pairs: { type: "string", default: "14" }, existing: { type: "string", default: "100000" } },
});
const pairs = Number(values.pairs);
const existing = Number(values.existing);

/** The measured work. The messages that remove the added objects are measured too. */
const WORKS: readonly (readonly [title: string, must: number, work: Work])[] = [
  ["control_ping", PINGS_MUST, { kind: "ping", action: "add", count: DEFAULT_SIZES.ping }],
  ["sr_localsid_add_del", CHANGES_MUST, { kind: "localSid", action: "add", count: DEFAULT_SIZES.localSid }],
  ["sr_policy_add, sr_policy_del", CHANGES_MUST, { kind: "policy", action: "add", count: DEFAULT_SIZES.policy }],
  ["sr_steering_add_del", CHANGES_MUST, { kind: "steering", action: "add", count: DEFAULT_SIZES.steering }],
];

async function main(): Promise<void> {
  await using server = await startServer();
  if (server.isSimulator) throw new Error("set TSVPP_VPP_SOCKET to the path of VPP's API socket");
  await using empty = await startSimulatorProcess();
  await using full = await startSimulatorProcess();
  const servers = [
    await MeasuredServer.open(server.socketPath),
    await MeasuredServer.open(empty.socketPath),
    await MeasuredServer.open(full.socketPath),
  ];
  const [vpp, simulator, filled] = servers as [MeasuredServer, MeasuredServer, MeasuredServer];
  try {
    await requireNoSrv6State(vpp.control, "before the benchmark");
    const about = await describeMachine(vpp.control, false);
    await filled.send({ kind: "localSid", action: "add", count: existing }, existing);
    const rows: SimulatorRow[] = [];
    for (const [title, must, work] of WORKS) {
      if (work.kind === "steering") for (const each of servers) await each.send(STEERED, 0);
      const rates = await measureAll(work, servers);
      if (work.kind === "steering") for (const each of servers) await each.send({ ...STEERED, action: "delete" }, 0);
      const share = (of: MeasuredServer, to: MeasuredServer) =>
        medianOf(rates.get(of)!.map((rate, at) => rate / rates.get(to)![at]!));
      const row = { title, must, ofVpp: share(simulator, vpp), full: share(filled, simulator) };
      print(row);
      rows.push(row);
    }
    await requireNoSrv6State(vpp.control, "after the benchmark");
    saveResults("simulator", { about, existing, rows } satisfies SimulatorResults);
  } finally {
    for (const each of servers) await each[Symbol.asyncDispose]();
  }
}

const STEERED: Work = { kind: "policy", action: "add", count: STEERED_POLICIES };

/** Measures the rates of all servers in messages a nanosecond, round by round; another server is first in each round. */
async function measureAll(
  work: Work,
  servers: readonly MeasuredServer[],
): Promise<ReadonlyMap<MeasuredServer, number[]>> {
  const rates = new Map(servers.map((each): [MeasuredServer, number[]] => [each, []]));
  for (let pair = -WARM_UPS; pair < pairs; pair++) {
    checkInterruption();
    for (let turn = 0; turn < servers.length; turn++) {
      const server = servers[(Math.abs(pair) + turn) % servers.length]!;
      const rate = await server.rateOf(work);
      if (pair >= 0) rates.get(server)!.push(rate);
    }
  }
  return rates;
}

/** A VPP or a simulator, and the C program that sends messages to it. */
class MeasuredServer implements AsyncDisposable {
  readonly control: VppClient;
  readonly #ceiling: Ceiling;

  private constructor(socketPath: string, control: VppClient) {
    this.control = control;
    this.#ceiling = new Ceiling(socketPath);
  }

  static async open(socketPath: string): Promise<MeasuredServer> {
    const control = await connect({ socketPath, name: "tsvpp-bench-control", timeoutMs: 60_000 });
    return new MeasuredServer(socketPath, control);
  }

  /** Returns the rate of `work` together with the messages that remove the added objects, in messages a nanosecond. */
  async rateOf(work: Work): Promise<number> {
    const made = [await this.#run(work)];
    if (work.kind !== "ping") made.push(await this.#run({ ...work, action: "delete" }));
    const sum = (of: (each: Measurement) => number) => made.reduce((total, each) => total + of(each), 0);
    return sum(({ messages }) => messages) / sum(({ ns }) => ns);
  }

  /** Adds or deletes `work.count` objects that are not measured, beginning with number `from`. */
  async send(work: Work, from: number): Promise<void> {
    await sendAll(this.control, messagesOf({ ...work, count: work.count + from }).slice(from));
  }

  async #run(work: Work): Promise<Measurement> {
    const made = await this.#ceiling.run("pipelined", work, WINDOW);
    if (made.refused > 0) throw new Error(`${work.kind}: ${made.refused} messages were refused`);
    return made;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#ceiling[Symbol.asyncDispose]();
    await this.control.close();
  }
}

function print({ title, ofVpp, must, full }: SimulatorRow): void {
  const [share, rest] = [estimateText(ofVpp), estimateText(full)];
  console.log(`${title}: ${share} of VPP's rate, must ${must}; with ${existing} local SIDs ${rest} of its own rate`);
}

await main();
