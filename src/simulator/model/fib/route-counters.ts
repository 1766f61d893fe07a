import { Pool } from "../pool.ts";
import { NO_STATS_INDEX } from "../reserved-numbers.ts";
import type { FibEntry } from "./fib-entry.ts";

/** The counters of `/net/route/to`, one for each entry that packets can use. VPP never uses the first one. */
export class RouteCounters {
  /** Is called with the index of a counter that an entry begins to use. */
  observer: ((index: number) => void) | undefined;
  readonly #pool = new Pool<undefined>();
  #length = 1;

  constructor() {
    this.#pool.add(() => undefined);
  }

  /** The number of counters, in use or not. */
  get length(): number {
    return this.#length;
  }

  /** Lets packets use an entry, or lets them no more. */
  install(entry: FibEntry, isInstalled: boolean): void {
    if (entry.isInstalled === isInstalled) return;
    if (isInstalled) {
      this.#pool.add((index) => {
        entry.statsIndex = index;
        this.#length = Math.max(this.#length, index + 1);
        this.observer?.(index);
        return undefined;
      });
    } else {
      this.#pool.remove(entry.statsIndex);
      entry.statsIndex = NO_STATS_INDEX;
    }
  }
}
