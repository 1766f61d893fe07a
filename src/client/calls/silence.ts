/**
 * The time since the last sign of life of a call with many answers. To note a sign sets a flag only: the clock is read when
 * the time is asked for, which is each some 30 ms.
 */
export class Silence {
  readonly maxMs: number;
  #deadline: number;
  #hasSign = false;

  /** Begins now, and may last for `maxMs` milliseconds. */
  constructor(maxMs: number) {
    this.maxMs = maxMs;
    this.#deadline = performance.now() + maxMs;
  }

  /** Begins again: something was sent or has come. */
  noteSign(): void {
    this.#hasSign = true;
  }

  /** Whether the silence has lasted too long. @param now on the clock of `performance`. */
  isTooLong(now: number): boolean {
    return this.leftMs(now) <= 0;
  }

  /** How long the silence may still last. A sign counts from the first question after it. @param now on the clock of `performance`. */
  leftMs(now: number): number {
    if (this.#hasSign) this.#deadline = now + this.maxMs;
    this.#hasSign = false;
    return this.#deadline - now;
  }
}
