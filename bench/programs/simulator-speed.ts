/**
 * `npm run bench:simulator`: how fast the simulator is beside the VPP that TSVPP_VPP_SOCKET names, and beside itself when it
 * holds much. The same C program asks both, in turn.
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
import { USUAL_SIZES } from "../scenarios.ts";
import { sendAll } from "../send.ts";
import { startServer, startSimulatorProcess } from "../server.ts";
import { requireNothing } from "../state.ts";
import { messagesOf, STEERED_POLICIES, type Work } from "../workload.ts";

export interface SimulatorResults {
  readonly about: Machine;
  readonly existing: number;
  readonly rows: readonly SimulatorRow[];
}

/** Messages of one kind. */
export interface SimulatorRow {
  readonly title: string;
  /** The simulator's rate as a share of VPP's. */
  readonly ofVpp: Estimate;
  /** What it must be. */
  readonly must: number;
  /** The simulator's rate when it holds much, as a share of that when it holds nothing. */
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

/** What is asked, each kind with the messages that take it back. */
const WORKS: readonly (readonly [title: string, must: number, work: Work])[] = [
  ["control_ping", PINGS_MUST, { kind: "ping", action: "add", count: USUAL_SIZES.ping }],
  ["sr_localsid_add_del", CHANGES_MUST, { kind: "localSid", action: "add", count: USUAL_SIZES.localSid }],
  ["sr_policy_add, sr_policy_del", CHANGES_MUST, { kind: "policy", action: "add", count: USUAL_SIZES.policy }],
  ["sr_steering_add_del", CHANGES_MUST, { kind: "steering", action: "add", count: USUAL_SIZES.steering }],
];

async function main(): Promise<void> {
  await using server = await startServer();
  if (server.isSimulator) throw new Error("which VPP? TSVPP_VPP_SOCKET names none");
  await using empty = await startSimulatorProcess();
  await using full = await startSimulatorProcess();
  const places = [
    await Place.open(server.socketPath),
    await Place.open(empty.socketPath),
    await Place.open(full.socketPath),
  ];
  const [vpp, simulator, filled] = places as [Place, Place, Place];
  try {
    await requireNothing(vpp.control, "before the benchmark");
    const about = await describeMachine(vpp.control, false);
    await filled.send({ kind: "localSid", action: "add", count: existing }, existing);
    const rows: SimulatorRow[] = [];
    for (const [title, must, work] of WORKS) {
      if (work.kind === "steering") for (const place of places) await place.send(STEERED, 0);
      const rates = await measureAll(work, places);
      if (work.kind === "steering") for (const place of places) await place.send({ ...STEERED, action: "delete" }, 0);
      const share = (of: Place, to: Place) => medianOf(rates.get(of)!.map((rate, at) => rate / rates.get(to)![at]!));
      const row = { title, must, ofVpp: share(simulator, vpp), full: share(filled, simulator) };
      print(row);
      rows.push(row);
    }
    await requireNothing(vpp.control, "after the benchmark");
    saveResults("simulator", { about, existing, rows } satisfies SimulatorResults);
  } finally {
    for (const place of places) await place[Symbol.asyncDispose]();
  }
}

const STEERED: Work = { kind: "policy", action: "add", count: STEERED_POLICIES };

/** Messages a nanosecond of each place, pair by pair; who is first moves on. */
async function measureAll(work: Work, places: readonly Place[]): Promise<ReadonlyMap<Place, number[]>> {
  const rates = new Map(places.map((place): [Place, number[]] => [place, []]));
  for (let pair = -WARM_UPS; pair < pairs; pair++) {
    checkInterruption();
    for (let turn = 0; turn < places.length; turn++) {
      const place = places[(Math.abs(pair) + turn) % places.length]!;
      const rate = await place.rateOf(work);
      if (pair >= 0) rates.get(place)!.push(rate);
    }
  }
  return rates;
}

/** A VPP or a simulator, and the program that asks it. */
class Place implements AsyncDisposable {
  readonly control: VppClient;
  readonly #ceiling: Ceiling;

  private constructor(socketPath: string, control: VppClient) {
    this.control = control;
    this.#ceiling = new Ceiling(socketPath);
  }

  static async open(socketPath: string): Promise<Place> {
    return new Place(socketPath, await connect({ socketPath, name: "tsvpp-bench-control", timeoutMs: 60_000 }));
  }

  /** With what takes it back, which counts too. */
  async rateOf(work: Work): Promise<number> {
    const made = [await this.#run(work)];
    if (work.kind !== "ping") made.push(await this.#run({ ...work, action: "delete" }));
    const sum = (of: (each: Measurement) => number) => made.reduce((total, each) => total + of(each), 0);
    return sum(({ messages }) => messages) / sum(({ ns }) => ns);
  }

  /** What is there besides; items from this one on, so that they are others than those that come and go. */
  async send(work: Work, from: number): Promise<void> {
    await sendAll(this.control, messagesOf({ ...work, count: work.count + from }).slice(from));
  }

  async #run(work: Work): Promise<Measurement> {
    const made = await this.#ceiling.run("pipelined", work, WINDOW);
    if (made.refused > 0) throw new Error(`${work.kind}: ${made.refused} refused`);
    return made;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#ceiling[Symbol.asyncDispose]();
    await this.control.close();
  }
}

function print({ title, ofVpp, must, full }: SimulatorRow): void {
  const [share, rest] = [estimateText(ofVpp), estimateText(full)];
  console.log(`${title}: ${share} of VPP's rate, must ${must}; with ${existing} objects ${rest} of that`);
}

await main();
