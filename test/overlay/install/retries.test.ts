import { mock } from "node:test";
import t, { type Test } from "tap";
import { VppError } from "../../../src/errors.ts";
import { Retries } from "../../../src/overlay/install/retries.ts";

const START = Date.parse("2026-01-01T00:00:00Z");
const ERROR = new VppError("VPP_RETVAL", "sr_policy_add_v2: no such table (NO_SUCH_FIB, -3)");
const OTHER = new VppError("VPP_TIMEOUT", "sr_policy_add_v2: no reply");

function start(t: Test): Retries {
  mock.timers.enable({ apis: ["setTimeout", "Date"], now: START });
  t.teardown(() => mock.timers.reset());
  return new Retries();
}

t.test("an item is tried again after a second, then after pauses that double to five minutes", async (t) => {
  const retries = start(t);
  const tries: number[] = [];
  const again = () => {
    tries.push((Date.now() - START) / 1000);
    retries.fail("tunnel", "policy cafe::1", ERROR, again);
  };
  retries.fail("tunnel", "policy cafe::1", ERROR, again);
  for (let second = 0; second < 1500; second++) mock.timers.tick(1000);
  // 1 + 2 + 4 + … + 256 seconds, then 300 each.
  t.same(tries, [1, 3, 7, 15, 31, 63, 127, 255, 511, 811, 1111, 1411]);
  t.match(retries.obstacles, [{ name: "policy cafe::1", attempts: 13, nextAt: START + 1_711_000 }]);
});

t.test("a reason is new once", async (t) => {
  const retries = start(t);
  const fail = (error: VppError) => retries.fail("tunnel", "policy cafe::1", error, () => {});
  t.same([ERROR, ERROR, OTHER, OTHER, ERROR].map(fail), [true, false, true, false, true]);
  retries.succeed({ key: "tunnel" });
  t.equal(retries.get("tunnel"), undefined);
  t.equal(fail(ERROR), true, "after a success it is new again");
  t.match(retries.get("tunnel"), { attempts: 1, error: ERROR });
});

t.test("each item has a pause of its own", async (t) => {
  const retries = start(t);
  const tried: string[] = [];
  const fail = (key: string) => retries.fail(key, key, ERROR, () => tried.push(key));
  fail("a");
  mock.timers.tick(500);
  fail("b");
  fail("c");
  fail("c");
  mock.timers.tick(500);
  t.same(tried, ["a"]);
  retries.succeed({ key: "b" });
  mock.timers.tick(1000);
  t.same(tried, ["a"], "an item that has succeeded is not tried again");
  mock.timers.tick(500);
  t.same(tried, ["a", "c"]);
});

t.test("an item that is due waits for its outcome, and is not tried twice", async (t) => {
  const retries = start(t);
  let count = 0;
  retries.fail("a", "a", ERROR, () => count++);
  retries.fail("b", "b", ERROR, () => {});
  for (let second = 0; second < 10; second++) mock.timers.tick(1000);
  t.equal(count, 1);
  t.match(retries.get("a"), { attempts: 1 });
});

t.test("after clear nothing is tried", async (t) => {
  const retries = start(t);
  let count = 0;
  retries.fail("a", "a", ERROR, () => count++);
  retries.clear();
  mock.timers.tick(10_000);
  t.same([count, retries.obstacles], [0, []]);
});
