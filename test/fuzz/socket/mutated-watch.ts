import type { VppError } from "../../../src/index.ts";

/** The kinds of wrong outcomes. `late`: settled after its deadline; `never`: not settled long after its deadline. */
export type Harm = "foreign" | "thrown" | "late" | "never";

/** A call with a wrong outcome. */
export interface Violation {
  readonly seed: number;
  readonly call: string;
  readonly harm: Harm;
  readonly text: string;
}

/** Counts of calls. */
export interface Counts {
  readonly calls: number;
  readonly failed: number;
  readonly latestMs: number;
}

/** The tolerance for late calls: the client checks deadlines every 50 ms. */
const LATE_MS = 100;
/** The time after its deadline at which a call counts as never settled. */
const NEVER_MS = 15_000;
const SAMPLE_MS = 10;
const SAMPLES = 4096;

/** Measures the time for which the event loop was blocked: calls cannot settle in that time. */
export class Blocking {
  /** The time at which each sample was due, and its delay. */
  readonly #samples: { readonly at: number; readonly lateMs: number }[] = [];
  #due = performance.now() + SAMPLE_MS;
  readonly #timer: NodeJS.Timeout;

  constructor() {
    this.#timer = setInterval(() => this.#sample(), SAMPLE_MS).unref();
  }

  /** Returns the time in milliseconds for which the event loop was blocked since `start`. */
  since(start: number): number {
    let sum = Math.max(0, performance.now() - Math.max(this.#due, start));
    for (let n = this.#samples.length - 1; n >= 0; n--) {
      const { at, lateMs } = this.#samples[n]!;
      if (at + lateMs <= start) break;
      sum += at + lateMs - Math.max(at, start);
    }
    return sum;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #sample(): void {
    const now = performance.now();
    this.#samples.push({ at: this.#due, lateMs: Math.max(0, now - this.#due) });
    if (this.#samples.length > SAMPLES) this.#samples.shift();
    this.#due = now + SAMPLE_MS;
  }
}

/** Checks that calls settle in time, and that they fail only with a `VppError`. */
export class CallWatch {
  #calls = 0;
  #failed = 0;
  /** The maximum delay of calls that were late within the tolerance. */
  #latestMs = 0;
  readonly #blocking = new Blocking();
  readonly #report: (violation: Violation) => void;

  constructor(report: (violation: Violation) => void) {
    this.#report = report;
  }

  /**
   * Makes a call; resolves when it has settled, or counts as never settled.
   *
   * @param mostMs the maximum time from the start of the call, and from each call of `isAlive`, to the next one or to its end.
   */
  async settled<T>(
    seed: number,
    call: string,
    mostMs: number,
    make: (isAlive: () => void) => Promise<T>,
  ): Promise<T | undefined> {
    this.#calls++;
    let last = performance.now();
    const isAlive = (): void => {
      const lateMs = this.#lateness(last, mostMs);
      if (lateMs > LATE_MS) this.#report({ seed, call, harm: "late", text: `${Math.round(lateMs)} ms late` });
      last = performance.now();
    };
    const harm = (harm: Harm, reason: unknown): void => this.#report({ seed, call, harm, text: textOf(reason) });
    try {
      return await this.#inTime(() => make(isAlive), mostMs, harm);
    } catch (error) {
      this.#failed++;
      if (!isVppError(error)) harm("foreign", error);
      return undefined;
    } finally {
      isAlive();
    }
  }

  /** Returns the counts since the last call of this method. */
  takeCounts(): Counts {
    const counts = { calls: this.#calls, failed: this.#failed, latestMs: this.#latestMs };
    this.#calls = 0;
    this.#failed = 0;
    return counts;
  }

  stop(): void {
    this.#blocking.stop();
  }

  /** Returns the result of a call; undefined if it counts as never settled. */
  async #inTime<T>(
    make: () => Promise<T>,
    mostMs: number,
    harm: (harm: Harm, reason: unknown) => void,
  ): Promise<T | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const never = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(harm("never", `deadline ${mostMs} ms`) as undefined), mostMs + NEVER_MS);
    });
    try {
      return await Promise.race([made(make, harm), never]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Returns the delay of a call, less the time for which the event loop was blocked: for a dump, this extends the deadline. */
  #lateness(start: number, mostMs: number): number {
    const lateMs = performance.now() - start - mostMs;
    if (lateMs <= 0) return 0;
    const ownMs = lateMs - this.#blocking.since(start);
    if (ownMs <= LATE_MS) this.#latestMs = Math.max(this.#latestMs, ownMs);
    return ownMs;
  }
}

/** Makes a call. Reports an error that it throws synchronously, and returns it as a rejected promise. */
function made<T>(make: () => Promise<T>, harm: (harm: Harm, reason: unknown) => void): Promise<T> {
  try {
    return make();
  } catch (reason) {
    harm("thrown", reason);
    return Promise.reject(reason);
  }
}

function isVppError(error: unknown): boolean {
  return error instanceof Error && error.name === "VppError" && String((error as VppError).code).startsWith("VPP_");
}

function textOf(reason: unknown): string {
  return reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
}
