import { mock } from "node:test";
import type { Test } from "tap";

/** Stops the timers. To be called first: timers that were set before cannot be cleared any more. */
export function stopTimers(t: Test): void {
  mock.timers.enable({ apis: ["setTimeout"] });
  t.teardown(() => mock.timers.reset());
}

/** Lets the stopped timers run until a promise is fulfilled. */
export async function passing<T>(work: Promise<T>): Promise<T> {
  let isDone = false;
  void work.finally(() => {
    isDone = true;
  });
  while (!isDone) {
    mock.timers.tick(10);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return work;
}
