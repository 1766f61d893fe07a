import type { VppError } from "../../errors.ts";

const FIRST_MS = 1000;
const LAST_MS = 300_000;

/** An item that VPP does not hold as it should. */
export interface Obstacle {
  /** The item in words. */
  readonly name: string;
  readonly error: VppError;
  readonly attempts: number;
  /** When it is tried again, in milliseconds since 1970. */
  readonly nextAt: number;
}

interface Failed extends Obstacle {
  readonly again: () => void;
}

/** Items that were refused: each is tried again after a pause that doubles from a second to five minutes. */
export class Retries {
  readonly #failed = new Map<string, Failed>();
  #timer: NodeJS.Timeout | undefined;
  #wakesAt = Number.POSITIVE_INFINITY;

  /** The items that wait. */
  get obstacles(): Obstacle[] {
    return [...this.#failed.values()].map(({ again: _, ...obstacle }) => obstacle);
  }

  /** Returns what an item waits for. */
  get(key: string): Obstacle | undefined {
    return this.#failed.get(key);
  }

  /** An item was refused; `again` is called after its pause. @returns whether it is new, or refused for another reason than before. */
  fail(key: string, name: string, error: VppError, again: () => void): boolean {
    const before = this.#failed.get(key);
    const attempts = (before?.attempts ?? 0) + 1;
    const nextAt = Date.now() + Math.min(FIRST_MS * 2 ** (attempts - 1), LAST_MS);
    this.#failed.set(key, { name, error, attempts, nextAt, again });
    this.#wakeAt(nextAt);
    return before?.error.message !== error.message;
  }

  /** An item is as it should be, or is not wanted any more. */
  succeed(item: { readonly key: string }): void {
    if (this.#failed.size > 0) this.#failed.delete(item.key); // most items have never failed, and need no key
  }

  /** Forgets all items. */
  clear(): void {
    this.#failed.clear();
    this.#sleep();
  }

  #sleep(): void {
    clearTimeout(this.#timer);
    this.#wakesAt = Number.POSITIVE_INFINITY;
  }

  #wakeAt(time: number): void {
    if (time >= this.#wakesAt) return;
    this.#sleep();
    this.#wakesAt = time;
    this.#timer = setTimeout(() => this.#due(), Math.max(0, time - Date.now())).unref();
  }

  /** Calls the items that are due. They stay until they succeed or fail again. */
  #due(): void {
    this.#sleep();
    const now = Date.now();
    for (const [key, failed] of [...this.#failed]) {
      if (failed.nextAt > now) {
        this.#wakeAt(failed.nextAt);
        continue;
      }
      this.#failed.set(key, { ...failed, nextAt: now + LAST_MS });
      failed.again();
    }
  }
}
