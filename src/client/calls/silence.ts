/**
 * Tells when a call with many answers has waited too long for the next. A sign of life costs nothing but a note; the clock is
 * read when somebody asks.
 */
export class Silence {
  readonly #mostMs: number;
  #deadline: number;
  #hasSign = false;

  /** It begins now. */
  constructor(mostMs: number) {
    this.#mostMs = mostMs;
    this.#deadline = performance.now() + mostMs;
  }

  /** Something was sent, or has come. */
  end(): void {
    this.#hasSign = true;
  }

  /** Whether nothing has come for too long, as far as it was asked before. @param now on the clock of `performance`. */
  isTooLong(now: number): boolean {
    return this.leftMs(now) <= 0;
  }

  /** How long it may last, as far as it was asked before. @param now on the clock of `performance`. */
  leftMs(now: number): number {
    if (this.#hasSign) this.#deadline = now + this.#mostMs;
    this.#hasSign = false;
    return this.#deadline - now;
  }
}
