import type { ExitCode } from "../exit-code.ts";
import type { Line } from "../line/index.ts";

/** A line that is to be run. */
export interface QueuedLine {
  readonly line: Exclude<Line, { kind: "open" }>;
  /** As it was typed. */
  readonly text: string;
}

/** What a queue does with its lines. */
export interface LineQueueEvents {
  /** The first line begins, after a time without any. */
  busy(): void;
  /** Runs a line. `isFirst`: it stands on the screen already, and no other line since. */
  run(line: QueuedLine, isFirst: boolean, signal: AbortSignal): Promise<ExitCode>;
  /** All lines are done; so many were not run, since one failed before them. */
  idle(skipped: number): void;
}

/** Runs lines one at a time, in order. When one fails, those that wait are not run: they were pasted with it. */
export class LineQueue {
  readonly #events: LineQueueEvents;
  readonly #waiting: QueuedLine[] = [];
  #current: AbortController | undefined;

  constructor(events: LineQueueEvents) {
    this.#events = events;
  }

  get isBusy(): boolean {
    return this.#current !== undefined;
  }

  push(line: QueuedLine): void {
    this.#waiting.push(line);
    if (!this.isBusy) void this.#runAll();
  }

  /** Gives up the line that runs, and with it those that wait. */
  giveUp(reason: NodeJS.Signals): void {
    this.#current?.abort(reason);
  }

  async #runAll(): Promise<void> {
    this.#events.busy();
    let skipped = 0;
    for (let isFirst = true; this.#waiting.length > 0; isFirst = false) {
      this.#current = new AbortController();
      const exitCode = await this.#events.run(this.#waiting.shift()!, isFirst, this.#current.signal);
      if (exitCode !== 0) skipped += this.#waiting.splice(0).length;
    }
    this.#current = undefined;
    this.#events.idle(skipped);
  }
}
