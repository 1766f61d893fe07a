import { swInterfaceEvent } from "../binapi/interface.ts";
import type { VppClient } from "../client/index.ts";
import { errorText, VppError } from "../errors.ts";
import type { Srv6Options } from "../srv6/index.ts";
import type { StepOutcome } from "./apply.ts";
import { type Contested, Contests } from "./contests.ts";
import type { DesiredState } from "./document/state.ts";
import type { Conflict } from "./plan/conflict.ts";
import type { Step } from "./plan/step.ts";
import type { PlanOptions } from "./plan.ts";
import { type Repair, repairsOf } from "./repairs.ts";
import { Srv6State, type Srv6StateOptions } from "./srv6-state.ts";

const DEFAULT_CHECK_MS = 60_000;
/** The least pause before a state that could not be reached is tried for again; it doubles with each failure. */
const FIRST_RETRY_MS = 500;

/** How a state is kept, and what its plans may do. */
export interface KeepOptions extends PlanOptions, Pick<Srv6Options, "pace"> {
  /** How often VPP is compared with the state, in milliseconds, give or take a quarter; default a minute. */
  readonly checkMs?: number;
  /** What is done about a difference that others made: `repair` it (the default) or only `tell`. */
  readonly drift?: "repair" | "tell";
  /** Is told what happens; must not throw. */
  readonly onReport?: (report: KeepReport) => void;
}

/** What happened to a state that is kept. */
export type KeepReport =
  /** VPP holds the state, but for conflicts with what others own, which are left alone. */
  | { readonly type: "reached"; readonly outcomes: readonly StepOutcome[]; readonly conflicts: readonly Conflict[] }
  /** Somebody else changed VPP; these steps would take it back. Those for contested things are left out. */
  | { readonly type: "drift"; readonly steps: readonly Step[] }
  /** These things were repaired three times within ten checks: somebody else changes them again. Reported once. */
  | { readonly type: "contested"; readonly things: readonly Contested[] }
  /** Not reached, and tried for again: what failed, and the steps that were done all the same. */
  | { readonly type: "failed"; readonly error: VppError; readonly outcomes: readonly StepOutcome[] };

/**
 * Keeps VPP in a state: now, whenever VPP was restarted (before any other call of the client goes through), when others
 * change it, and when what it waits for appears, as an interface. What others change again and again, as another keeper with
 * another document does, is contested: a plan for nothing else is put off, by pauses that double up to ten minutes.
 *
 * @returns once the state has been tried for; whether it was reached is told to `onReport`.
 */
export async function keep(vpp: VppClient, desired: DesiredState, options: KeepOptions = {}): Promise<Keeper> {
  const keeper = new Keeper(vpp, desired, options);
  await keeper.start();
  return keeper;
}

/** What a keeper works for: another one after `update`, and after a restart of VPP, also while it looks at VPP. */
interface Goal {
  /** Of the VPP of the newest generation. */
  readonly state: Srv6State;
  readonly desired: DesiredState;
  /** Whether VPP has held it. */
  hasHeld: boolean;
  /** Whether VPP held it when it was looked at last, but for what is put off: a difference is drift then. */
  wasReached: boolean;
  /** Go on after a restart of VPP, not after `update`. */
  readonly contests: Contests;
}

/** A state that is kept until the keeper is closed. */
export class Keeper implements AsyncDisposable {
  readonly #vpp: VppClient;
  readonly #checkMs: number;
  readonly #repairs: boolean;
  readonly #planOptions: PlanOptions;
  readonly #stateOptions: Srv6StateOptions;
  readonly #report: (report: KeepReport) => void;
  readonly #closing = new AbortController();
  #goal: Goal;
  #work: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  /** Interfaces that have gone since VPP held the state: when their numbers are there again, what went by them is stale. */
  readonly #gone = new Set<number>();
  #forgetHook: () => void = () => {};

  /** Use `keep`. */
  constructor(vpp: VppClient, desired: DesiredState, { checkMs, drift, onReport, pace, ...planOptions }: KeepOptions) {
    this.#vpp = vpp;
    this.#stateOptions = pace === undefined ? {} : { pace };
    this.#checkMs = checkMs ?? DEFAULT_CHECK_MS;
    this.#goal = this.#newGoal(new Srv6State(vpp, this.#stateOptions), desired);
    this.#repairs = drift !== "tell";
    this.#planOptions = planOptions;
    this.#report = onReport ?? (() => {});
  }

