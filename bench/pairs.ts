/** Runs a scenario: the ceiling and the client in turn, many times, each time looking whether VPP did what it was asked. */
import { connect, type VppClient } from "../src/client/index.ts";
import { Ceiling } from "./ceiling.ts";
import type { Measurement } from "./measure.ts";
import type { Metric, Phase, Scenario, Targets } from "./scenarios.ts";
import { requireNothing, requireState } from "./state.ts";
import { Subject } from "./subject.ts";
import { messagesOf, type Work } from "./workload.ts";

export interface Pair {
  readonly client: Measurement;
  readonly ceiling: Measurement;
}

/** What the pairs of a phase gave. */
export interface PhaseResult {
  readonly title: string;
  readonly targets: Targets;
  readonly pairs: Pair[];
}

export interface RunOptions {
  readonly window: number;
  readonly pairs: number;
  /** How many pairs go before, and count for nothing. */
  readonly warmUps: number;
  /** Of Node.js, for the client. */
  readonly flags: readonly string[];
}

/** What a scenario takes place between. */
export class Arena implements AsyncDisposable {
  readonly #socketPath: string;
  readonly #options: RunOptions;
  readonly #control: VppClient;
  readonly #ceiling: Ceiling;
  #subject: Subject;

  private constructor(path: string, options: RunOptions, control: VppClient, ceiling: Ceiling, subject: Subject) {
    this.#socketPath = path;
    this.#options = options;
    this.#control = control;
    this.#ceiling = ceiling;
    this.#subject = subject;
  }

  /** @throws when VPP holds SRv6 state: it would be in the way, or be lost. */
  static async open(socketPath: string, options: RunOptions): Promise<Arena> {
    const control = await connect({ socketPath, name: "tsvpp-bench-control", timeoutMs: 20_000 });
    await requireNothing(control, "before the benchmarks");
    return new Arena(
      socketPath,
      options,
      control,
      new Ceiling(socketPath),
      await Subject.start(socketPath, options.flags),
    );
  }

  /** For questions to VPP between measurements. */
  get control(): VppClient {
    return this.#control;
  }

  async run(scenario: Scenario): Promise<PhaseResult[]> {
    const results = scenario.phases.map(({ title, targets }): PhaseResult => ({ title, targets, pairs: [] }));
    await this.#prepare(scenario.prepare);
    const { pairs, warmUps } = this.#options;
    for (let pair = -(scenario.isFresh ? 0 : warmUps); pair < pairs; pair++) {
      const made = await this.#runPair(scenario, pair % 2 === 0);
      if (pair >= 0) results.forEach((result, at) => void result.pairs.push(made[at]!));
    }
    await this.#prepare(scenario.prepare.map((work): Work => ({ ...work, action: "delete" })).reverse());
    return results;
  }

  /** Who was first in one pair is second in the next. */
  async #runPair(scenario: Scenario, isClientFirst: boolean): Promise<Pair[]> {
    if (scenario.isFresh) await this.#renewSubject();
    const byClient = (phase: Phase) => this.#subject.run({ ...phase, window: this.#options.window });
    const byCeiling = (phase: Phase) => this.#ceiling.run(phase.ceiling, phase.work, this.#options.window);
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
      if (phase.work.action === "add") await requireState(this.#control, phase.work);
      made.push(measurement);
    }
    if (scenario.undo !== undefined) await this.#ceiling.run("pipelined", scenario.undo, this.#options.window);
    return made;
  }

  async #prepare(works: readonly Work[]): Promise<void> {
    const outcomes = await this.#control.batch((batch) => {
      for (const { message, fields } of works.flatMap(messagesOf)) {
        if (message.kind === "request") batch.add(message, fields);
      }
    });
    const failed = outcomes.find(({ ok }) => !ok);
    if (failed?.ok === false) throw failed.error;
  }

  async #renewSubject(): Promise<void> {
    await this.#subject[Symbol.asyncDispose]();
    this.#subject = await Subject.start(this.#socketPath, this.#options.flags);
  }

  /** @throws when something is left in VPP. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#subject[Symbol.asyncDispose]();
    await this.#ceiling[Symbol.asyncDispose]();
    try {
      await requireNothing(this.#control, "after the benchmarks");
    } finally {
      await this.#control.close();
    }
  }
}

/** The ratio of a pair, where it has one. */
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
