import assert from "node:assert/strict";
import fc from "fast-check";
import { featureEnableDisable } from "../../src/binapi/feature.ts";
import { connect, type VppClient } from "../../src/client/index.ts";
import { VppError } from "../../src/errors.ts";
import { type Simulator, type SimulatorState, startSimulator } from "../../src/simulator/index.ts";
import { type Observation, observeRouting, observeSrv6 } from "./observe.ts";
import type { Step } from "./random-steps.ts";
import { withKnownList, withKnownPath } from "./undefined-steps.ts";

const SEQUENCES = 18;
const STEPS = 300;
const STEPS_BETWEEN_DUMPS = 10;

/** What is sent to VPP and to the simulator, and what is compared. */
export interface Plan {
  readonly steps: fc.Arbitrary<Step>;
  readonly seed: number;
  /** Whether a step is not compared. */
  readonly isLeftOut: (step: Step, state: SimulatorState) => boolean;
  readonly observe: readonly ((vpp: VppClient) => Promise<Observation>)[];
  /** Texts of the command line. */
  readonly shown: readonly string[];
}

/**
 * Sends the same random messages to a VPP without interfaces, tables and SRv6 objects, and to a simulator. Returns a summary;
 * undefined if the VPP is not fresh. Rejects at the first difference in replies and state.
 */
export async function compare(socketPath: string, plan: Plan): Promise<string | undefined> {
  await using vpp = await connect({ socketPath, unguarded: true });
  await using simulator = await startSimulator({ recordCalls: false });
  await using other = await startSimulator({ onCrash: "refuse", recordCalls: false });
  if (!(await isFresh(vpp))) return undefined;
  await using double = await connect({ socketPath: simulator.socketPath, unguarded: true });
  await using trial = new Trial(other);
  const run = new Comparison(vpp, double, simulator, trial, plan);
  // No shrinking: the indexes of VPP's objects depend on all earlier sequences.
  for (let sequence = 0; sequence < SEQUENCES; sequence++) {
    await run.sequence(fc.sample(plan.steps, { numRuns: STEPS, seed: plan.seed + sequence }));
  }
  return run.summary;
}

/**
 * A simulator that gets each message first and tells which ones crash VPP. Such a message may change a part of its state, also
 * one that shows only later: the simulator is then made anew.
 */
class Trial {
  readonly #simulator: Simulator;
  #client: VppClient | undefined;
  readonly #carriedOut: Step[] = [];

  constructor(simulator: Simulator) {
    this.#simulator = simulator;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client?.close();
  }

  /** Returns whether VPP survives a message. */
  async survives(step: Step): Promise<boolean> {
    const { crash } = this.#simulator;
    await outcome(await this.#connected(), step);
    const isCrash = this.#simulator.crash !== crash;
    if (isCrash) await this.#restore();
    else this.#carriedOut.push(step);
    return !isCrash;
  }

  async #restore(): Promise<void> {
    await this.#client?.close();
    this.#client = undefined;
    await this.#simulator.restart();
    const client = await this.#connected();
    await client.batch((batch) => {
      for (const { message, fields } of this.#carriedOut) batch.add(message, fields);
    });
  }

  async #connected(): Promise<VppClient> {
    this.#client ??= await connect({ socketPath: this.#simulator.socketPath, unguarded: true });
    return this.#client;
  }
}

/** Sends the same messages to VPP and to the simulator, and compares replies and state. */
class Comparison {
  readonly #vpp: VppClient;
  readonly #double: VppClient;
  readonly #simulator: Simulator;
  readonly #trial: Trial;
  readonly #plan: Plan;
  /** The number of replies by message and return value. */
  readonly #retvals = new Map<string, number>();
  #leftOut = 0;

  constructor(vpp: VppClient, double: VppClient, simulator: Simulator, trial: Trial, plan: Plan) {
    this.#plan = plan;
    this.#vpp = vpp;
    this.#double = double;
    this.#simulator = simulator;
    this.#trial = trial;
  }

