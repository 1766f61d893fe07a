import { getEventListeners } from "node:events";
import { setImmediate } from "node:timers/promises";
import t from "tap";
import { onAbort } from "../../src/client/options.ts";

t.test("one signal may bound any number of calls, without a warning and without a trace", async (t) => {
  const warnings: Error[] = [];
  const warn = (warning: Error) => void warnings.push(warning);
  process.on("warning", warn);
  t.teardown(() => process.off("warning", warn));
  const { signal } = new AbortController();
  const stops = Array.from({ length: 100 }, () => onAbort(signal, () => {}));
  await setImmediate();
  t.same(warnings, []);
  for (const stop of stops) stop();
  t.equal(getEventListeners(signal, "abort").length, 0);
});
