import type { VppCalls } from "../client/index.ts";
import { Srv6, type Srv6Options, type Srv6View, type TableName } from "../srv6/index.ts";
import { Turns } from "../turns.ts";
import { type ApplyOptions, applyPlan, type StepOutcome } from "./apply.ts";
import { type FailedItem, Items, type Srv6Changes } from "./changes.ts";
import { type DesiredState, type Ownership, routedTables } from "./document/index.ts";
import { type Inputs, inputsForChanges, makePlan, type Plan, questionsOfChanges } from "./plan/index.ts";
import { type ReadOptions, readAnswers, readInputs, untilAborted } from "./vpp/index.ts";

/** VPP is asked for the numbers of new lists so long after an update: what follows at once is done before. */
const LEARN_AFTER_MS = 500;
/** VPP is asked no more often: it answers with all lists that it has. */
const LEARN_EVERY_MS = 1000;

/** How an update ended. */
export interface UpdateOutcome {
  /** How each step ended; no steps if VPP holds the entries already. */
  readonly steps: readonly StepOutcome[];
  /** The items that VPP may not hold as they should be; VPP holds all others. */
  readonly failed: readonly FailedItem[];
}

/** Options of a followed state. */
export interface Srv6StateOptions extends Pick<Srv6Options, "pace"> {
  /**
   * As in a document: of a kind that has ranges, nothing outside of them is added, changed or removed. Updates use `scratch` too.
   * Without ranges, each entry that an update names belongs to it.
   */
  readonly owns?: Ownership;
}

/**
 * The SRv6 state of a VPP, read once and followed from then on: an update costs as much as it changes, whatever else VPP
 * holds, and an update that changes nothing sends nothing.
 *
 * For a client that is the only one to change the entries that it names. Changes of others are seen after `forget`, when VPP
 * refuses an operation, and when VPP is asked for its numbers of segment lists; a VPP that was restarted is read again. Calls
 * are carried out one after the other, in their order.
 */
export class Srv6State {
  readonly #vpp: VppCalls;
  readonly #srv6: Srv6;
  readonly #owns: Ownership;
  readonly #turns = new Turns();
  /** Resolves when the updates that were sent have ended. */
  #sent: Promise<unknown> = Promise.resolve();
  /** Whether lists may have been added since VPP was asked for numbers. */
  #hasNewLists = false;
  #learning: NodeJS.Timeout | undefined;
  #learntAt = Number.NEGATIVE_INFINITY;

  /** Reads nothing: VPP is read at the first call that needs it. */
  constructor(vpp: VppCalls, { owns = {}, ...options }: Srv6StateOptions = {}) {
    this.#vpp = vpp;
    this.#srv6 = new Srv6(vpp, { ...options, follows: true });
    this.#owns = owns;
  }

  /**
   * Returns what VPP holds, and reads only what is not known; routes only of the tables in `routesIn`. The same object shows later what
   * VPP holds then.
   */
  observe(routesIn: readonly TableName[] = []): Promise<Srv6View> {
    return this.#next(() => this.#srv6.observe({ routesIn }));
  }

  /** Forgets what is known, since others may have changed it: the next call that needs it reads VPP again. */
  forget(): void {
    void this.#next(async () => this.#srv6.forget());
  }

  /**
   * Changes the named entries, in an order that loses no packets. An item that cannot be done fails, and with it the steering to a
   * policy that fails; all others are done. A changed list takes two messages. VPP's number of a list that was added
   * is learnt within a second, by one dump for all; a list that changes again before waits for that dump.
   *
   * The next update is prepared and sent as soon as this one was sent: VPP has work while a program goes on.
   *
   * @throws {VppError} `VPP_HAZARD` when it needs permission; `VPP_ABORTED`; the failure of a question that VPP had to answer.
   * Nothing is sent then.
   */
  update(changes: Srv6Changes, options: Omit<ApplyOptions, "pace"> = {}): Promise<UpdateOutcome> {
    const done = this.#turns.take(async (next) => {
      const items = new Items(changes, this.#owns);
      const made = makePlan(await untilAborted(options.signal, () => this.#inputsOf(items)));
      const isEmpty = made.steps.length === 0;
      const steps = isEmpty ? [] : await this.#carryOut(made, { ...options, skips: true, onSent: next });
      if (this.#hasNewLists) this.#learnLater();
      return { steps, failed: items.failed(made.conflicts, steps) };
    });
    // Without the outcomes: they would be kept, one inside the other.
    this.#sent = Promise.allSettled([this.#sent, done]).then(() => {});
    return done;
  }

  /**
   * Makes a plan as `plan` does, from what is known of VPP. It is checked when it is applied.
   *
   * `renewed` are interfaces that were deleted and created again under the same number: VPP shows the entries that use them as
   * before, and drops their packets. These entries are added again.
   */
  plan(desired: DesiredState, options: Omit<ReadOptions, "asksForBsids"> = {}): Promise<Plan> {
    return this.#next(async () => {
      return makePlan(await readInputs(this.#vpp, this.#srv6, desired, { ...options, asksForBsids: false }));
    });
  }

  /** Carries out a plan as `apply` does, with what is known of VPP. */
  apply(plan: Pick<Plan, "steps" | "needs">, options: Omit<ApplyOptions, "pace"> = {}): Promise<StepOutcome[]> {
    return this.#next(() => this.#carryOut(plan, options));
  }

  async #carryOut(
    plan: Pick<Plan, "steps" | "needs">,
    options: Parameters<typeof applyPlan>[2],
  ): Promise<StepOutcome[]> {
    const outcomes = await applyPlan(this.#srv6, plan, options);
    this.#hasNewLists ||= outcomes.some(({ step }) => step.subject.kind === "policy" && step.action !== "remove");
    return outcomes;
  }

  #learnLater(): void {
    this.#learning ??= setTimeout(
      () => {
        this.#learning = undefined;
        this.#hasNewLists = false;
        this.#learntAt = performance.now();
        this.#srv6.learnNumbers().catch(() => {}); // they are read when they are needed
      },
      Math.max(LEARN_AFTER_MS, this.#learntAt + LEARN_EVERY_MS - performance.now()),
    ).unref();
  }

  async #inputsOf(items: Items): Promise<Inputs> {
    const { desired, routes } = items;
    const observed = await this.#srv6.observe({ routesIn: routedTables({ routes }) });
    const answers = await readAnswers(this.#vpp, this.#srv6, questionsOfChanges(desired, observed));
    return inputsForChanges(desired, observed, answers, items.extrasIn(observed));
  }

  /** Begins a piece of work when all updates before have ended. */
  #next<T>(work: () => Promise<T>): Promise<T> {
    const sent = this.#sent;
    return this.#turns.take(() => sent.then(work));
  }
}
