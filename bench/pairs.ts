/** Runs scenarios: a client and the ceiling in alternating order, and checks the state of VPP after each phase. */
import { connect, type VppClient } from "../src/client/index.ts";
import { Ceiling } from "./ceiling/ceiling.ts";
import { checkInterruption } from "./interruption.ts";
import type { Measurement } from "./measure.ts";
import { type ClientName, MeasuredClient } from "./measured-client.ts";
import type { Metric, Phase, Scenario, Targets } from "./scenarios.ts";
import { sendAll, trySend } from "./send.ts";
import { requireNoSrv6State, requireState } from "./state.ts";
import { messagesOf, type Work } from "./workload.ts";

export interface Pair {
  readonly client: Measurement;
  readonly ceiling: Measurement;
}

/** The measurements of a phase. */
export interface PhaseResult {
  readonly clientName: ClientName;
  readonly title: string;
  readonly targets: Targets;
  readonly pairs: Pair[];
}

export interface RunOptions {
  /** The maximum number of pending messages. */
  readonly window: number;
  readonly pairs: number;
  /** The number of pairs that run first and are not part of the result. */
  readonly warmUps: number;
  /** Flags of Node.js for the tsvpp client. */
  readonly flags: readonly string[];
}

/** Runs scenarios on one VPP; starts the ceiling and the clients that they need, and ends them. */
export class PairRunner implements AsyncDisposable {
  /** A connection for reading and changing the state of VPP between measurements. */
  readonly control: VppClient;
  readonly #socketPath: string;
  readonly #options: RunOptions;
  readonly #ceiling: Ceiling;
  readonly #clients = new Map<ClientName, MeasuredClient>();

  private constructor(socketPath: string, options: RunOptions, control: VppClient) {
    this.#socketPath = socketPath;
    this.#options = options;
    this.control = control;
    this.#ceiling = new Ceiling(socketPath);
  }

  /** @throws if VPP holds SRv6 state: it would change the results, or be removed. */
  static async open(socketPath: string, options: RunOptions): Promise<PairRunner> {
    const control = await connect({ socketPath, name: "tsvpp-bench-control", timeoutMs: 20_000 });
    try {
      await requireNoSrv6State(control, "before the benchmarks");
      return new PairRunner(socketPath, options, control);
    } catch (reason) {
      await control.close();
      throw reason;
    }
  }

  async run(scenario: Scenario): Promise<PhaseResult[]> {
    const { clientName, phases, prepare } = scenario;
    const results = phases.map(({ title, targets }): PhaseResult => ({ clientName, title, targets, pairs: [] }));
    try {
      await this.#send(prepare);
      const { pairs, warmUps } = this.#options;
      for (let pair = scenario.isNewProcess ? 0 : -warmUps; pair < pairs; pair++) {
        checkInterruption();
        const made = await this.#runPair(scenario, pair % 2 === 0);
        if (pair >= 0) results.forEach((result, at) => void result.pairs.push(made[at]!));
      }
    } catch (reason) {
      await this.#remove(phases.map(({ work }) => work).filter(({ action }) => action === "add"));
      throw reason;
    } finally {
      await this.#remove(prepare);
    }
    return results;
  }

  /** Removes everything that `works` add; ignores what VPP does not have. */
  async #remove(works: readonly Work[]): Promise<void> {
    for (const work of works.toReversed()) {
      await trySend(this.control, messagesOf({ ...work, action: "delete" }));
    }
  }

  /** Runs all phases by the client and by the ceiling, in the given order. */
  async #runPair(scenario: Scenario, isClientFirst: boolean): Promise<Pair[]> {
    const { window } = this.#options;
    const measured = await this.#clientOf(scenario);
    const byClient = ({ method, work }: Phase) => measured.run({ method, work, window });
    const byCeiling = ({ ceiling, work }: Phase) => this.#ceiling.run(ceiling, work, window);
    const first = await this.#runSide(scenario, isClientFirst ? byClient : byCeiling);
    const second = await this.#runSide(scenario, isClientFirst ? byCeiling : byClient);
    const [client, ceiling] = isClientFirst ? [first, second] : [second, first];
    return scenario.phases.map((_, at) => ({ client: client[at]!, ceiling: ceiling[at]! }));
  }

  async #runSide(scenario: Scenario, run: (phase: Phase) => Promise<Measurement>): Promise<Measurement[]> {
    const made: Measurement[] = [];
    for (const phase of scenario.phases) {
      const measurement = await run(phase);
      requireAll(phase, measurement);
      if (phase.work.action === "add") await requireState(this.control, phase.work);
      made.push(measurement);
    }
    if (scenario.undo !== undefined) await this.#ceiling.run("pipelined", scenario.undo, this.#options.window);
    return made;
  }

  async #send(works: readonly Work[]): Promise<void> {
    for (const work of works) await sendAll(this.control, messagesOf(work));
  }

  async #clientOf({ clientName, isNewProcess }: Scenario): Promise<MeasuredClient> {
    const running = this.#clients.get(clientName);
    if (running !== undefined && !isNewProcess) return running;
    await running?.[Symbol.asyncDispose]();
    const started = await MeasuredClient.start(clientName, this.#socketPath, this.#options.flags);
    this.#clients.set(clientName, started);
    return started;
  }

  /** @throws if VPP still holds SRv6 state. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const program of [...this.#clients.values(), this.#ceiling]) await program[Symbol.asyncDispose]();
    try {
      await requireNoSrv6State(this.control, "after the benchmarks");
    } finally {
      await this.control.close();
    }
  }
}

/** Returns the client's value divided by the ceiling's. */
export function ratioOf(metric: Metric, { client, ceiling }: Pair): number {
  switch (metric) {
    case "rate":
      return client.messages / client.ns / (ceiling.messages / ceiling.ns);
    case "cpu":
      return client.cpuNs / client.messages / (ceiling.cpuNs / ceiling.messages);
    case "time":
      return client.ns / ceiling.ns;
    case "p50":
    case "p99":
      return client[metric]! / ceiling[metric]!;
  }
}

function requireAll({ title, work }: Phase, { messages, refused }: Measurement): void {
  const expected = work.action === "dump" ? work.count : messagesOf(work).length;
  if (messages === expected && refused === 0) return;
  throw new Error(`${title}: ${messages} of ${expected} messages were answered, VPP refused ${refused}`);
}
