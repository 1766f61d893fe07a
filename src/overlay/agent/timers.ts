/** Timers with names: a second one of a name takes the place of the first. */
export class Timers {
  readonly #running = new Map<string, NodeJS.Timeout>();

  /** Calls back after some milliseconds, unless another timer of this name begins before. */
  after(name: string, ms: number, then: () => void): void {
    clearTimeout(this.#running.get(name));
    const timer = setTimeout(() => {
      this.#running.delete(name);
      then();
    }, ms);
    this.#running.set(name, timer);
  }

  /** Stops all timers. */
  stop(): void {
    for (const timer of this.#running.values()) clearTimeout(timer);
    this.#running.clear();
  }
}
