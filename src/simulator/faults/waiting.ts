/** The longest that a timer of Node.js takes: 24 days. */
const MAX_MS = 0x7fffffff;

/**
 * Answers and requests that are held back, each as a function that releases it. Timers do not keep the process alive.
 */
export class Waiting {
  #held: (() => void)[] = [];
  readonly #timers = new Set<NodeJS.Timeout>();

  get isEmpty(): boolean {
    return this.#held.length === 0;
  }

  add(letGo: () => void): void {
    this.#held.push(letGo);
  }

  /** Releases the first `count` after a time. */
  letGoAfter(ms: number, count: number = Number.POSITIVE_INFINITY): void {
    if (ms > MAX_MS) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.letGo(count);
    }, ms);
    this.#timers.add(timer.unref());
  }

  letGo(count: number = Number.POSITIVE_INFINITY): void {
    for (const each of this.#held.splice(0, count)) each();
  }

  /** Releases all, the last first. */
  letGoReversed(): void {
    this.#held.reverse();
    this.letGo();
  }

  /** Drops all that is held back. */
  drop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#held = [];
  }
}
