/** Runs scenarios: the ceiling and a client in turn, many times, each time looking whether VPP did what it was asked. */
import { connect, type VppClient } from "../src/client/index.ts";
import { Ceiling } from "./ceiling/ceiling.ts";
import { checkInterruption } from "./interruption.ts";
import type { Measurement } from "./measure.ts";
import type { Metric, Phase, Scenario, Targets } from "./scenarios.ts";
import { sendAll, trySend } from "./send.ts";
import { requireNothing, requireState } from "./state.ts";
import { Subject, type SubjectName } from "./measured-client.ts";
import { messagesOf, type Work } from "./workload.ts";

export interface Pair {
  readonly client: Measurement;
  readonly ceiling: Measurement;
}

/** What the pairs of a phase gave. */
export interface PhaseResult {
  readonly subject: SubjectName;
  readonly title: string;
  readonly targets: Targets;
  readonly pairs: Pair[];
}

export interface RunOptions {
  /** How many messages may be on their way. */
  readonly window: number;
  readonly pairs: number;
  /** How many pairs go before, and count for nothing. */
  readonly warmUps: number;
  /** Of Node.js, for the client. */
  readonly flags: readonly string[];
}

/** Where scenarios take place: a VPP, the ceiling and the clients. */
export class Arena implements AsyncDisposable {
  /** For questions to VPP between measurements. */
  readonly control: VppClient;
  readonly #socketPath: string;
  readonly #options: RunOptions;
  readonly #ceiling: Ceiling;
  readonly #subjects = new Map<SubjectName, Subject>();

  private constructor(socketPath: string, options: RunOptions, control: VppClient) {
    this.#socketPath = socketPath;
    this.#options = options;
    this.control = control;
    this.#ceiling = new Ceiling(socketPath);
  }

  /** @throws when VPP holds SRv6 state: it would be in the way, or be lost. */
  static async open(socketPath: string, options: RunOptions): Promise<Arena> {
    const control = await connect({ socketPath, name: "tsvpp-bench-control", timeoutMs: 20_000 });
    try {
      await requireNothing(control, "before the benchmarks");
      return new Arena(socketPath, options, control);
    } catch (reason) {
      await control.close();
      throw reason;
    }
  }

  async run(scenario: Scenario): Promise<PhaseResult[]> {
    const { subject, phases, prepare } = scenario;
    const results = phases.map(({ title, targets }): PhaseResult => ({ subject, title, targets, pairs: [] }));
    try {
      await this.#send(prepare);
      const { pairs, warmUps } = this.#options;
      for (let pair = scenario.isFresh ? 0 : -warmUps; pair < pairs; pair++) {
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

  /** Whatever of it is there. */
  async #remove(works: readonly Work[]): Promise<void> {
    for (const work of works.toReversed()) {
      await trySend(this.control, messagesOf({ ...work, action: "delete" }));
    }
  }

  /** Who was first in one pair is second in the next. */
  async #runPair(scenario: Scenario, isClientFirst: boolean): Promise<Pair[]> {
    const { window } = this.#options;
    const subject = await this.#subjectFor(scenario);
    const byClient = ({ how, work }: Phase) => subject.run({ how, work, window });
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

  async #subjectFor({ subject: name, isFresh }: Scenario): Promise<Subject> {
    const known = this.#subjects.get(name);
    if (known !== undefined && !isFresh) return known;
    await known?.[Symbol.asyncDispose]();
    const started = await Subject.start(name, this.#socketPath, this.#options.flags);
    this.#subjects.set(name, started);
    return started;
  }

  /** @throws when something is left in VPP. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const program of [...this.#subjects.values(), this.#ceiling]) await program[Symbol.asyncDispose]();
    try {
      await requireNothing(this.control, "after the benchmarks");
    } finally {
      await this.control.close();
    }
  }
}

/** The ratio of a pair. */
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
  throw new Error(`${title}: ${messages} of ${expected} answered, ${refused} refused`);
}
