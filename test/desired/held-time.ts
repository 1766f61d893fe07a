import type { Test } from "tap";
import { stopClock } from "../helpers.ts";

/** A timer that waits until the test moves the clock. */
interface HeldTimer {
  readonly at: number;
  readonly call: () => void;
}

/**
 * Time that only the test moves, until it ends: `performance.now`, and the timers of at least so many milliseconds that are set
 * from now on. `Math.random` gives a half, if nothing else is said: no timer is earlier or later than it should be.
 */
export class HeldTime {
  readonly #clock: { advance(ms: number): void };
  readonly #timers = new Map<object, HeldTimer>();
  #notice: () => void = () => {};

  constructor(t: Test, leastMs: number, random = () => 0.5) {
    this.#clock = stopClock(t);
    // Whole milliseconds can be added without an error.
    this.#clock.advance(Math.ceil(performance.now()) - performance.now());
    const { setTimeout, clearTimeout } = globalThis;
    const real = Math.random;
    const set = (call: () => void, ms = 0, ...rest: []) =>
      ms < leastMs ? setTimeout(call, ms, ...rest) : this.#hold(call, ms);
    const clear = (timer: NodeJS.Timeout) => this.#timers.delete(timer) || clearTimeout(timer);
    Object.assign(globalThis, { setTimeout: set, clearTimeout: clear });
    Math.random = random;
    t.teardown(() => {
      Object.assign(globalThis, { setTimeout, clearTimeout });
      Math.random = real;
    });
  }

  /** Moves the clock to the next timer, calls it, and resolves when a timer was set in its place. */
  async next(): Promise<void> {
    const [due] = [...this.#timers].sort(([, { at: one }], [, { at: other }]) => one - other);
    if (due === undefined) throw new Error("no timer is set");
    const [timer, { at, call }] = due;
    this.#timers.delete(timer);
    this.#clock.advance(at - performance.now());
    const set = this.set();
    call();
    await set;
  }

  /** Resolves when so many timers were set. */
  async set(count = 1): Promise<void> {
    for (let left = count; left > 0; left--) {
      await new Promise<void>((resolve) => {
        this.#notice = resolve;
      });
    }
  }

  #hold(call: () => void, ms: number): object {
    const timer = { unref: () => timer };
    this.#timers.set(timer, { at: performance.now() + ms, call });
    this.#notice();
    return timer;
  }
}