  get summary(): string {
    const steps = [...this.#retvals.values()].reduce((sum, count) => sum + count, 0);
    const retvals = [...this.#retvals].sort().map(([what, count]) => `${what}: ${count}`);
    return [`${steps} steps, ${this.#leftOut} left out`, ...retvals].join("\n");
  }

  async sequence(steps: readonly Step[]): Promise<void> {
    for (let place = 0; place < steps.length; place += STEPS_BETWEEN_DUMPS) {
      await this.#carryOut(steps.slice(place, place + STEPS_BETWEEN_DUMPS));
      await this.#compareDumps(steps[Math.min(place + STEPS_BETWEEN_DUMPS, steps.length) - 1]!);
    }
    await this.#compareTexts();
  }

  /** Sends messages to VPP and to the simulator, except those that crash VPP. */
  async #carryOut(steps: readonly Step[]): Promise<void> {
    const comparisons: Promise<void>[] = [];
    for (const random of steps) {
      const { state } = this.#simulator;
      const step = withKnownPath(withKnownList(random, state), state);
      if (this.#plan.isLeftOut(step, state) || !(await this.#trial.survives(step))) this.#leftOut++;
      else comparisons.push(this.#compare(step, await outcome(this.#double, step)));
    }
    // All are awaited, so that none is rejected later; the first difference counts.
    for (const compared of await Promise.allSettled(comparisons)) {
      if (compared.status === "rejected") throw compared.reason;
    }
  }

  async #compare(step: Step, expected: Answer): Promise<void> {
    const answer = outcome(this.#vpp, step);
    const { retval, swIfIndex } = expected;
    const isNew = retval === 0 && swIfIndex !== undefined;
    // Where VPP gave another index the comparison says so.
    const muted = isNew ? this.#mute(swIfIndex).catch(() => undefined) : undefined;
    const [found] = await Promise.all([answer, muted]);
    assert.deepEqual(expected, found, `the simulator's answer to ${describe(step)} is not VPP's`);
    const what = `${step.message.name} ${found.retval}`;
    this.#retvals.set(what, (this.#retvals.get(what) ?? 0) + 1);
  }

  /** Makes VPP drop packets that it sends itself over an interface: with random forwarding a packet may loop for ever. */
  async #mute(swIfIndex: number): Promise<void> {
    const features = ["ip4", "ip6"].flatMap((protocol) =>
      ["unicast", "multicast"].map((cast) => ({
        arcName: `${protocol}-${cast}`,
        featureName: `${protocol}-not-enabled`,
      })),
    );
    await Promise.all(
      features.map((names) => this.#vpp.request(featureEnableDisable, { swIfIndex, enable: true, ...names })),
    );
  }

  async #compareDumps(step: Step): Promise<void> {
    for (const observe of this.#plan.observe) {
      const [expected, found] = await Promise.all([observe(this.#vpp), observe(this.#double)]);
      for (const [what, lines] of Object.entries(expected)) {
        const text = `the simulator's ${what} are not VPP's, at the latest since ${describe(step)}`;
        assert.deepEqual(difference(found[what] ?? [], lines), [], text);
      }
    }
  }

  async #compareTexts(): Promise<void> {
    for (const command of this.#plan.shown) {
      assert.equal(await this.#double.cli(command), withoutTraffic(await this.#vpp.cli(command)));
    }
  }
}

/** Returns the lines in which two lists differ. */
function difference(found: readonly string[], expected: readonly string[]): string[] {
  const more = found.filter((line) => !expected.includes(line)).map((line) => `simulator: ${line}`);
  const less = expected.filter((line) => !found.includes(line)).map((line) => `VPP: ${line}`);
  const isSame = found.length === expected.length && found.every((line, place) => line === expected[place]);
  return isSame ? [] : [...more, ...less, "or another order"];
}

/** Removes counters, which can include packets of VPP's own neighbor discovery. */
function withoutTraffic(text: string): string {
  return text.replaceAll(/\[\d+ packets : \d+ bytes\]/g, "[0 packets : 0 bytes]");
}

interface Answer {
  readonly retval: number;
  readonly swIfIndex?: number;
}

async function outcome(vpp: VppClient, step: Step): Promise<Answer> {
  try {
    const { retval, swIfIndex } = (await vpp.request(step.message, step.fields)) as Answer;
    return swIfIndex === undefined ? { retval } : { retval, swIfIndex };
  } catch (reason) {
    if (reason instanceof VppError && reason.retval !== undefined) return { retval: reason.retval };
    throw new Error(`no answer to ${describe(step)}`, { cause: reason });
  }
}

async function isFresh(vpp: VppClient): Promise<boolean> {
  const srv6 = await observeSrv6(vpp);
  const { interfaces, tables } = await observeRouting(vpp);
  const isEmpty = Object.values(srv6).every((details) => details.length === 0);
  return isEmpty && interfaces?.length === 1 && tables?.length === 2;
}

function describe({ message, fields }: Step): string {
  return `${message.name} ${JSON.stringify(fields)}`;
}
