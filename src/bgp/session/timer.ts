/** A timer that is started again and again. While it runs the process lives: a speaker between two attempts has no socket. */
export class Timer {
  readonly #fire: () => void;
  #timeout: NodeJS.Timeout | undefined;

  constructor(fire: () => void) {
    this.#fire = fire;
  }

  get isRunning(): boolean {
    return this.#timeout !== undefined;
  }

  /** Starts the timer, or starts it anew. */
  start(seconds: number): void {
    this.stop();
    this.#timeout = setTimeout(() => {
      this.#timeout = undefined;
      this.#fire();
    }, seconds * 1000);
  }

  stop(): void {
    clearTimeout(this.#timeout);
    this.#timeout = undefined;
  }
}
