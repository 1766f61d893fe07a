import type { VppError } from "../../../src/index.ts";

/** The deadline of calls that may stay without an answer, and of those that must succeed. */
export const BRIEF_MS = 300;
export const LONG_MS = 12_000;
/** Tells a call that never settles from one of a busy machine. */
const SLACK_MS = 5000;

/** What a call came to. */
export interface Settled<T> {
  readonly value?: T;
  readonly error?: VppError;
}

/** Sees to it that calls settle, and with what they may. */
export class Watch {
  readonly #report: (problems: readonly string[]) => void;
  readonly #problems: string[] = [];

  constructor(report: (problems: readonly string[]) => void) {
    this.#report = report;
  }

  report(): void {
    this.#report(this.#problems);
  }

  note(problem: string): void {
    this.#problems.push(problem);
  }

  require(what: string, isSo: boolean, found: unknown): void {
    if (!isSo) this.note(`not so: ${what}: ${describe(found)}`);
  }

  /** Gives what a call comes to; ends the process when it does not come to anything in time. */
  async settled<T>(what: string, call: Promise<T>, timeoutMs: number = BRIEF_MS): Promise<Settled<T>> {
    // In two steps: in a process that was busy all the while, the first one comes before the client's own timers.
    let timer = setTimeout(() => {
      timer = setTimeout(() => this.#giveUp(what, timeoutMs), SLACK_MS);
    }, timeoutMs + SLACK_MS);
    try {
      return { value: await call };
    } catch (error) {
      this.require(`${what} fails with a VppError`, isVppError(error), error);
      return { error: error as VppError };
    } finally {
      clearTimeout(timer);
    }
  }

  #giveUp(what: string, timeoutMs: number): void {
    this.note(`not settled: ${what}, deadline ${timeoutMs} ms`);
    this.report();
    process.disconnect();
    process.exit(1);
  }
}

function isVppError(error: unknown): boolean {
  return error instanceof Error && error.name === "VppError" && String((error as VppError).code).startsWith("VPP_");
}

function describe(found: unknown): string {
  if (!(found instanceof Error)) return JSON.stringify(found);
  return `${(found as VppError).code} ${(found as VppError).effect} ${found.message}`;
}
