import { Pool } from "../pool.ts";
import { NO_STATS_INDEX } from "../reserved-numbers.ts";
import type { FibEntry } from "./fib-entry.ts";

/** The counters of `/net/route/to`, one for each entry that packets can use. VPP never uses the first one. */
export class RouteCounters {
  readonly #pool = new Pool<undefined>();

  constructor() {
    this.#pool.add(() => undefined);
  }

  /** Lets packets use an entry, or lets them no more. */
  install(entry: FibEntry, isInstalled: boolean): void {
    if (entry.isInstalled === isInstalled) return;
    if (isInstalled) {
      this.#pool.add((index) => {
        entry.statsIndex = index;
        return undefined;
      });
    } else {
      this.#pool.remove(entry.statsIndex);
      entry.statsIndex = NO_STATS_INDEX;
    }
  }
}
