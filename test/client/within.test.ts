import { getEventListeners } from "node:events";
import t from "tap";
import { boundsSince, inTime, NO_CONNECTION, NO_VERSION, noAnswer, within } from "../../src/client/within.ts";
import { stopClock } from "../helpers.ts";

/** A timer that is not stopped keeps the process of this test alive for longer than a test may take. */
const HOUR_MS = 3_600_000;
const NEVER = new Promise<never>(() => {});

t.test("a time is given in whole milliseconds, rounded up", async (t) => {
  t.equal(inTime(0.4), " within 1 ms");
  t.equal(noAnswer(5000), "no answer within 5000 ms");
});

t.test("what comes in time is the result, and leaves neither timer nor listener", async (t) => {
  const { signal } = new AbortController();
  t.equal(await within(Promise.resolve("found"), "show_version", { timeoutMs: HOUR_MS, signal }, NO_VERSION), "found");
  t.same(getEventListeners(signal, "abort"), []);
});

t.test("what does not come in time is VPP_TIMEOUT of a call that was not sent", async (t) => {
  await t.rejects(within(NEVER, "show_version", { timeoutMs: 0.4, signal: undefined }, NO_CONNECTION), {
    code: "VPP_TIMEOUT",
    effect: "none",
    messageName: "show_version",
    message: "show_version: not sent: no connection to VPP within 1 ms",
  });
});

t.test("what comes after its time is late, even if a busy process has not run the timer", async (t) => {
  const clock = stopClock(t);
  const work = Promise.resolve().then(() => clock.advance(HOUR_MS + 1));
  const waiting = within(work, "show_version", { timeoutMs: HOUR_MS, signal: undefined }, NO_VERSION);
  await t.rejects(waiting, { code: "VPP_TIMEOUT" });
});

t.test("a signal ends the wait before it begins or meanwhile, and its reason is the cause", async (t) => {
  const cause = new Error("enough");
  const aborted = { code: "VPP_ABORTED", effect: "none", message: "show_version: aborted", cause };
  const controller = new AbortController();
  const { signal } = controller;
  const waiting = within(NEVER, "show_version", { timeoutMs: HOUR_MS, signal }, NO_VERSION);
  controller.abort(cause);
  await t.rejects(waiting, aborted);
  await t.rejects(within(NEVER, "show_version", { timeoutMs: HOUR_MS, signal }, NO_VERSION), aborted);
});

t.test("what the work throws is thrown, as an internal error if it is none of this library", async (t) => {
  const bounds = { timeoutMs: HOUR_MS, signal: undefined };
  const cause = new TypeError("bug");
  await t.rejects(within(Promise.reject(cause), "show_version", bounds, NO_VERSION), { code: "VPP_INTERNAL", cause });
});

t.test("a call that has waited has the rest of its time, and never less than none", async (t) => {
  const clock = stopClock(t);
  const start = performance.now();
  const bounds = { timeoutMs: 1000, signal: undefined, whenLost: "wait" } as const;
  clock.advance(300);
  const { timeoutMs, ...others } = boundsSince(start, bounds);
  t.equal(Math.round(timeoutMs), 700);
  t.same(others, { signal: undefined, whenLost: "wait" });
  clock.advance(HOUR_MS);
  t.equal(boundsSince(start, bounds).timeoutMs, 0);
});
