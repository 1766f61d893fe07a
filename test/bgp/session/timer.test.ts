import { mock } from "node:test";
import t from "tap";
import { Timer } from "../../../src/bgp/session/timer.ts";

t.test("fires once, from its last start on, and not after it was stopped", async (t) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  t.teardown(() => mock.timers.reset());
  let fired = 0;
  const timer = new Timer(() => {
    fired++;
  });
  timer.start(2);
  mock.timers.tick(1999);
  timer.start(2);
  mock.timers.tick(1999);
  t.same([fired, timer.isRunning], [0, true]);
  mock.timers.tick(1);
  t.same([fired, timer.isRunning], [1, false]);
  timer.start(1);
  timer.stop();
  mock.timers.tick(5000);
  t.same([fired, timer.isRunning], [1, false]);
});
