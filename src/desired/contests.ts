import { keyOf, type Subject, usesOne } from "./difference/index.ts";
import { inverseOf, type Step } from "./plan/index.ts";

/** A thing is contested when it is repaired this often, */
const REPAIRS = 3;
/** within this many checks. */
const CHECKS = 10;
const MAX_PAUSE_MS = 600_000;
/** A thing that is not repaired for this long is not contested any more, and its earlier repairs do not count. */
const FORGET_MS = 3_600_000;

/** A thing that others change again whenever it is repaired. */
export interface Contested {
  /** The thing as it is desired; if it is not desired, as it was removed. */
  readonly subject: Subject;
  /** The number of repairs since then. */
  readonly repairs: number;
  /** The time of the first repair. */
  readonly since: Date;
  /** What VPP held in its place at the last repair; undefined if nothing. */
  readonly replacedBy: Subject | undefined;
}

/** The repairs of one thing. */
interface History {
  readonly repairs: number;
  readonly sinceMs: number;
  readonly lastMs: number;
  /** The numbers of the checks that led to the newest repairs, at most `REPAIRS`. */
  readonly checks: readonly number[];
  /** The pause after the last repair; undefined unless the thing is contested. */
  readonly pauseMs: number | undefined;
}

/**
 * Counts the repairs of each thing, finds those that are contested, and decides how long their plans are put off. Times are in
 * milliseconds, of a monotonic clock.
 */
export class Contests {
  readonly #firstPauseMs: number;
  readonly #histories = new Map<string, History>();
  #checks = 0;

  /** @param checkMs the time between two checks; the first pause is twice as long. */
  constructor(checkMs: number) {
    this.#firstPauseMs = checkMs * 2;
  }

  /** The number of things that were repaired within an hour before the last check. */
  get size(): number {
    return this.#histories.size;
  }

  /** Counts a check, which goes before the repairs that it leads to. */
  beginCheck(nowMs: number): void {
    this.#checks++;
    for (const [key, { lastMs }] of this.#histories) {
      if (nowMs - lastMs >= FORGET_MS) this.#histories.delete(key);
    }
  }

  /** Returns the steps of a plan, without those for contested things if it has some. */
  leaveOut(steps: readonly Step[], repairs: readonly Repair[]): readonly Step[] {
    const left = repairs.filter((repair) => !this.#isContested(repair));
    return left.length === repairs.length ? steps : left.flatMap((repair) => repair.steps);
  }

  /** Returns whether a plan must wait: all that it repairs is contested, and the pause of some of it is not over. */
  putsOff(repairs: readonly Repair[], nowMs: number): boolean {
    const isWaiting = repairs.some(({ key }) => nowMs < this.#endOfPause(key));
    return isWaiting && repairs.every((repair) => this.#isContested(repair));
  }

  /** Notes what was repaired after the last check. Returns what is contested from now on. */
  note(repairs: readonly Repair[], nowMs: number): Contested[] {
    return repairs.flatMap((repair) => {
      if (repair.isRenewal) return [];
      const before = this.#histories.get(repair.key);
      const history = this.#next(before, nowMs);
      this.#histories.set(repair.key, history);
      const isNew = before?.pauseMs === undefined && history.pauseMs !== undefined;
      return isNew ? [describe(repair, history, nowMs)] : [];
    });
  }

  /** A thing that is added again with its interface is not put off, and is reported as drift. */
  #isContested({ key, isRenewal }: Repair): boolean {
    return !isRenewal && this.#histories.get(key)?.pauseMs !== undefined;
  }

  #endOfPause(key: string): number {
    const { lastMs = 0, pauseMs = 0 } = this.#histories.get(key) ?? {};
    return lastMs + pauseMs;
  }

  #next(before: History | undefined, nowMs: number): History {
    const { repairs = 0, sinceMs = nowMs, checks: earlier = [], pauseMs } = before ?? {};
    const checks = [...earlier, this.#checks].slice(-REPAIRS);
    const isContested = pauseMs !== undefined || (checks.length === REPAIRS && this.#checks - checks[0]! < CHECKS);
    const nextMs = Math.min(pauseMs === undefined ? this.#firstPauseMs : pauseMs * 2, MAX_PAUSE_MS);
    return { repairs: repairs + 1, sinceMs, lastMs: nowMs, checks, pauseMs: isContested ? nextMs : undefined };
  }
}

function describe(repair: Repair, { repairs, sinceMs }: History, nowMs: number): Contested {
  const since = new Date(Date.now() - (nowMs - sinceMs));
  return { subject: repairedOf(repair), repairs, since, replacedBy: replacedBy(repair) };
}

/** The steps of a plan for one thing that is not as desired. */
export interface Repair {
  readonly key: string;
  /** In order; several if the thing is also moved while another one is replaced. */
  readonly steps: readonly Step[];
  /** Whether the thing is added again because its interface was created again. */
  readonly isRenewal: boolean;
}

/**
 * Returns a repair for each thing that a plan changes for good: none for a policy that only stands in for another one, nor for
 * traffic that only goes around it meanwhile.
 *
 * @param renewed interfaces that were created again.
 */
export function repairsOf(steps: readonly Step[], renewed: ReadonlySet<number>): Repair[] {
  const byKey = new Map<string, Step[]>();
  for (const step of steps) {
    const key = keyOf(step.subject);
    byKey.set(key, [...(byKey.get(key) ?? []), step]);
  }
  const lasting = [...byKey].filter(([, each]) => !isUndone(each));
  return lasting.map(([key, each]) => ({
    key,
    steps: each,
    isRenewal: each.some((step) => usesOne(step.subject, renewed)),
  }));
}

/** Returns the thing as it is once it is repaired; where it is removed: as it was. */
export function repairedOf({ steps }: Repair): Subject {
  return steps.at(-1)!.subject; // a repair has steps
}

/** Returns the thing as VPP had it before; undefined where VPP did not have it. */
export function replacedBy({ steps }: Pick<Repair, "steps">): Subject | undefined {
  const { action, subject } = inverseOf(steps[0]!);
  return action === "remove" ? undefined : subject;
}

/** Returns whether the last of the steps takes back what the first has done. */
function isUndone(steps: readonly Step[]): boolean {
  if (steps.length === 1) return false;
  const before = replacedBy({ steps });
  const { action, subject: after } = steps.at(-1)!;
  if (before === undefined || action === "remove") return before === undefined && action === "remove";
  return before.kind === "steering" && after.kind === "steering" && before.value.bsid.equals(after.value.bsid);
}
