/** The longest that a timer of Node.js takes: 24 days. */
const MAX_MS = 0x7fffffff;

/** What is held back, each as the function that lets it go. Timers do not keep the process alive. */
export class Waiting {
  #held: (() => void)[] = [];
  readonly #timers = new Set<NodeJS.Timeout>();

  get isEmpty(): boolean {
    return this.#held.length === 0;
  }

  add(letGo: () => void): void {
    this.#held.push(letGo);
  }

  /** Lets the first go, as many as `count` says, after a while. */
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

  /** Lets all go, the last first. */
  letGoReversed(): void {
    this.#held.reverse();
    this.letGo();
  }

  /** Lets nothing go any more. */
  drop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#held = [];
  }
}
