const FIRST_SECONDS = 0.3;
const MAX_SECONDS = 10;
/** The delay is between this part of its value and the whole: so two speakers do not try in step. */
const MIN_SHARE = 0.5;

/** The delays between attempts to connect: 0.3 s, doubled each time up to 10 s, less up to a half. */
export class Backoff {
  #seconds = FIRST_SECONDS;

  /** Returns the next delay in seconds. */
  next(random: number = Math.random()): number {
    const seconds = this.#seconds;
    this.#seconds = Math.min(2 * seconds, MAX_SECONDS);
    return seconds * (MIN_SHARE + (1 - MIN_SHARE) * random);
  }

  /** The next delay is the first one again. */
  reset(): void {
    this.#seconds = FIRST_SECONDS;
  }
}
