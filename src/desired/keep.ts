import { swInterfaceEvent } from "../binapi/interface.ts";
import { MAX_TIMER_MS, type VppClient } from "../client/index.ts";
import { VppError } from "../errors.ts";
import type { Srv6Options } from "../srv6/index.ts";
import type { StepOutcome } from "./apply.ts";
import { type Contested, Contests, type Repair, repairsOf } from "./contests.ts";
import { keyOf } from "./difference/index.ts";
import type { DesiredState } from "./document/index.ts";
import type { Conflict, Permission, Step } from "./plan/index.ts";
import { Srv6State, type Srv6StateOptions } from "./srv6-state.ts";

const DEFAULT_CHECK_MS = 60_000;
/** The shortest pause before a state that was not reached is tried for again; it doubles with each failure. */
const FIRST_RETRY_MS = 500;

/** How a state is kept, and what its plans may do. */
export interface KeepOptions extends Permission, Pick<Srv6Options, "pace"> {
  /** How often VPP is compared with the state, in milliseconds, plus or minus a quarter; default a minute. */
  readonly checkMs?: number;
  /** What is done about a difference that others made: `repair` it (the default), or only report it (`tell`). */
  readonly drift?: "repair" | "tell";
  /** Called with what happens. An exception of it is rethrown in a microtask; the keeping goes on. */
  readonly onReport?: (report: KeepReport) => void;
}

/** What happened to a state that is kept. */
export type KeepReport =
  /** VPP holds the state, but for conflicts with what others own, which are left alone. */
  | { readonly type: "reached"; readonly outcomes: readonly StepOutcome[]; readonly conflicts: readonly Conflict[] }
  /** Another client changed VPP; these steps would take that back. Steps for contested things are left out. */
  | { readonly type: "drift"; readonly steps: readonly Step[] }
  /** These things were repaired three times within ten checks: another client changes them again. Reported once. */
  | { readonly type: "contested"; readonly things: readonly Contested[] }
  /**
   * VPP does not hold the state: what failed, and the outcomes of all steps. It is tried again, unless the error is a
   * `VPP_INTERNAL`: then only after `update` or a restart of VPP.
   */
  | { readonly type: "failed"; readonly error: VppError; readonly outcomes: readonly StepOutcome[] };

/**
 * Keeps VPP in a state: now, whenever VPP was restarted (before any other call of the client is sent), when others change VPP,
 * and when an interface appears that the state waits for. A thing that others change again and again, as another keeper with
 * another document does, is contested: it is repaired after pauses that double up to ten minutes, or earlier together with
 * other things.
 *
 * @returns once the state has been tried for; `onReport` is called with whether it was reached.
 */
export async function keep(vpp: VppClient, desired: DesiredState, options: KeepOptions = {}): Promise<Keeper> {
  const keeper = new Keeper(vpp, desired, options);
  await keeper.start();
  return keeper;
}

/** A state to be kept: another one after `update`, and after a restart of VPP, also while VPP is read. */
interface Goal {
  /** The state of the VPP of the newest generation. */
  readonly state: Srv6State;
  readonly desired: DesiredState;
  /** The keys of the things that VPP has never held, since their steps failed; undefined before the first try. */
  unheld: ReadonlySet<string> | undefined;
  /** Whether VPP held the state when it was read last, but for things that were left out: a difference is drift then. */
  wasReached: boolean;
  /** Whether it is not tried for again, because of a bug of this library. */
  isGivenUp: boolean;
  /** Is kept after a restart of VPP, not after `update`. */
  readonly contests: Contests;
}

/** Keeps a state until it is closed. */
export class Keeper implements AsyncDisposable {
  readonly #vpp: VppClient;
  readonly #options: KeepOptions & { readonly checkMs: number };
  readonly #stateOptions: Srv6StateOptions;
  readonly #closing = new AbortController();
  #goal: Goal;
  #work: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  /** Whether a check waits for the try before it: it sees what happens until then. */
  #isCheckDue = false;
  #failures = 0;
  /** Interfaces that were deleted since VPP held the state: once their numbers exist again, entries that use them are stale. */
  readonly #gone = new Set<number>();
  #forgetHook: () => void = () => {};

  /** Use `keep`. */
  constructor(vpp: VppClient, desired: DesiredState, { pace, ...options }: KeepOptions) {
    this.#vpp = vpp;
    this.#options = { ...options, checkMs: options.checkMs ?? DEFAULT_CHECK_MS };
    this.#stateOptions = pace === undefined ? {} : { pace };
    this.#goal = this.#newGoal(new Srv6State(vpp, this.#stateOptions), desired);
  }