  /** @internal */
  async start(): Promise<void> {
    this.#forgetHook = await this.#vpp.onReady((generation) => {
      const { desired, contests } = this.#goal;
      this.#goal = this.#newGoal(new Srv6State(generation, this.#stateOptions), desired, contests);
      this.#gone.clear();
      return this.#run();
    });
    void this.#watchInterfaces();
    void this.#noteGone();
  }

  /** Keeps another state from now on. Resolves once it has been tried for. VPP is not looked at again before. */
  update(desired: DesiredState): Promise<void> {
    this.#goal = this.#newGoal(this.#goal.state, desired);
    return this.#run();
  }

  /** Ends the keeping; what VPP holds stays. */
  async close(): Promise<void> {
    this.#closing.abort();
    clearTimeout(this.#timer);
    this.#forgetHook();
    await this.#work;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #newGoal(state: Srv6State, desired: DesiredState, contests = new Contests(this.#checkMs)): Goal {
    return { state, desired, hasHeld: false, wasReached: false, contests };
  }

  /** One after the other, each with the newest goal. */
  #run(): Promise<void> {
    this.#work = this.#work.then(() => this.#tryOnce());
    return this.#work;
  }

  async #tryOnce(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    clearTimeout(this.#timer);
    const goal = this.#goal;
    const failure = await this.#bring(goal);
    this.#failures = failure === undefined ? 0 : this.#failures + 1;
    if (failure !== undefined) {
      goal.wasReached = false;
      goal.state.forget();
      this.#report(failure);
    }
    this.#checkLater(failure === undefined ? this.#checkMs : this.#retryMs());
  }

  /** Gives what failed; undefined when VPP holds the state, or when what is to be done is put off, or was only to be told. */
  async #bring(goal: Goal): Promise<(KeepReport & { readonly type: "failed" }) | undefined> {
    const { state, desired, hasHeld, wasReached } = goal;
    try {
      const gone = new Set(this.#gone);
      const todo = await state.plan(desired, this.#planOptions, gone);
      const repairs = hasHeld && this.#repairs ? repairsOf(todo.steps, gone) : [];
      if (!this.#isDue(goal, todo.steps, repairs)) return undefined;
      const outcomes = todo.steps.length === 0 ? [] : await state.apply(todo);
      this.#noteRepairs(goal, repairs, outcomes);
      const failed = outcomes.find((outcome) => !outcome.ok);
      if (failed !== undefined && !failed.ok) return { type: "failed", error: failed.error, outcomes };
      for (const swIfIndex of gone) this.#gone.delete(swIfIndex);
      if (!wasReached || outcomes.length > 0) this.#report({ type: "reached", outcomes, conflicts: todo.conflicts });
      goal.hasHeld = true;
      goal.wasReached = true;
      return undefined;
    } catch (reason) {
      return { type: "failed", error: asVppError(reason), outcomes: [] };
    }
  }

  /** Whether a plan is carried out now. Tells of drift. */
  #isDue({ wasReached, contests }: Goal, steps: readonly Step[], repairs: readonly Repair[]): boolean {
    const now = performance.now();
    contests.beginCheck(now);
    const drift = wasReached ? contests.leaveOut(steps, repairs) : [];
    if (drift.length > 0) this.#report({ type: "drift", steps: drift });
    if (drift.length > 0 && !this.#repairs) return false;
    return !contests.putsOff(repairs, now);
  }

  /** What failed is not repaired. */
  #noteRepairs({ contests }: Goal, repairs: readonly Repair[], outcomes: readonly StepOutcome[]): void {
    const failed = new Set(outcomes.filter(({ ok }) => !ok).map(({ step }) => step));
    const done = repairs.filter(({ steps }) => !steps.some((step) => failed.has(step)));
    const things = contests.note(done, performance.now());
    if (things.length > 0) this.#report({ type: "contested", things });
  }

  #checkLater(ms: number): void {
    if (this.#closing.signal.aborted) return;
    // Agents on many nodes do not look at the same moment.
    const jitteredMs = ms * (0.75 + Math.random() / 2);
    this.#timer = setTimeout(() => this.#check(), Math.min(jitteredMs, 2 ** 31 - 1)).unref();
  }

  #check(): void {
    // Without a connection there is nothing to look at: the next one brings the state back first.
    if (this.#vpp.state.type !== "ready") return;
    this.#goal.state.forget();
    void this.#run();
  }

  #retryMs(): number {
    return Math.min(FIRST_RETRY_MS * 2 ** (this.#failures - 1), this.#checkMs);
  }

  async #noteGone(): Promise<void> {
    try {
      for await (const event of this.#vpp.events(swInterfaceEvent, { signal: this.#closing.signal })) {
        if (event.type === "event" && event.fields.deleted) this.#gone.add(event.fields.swIfIndex);
      }
    } catch {
      // As above.
    }
  }

  /** An interface that a SID or a rule waits for may have come, or one that they name may have gone. */
  async #watchInterfaces(): Promise<void> {
    try {
      for await (const _ of this.#vpp.events(swInterfaceEvent, { maxQueued: 1, signal: this.#closing.signal })) {
        this.#check();
        await this.#work;
      }
    } catch {
      // Closed, or a VPP without these events: what is left are the checks.
    }
  }
}

function asVppError(reason: unknown): VppError {
  return reason instanceof VppError ? reason : new VppError("VPP_DOCUMENT", errorText(reason), { cause: reason });
}
