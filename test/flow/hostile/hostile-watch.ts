import type { VppError } from "../../../src/index.ts";

/** The timeouts of calls that may get no reply, and of calls that must succeed. */
export const BRIEF_MS = 300;
export const LONG_MS = 12_000;
/** The time after its deadline at which a call counts as never settled; long, for busy machines. */
const SLACK_MS = 5000;

/** The outcome of a call. */
export interface Settled<T> {
  readonly value?: T;
  readonly error?: VppError;
}

/** Checks that calls settle, and collects problems. */
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

  /** Returns the outcome of a call. If it does not settle in time, reports the problems and ends the process. */
  async settled<T>(what: string, call: Promise<T>, timeoutMs: number = BRIEF_MS): Promise<Settled<T>> {
    // In two steps: in a process that was busy for all of the time, the first timer would run before those of the client.
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
