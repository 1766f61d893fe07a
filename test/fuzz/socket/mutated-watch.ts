import type { VppError } from "../../../src/index.ts";

/** What must not be. `late`: settled behind its deadline; `never`: not even long behind it. */
export type Harm = "foreign" | "thrown" | "late" | "never";

/** A call that came to what it must not. */
export interface Violation {
  readonly seed: number;
  readonly call: string;
  readonly harm: Harm;
  readonly text: string;
}

/** What became of calls. */
export interface Counts {
  readonly calls: number;
  readonly failed: number;
  readonly latestMs: number;
}

/** Calls may be as late: the client looks at deadlines every 50 ms. */
const LATE_MS = 100;
/** A call that has not settled so long behind its deadline never will. */
const NEVER_MS = 15_000;
const SAMPLE_MS = 10;
const SAMPLES = 4096;

/** Measures for how long the event loop was blocked: nothing can be in time then. */
export class Blocking {
  /** When a sample was due, and how late it came. */
  readonly #samples: { readonly at: number; readonly lateMs: number }[] = [];
  #due = performance.now() + SAMPLE_MS;
  readonly #timer: NodeJS.Timeout;

  constructor() {
    this.#timer = setInterval(() => this.#sample(), SAMPLE_MS).unref();
  }

  /** Milliseconds from then to now. */
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

/** Sees to it that calls settle in time, and with what they may. */
export class CallWatch {
  #calls = 0;
  #failed = 0;
  /** The latest of the calls that were late within bounds. */
  #latestMs = 0;
  readonly #blocking = new Blocking();
  readonly #report: (violation: Violation) => void;

  constructor(report: (violation: Violation) => void) {
    this.#report = report;
  }

  /**
   * Makes a call; resolves when it has settled, or never will.
   *
   * @param mostMs how long it may take, from its beginning and from each sign of life, which it tells, to the next.
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

  /** What there was since the last time. */
  takeCounts(): Counts {
    const counts = { calls: this.#calls, failed: this.#failed, latestMs: this.#latestMs };
    this.#calls = 0;
    this.#failed = 0;
    return counts;
  }

  stop(): void {
    this.#blocking.stop();
  }

  /** Undefined when it takes far too long. */
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

  /** Time does not count in which the event loop was blocked: for a dump it also moves the deadline. */
  #lateness(start: number, mostMs: number): number {
    const lateMs = performance.now() - start - mostMs;
    if (lateMs <= 0) return 0;
    const ownMs = lateMs - this.#blocking.since(start);
    if (ownMs <= LATE_MS) this.#latestMs = Math.max(this.#latestMs, ownMs);
    return ownMs;
  }
}

/** Every error comes by the promise. */
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