  get #repairs(): boolean {
    return this.#options.drift !== "tell";
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
  }

  /** Keeps another state from now on. Resolves once it has been tried for. Does not read VPP again before. */
  update(desired: DesiredState): Promise<void> {
    this.#goal = this.#newGoal(this.#goal.state, desired);
    return this.#run();
  }

  /** Ends the keeping. The state stays in VPP. */
  async close(): Promise<void> {
    this.#closing.abort();
    clearTimeout(this.#timer);
    this.#forgetHook();
    await this.#work;
  }

  /** Ends as `close` does, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #newGoal(state: Srv6State, desired: DesiredState, contests = new Contests(this.#options.checkMs)): Goal {
    return { state, desired, unheld: undefined, wasReached: false, isGivenUp: false, contests };
  }

  /** Tries after the tries before, each with the newest goal. */
  #run(): Promise<void> {
    this.#work = this.#work.then(() => this.#tryOnce());
    return this.#work;
  }

  async #tryOnce(): Promise<void> {
    this.#isCheckDue = false;
    if (this.#closing.signal.aborted) return;
    clearTimeout(this.#timer);
    const goal = this.#goal;
    const failure = await this.#bring(goal);
    this.#failures = failure === undefined ? 0 : this.#failures + 1;
    if (failure !== undefined) {
      goal.wasReached = false;
      goal.isGivenUp = failure.error.code === "VPP_INTERNAL";
      goal.state.forget();
      this.#report(failure);
    }
    if (!goal.isGivenUp) this.#checkLater(failure === undefined ? this.#options.checkMs : this.#retryMs());
  }

  /** Returns what failed; undefined if VPP holds the state, but for things that are left out. */
  async #bring(goal: Goal): Promise<(KeepReport & { readonly type: "failed" }) | undefined> {
    try {
      const gone = new Set(this.#gone);
      const todo = await goal.state.plan(goal.desired, { renewed: gone });
      const repairs = goal.unheld === undefined ? [] : repairsOf(todo.steps, gone);
      const held = repairs.filter(({ key }) => !goal.unheld?.has(key));
      const leftOut = this.#leftOut(goal, todo.steps, held);
      if (leftOut.length > 0 && held.length === repairs.length) return undefined;
      const steps = withoutRepairs(todo.steps, leftOut);
      const outcomes = steps.length === 0 ? [] : await goal.state.apply({ ...todo, steps }, this.#options);
      goal.unheld = unheldAfter(goal.unheld, outcomes);
      if (this.#repairs) this.#noteRepairs(goal, leftOut.length > 0 ? [] : held, outcomes);
      const failed = outcomes.find((outcome) => !outcome.ok);
      if (failed !== undefined && !failed.ok) return { type: "failed", error: failed.error, outcomes };
      for (const swIfIndex of gone) this.#gone.delete(swIfIndex);
      if (!goal.wasReached || outcomes.length > 0) {
        this.#report({ type: "reached", outcomes, conflicts: todo.conflicts });
      }
      goal.wasReached = true;
      return undefined;
    } catch (reason) {
      return { type: "failed", error: VppError.from(reason), outcomes: [] };
    }
  }

  /** Reports drift. Returns the repairs that are not made now: all if they are only reported, or contested ones in a pause. */
  #leftOut({ wasReached, contests }: Goal, steps: readonly Step[], held: readonly Repair[]): readonly Repair[] {
    const now = performance.now();
    contests.beginCheck(now);
    const drift = wasReached ? contests.leaveOut(steps, held) : this.#repairs ? [] : held.flatMap((each) => each.steps);
    if (drift.length > 0) this.#report({ type: "drift", steps: drift });
    return !this.#repairs || contests.putsOff(held, now) ? held : [];
  }

  /** Counts the repairs that were made. */
  #noteRepairs({ contests }: Goal, repairs: readonly Repair[], outcomes: readonly StepOutcome[]): void {
    const failed = keysOfFailed(outcomes);
    const done = repairs.filter(({ key }) => !failed.has(key));
    const things = contests.note(done, performance.now());
    if (things.length > 0) this.#report({ type: "contested", things });
  }

  #report(report: KeepReport): void {
    try {
      this.#options.onReport?.(report);
    } catch (reason) {
      queueMicrotask(() => {
        throw reason;
      });
    }
  }

  #checkLater(ms: number): void {
    if (this.#closing.signal.aborted) return;
    // Agents on many nodes do not check at the same moment.
    const jitteredMs = ms * (0.75 + Math.random() / 2);
    this.#timer = setTimeout(() => this.#check(), Math.min(jitteredMs, MAX_TIMER_MS)).unref();
  }

  #check(): void {
    // Without a connection VPP cannot be read: the state is brought back first by the next one.
    if (this.#vpp.state.type !== "ready" || this.#goal.isGivenUp || this.#isCheckDue) return;
    this.#isCheckDue = true;
    this.#goal.state.forget();
    void this.#run();
  }

  #retryMs(): number {
    return Math.min(FIRST_RETRY_MS * 2 ** (this.#failures - 1), this.#options.checkMs);
  }

  /** Checks when interfaces change: one that a SID or a rule waits for may exist now, or one that they name may not. */
  async #watchInterfaces(): Promise<void> {
    try {
      for await (const event of this.#vpp.events(swInterfaceEvent, { signal: this.#closing.signal })) {
        if (event.type === "event" && event.fields.deleted) this.#gone.add(event.fields.swIfIndex);
        this.#check();
      }
    } catch {
      // Closed, or a VPP without these events: the regular checks are left.
    }
  }
}

function keysOfFailed(outcomes: readonly StepOutcome[]): ReadonlySet<string> {
  return new Set(outcomes.flatMap(({ ok, step }) => (ok ? [] : [keyOf(step.subject)])));
}

/** Returns the things that VPP has never held: those whose steps failed again, and after the first try all that failed. */
function unheldAfter(before: ReadonlySet<string> | undefined, outcomes: readonly StepOutcome[]): ReadonlySet<string> {
  const failed = keysOfFailed(outcomes);
  return before === undefined ? failed : new Set([...before].filter((key) => failed.has(key)));
}

/** Returns the steps but for those of the repairs, in their order. */
function withoutRepairs(steps: readonly Step[], repairs: readonly Repair[]): readonly Step[] {
  if (repairs.length === 0) return steps;
  const leftOut = new Set(repairs.flatMap((each) => each.steps));
  return steps.filter((step) => !leftOut.has(step));
}
