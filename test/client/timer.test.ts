import t from "tap";
import { MAX_TIMER_MS, startTimer } from "../../src/client/timer.ts";

t.test("a timer calls back after its time", async () => {
  await new Promise<void>((resolve) => startTimer(resolve, 1));
});

t.test("a wait that is too long for a timer has none, which would call back at once", async (t) => {
  const timer = startTimer(() => t.fail("called back"), MAX_TIMER_MS);
  t.ok(timer);
  clearTimeout(timer);
  t.equal(
    startTimer(() => t.fail("called back"), MAX_TIMER_MS + 1),
    undefined,
  );
  t.equal(
    startTimer(() => t.fail("called back"), Number.POSITIVE_INFINITY),
    undefined,
  );
});

// Node.js warns from release 21 on.
t.test("a time that is over already calls back without a warning of Node.js", async (t) => {
  const warnings: string[] = [];
  process.on("warning", ({ name }) => warnings.push(name));
  await new Promise<void>((resolve) => startTimer(resolve, -400));
  t.same(warnings, []);
});
