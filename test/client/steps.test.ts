import t from "tap";
import { Steps } from "../../src/client/steps.ts";
import { VppError } from "../../src/errors.ts";

const DONE = { done: true, value: undefined };

t.test("items go to those who wait, in the order in which they came", async (t) => {
  const steps = new Steps<string>();
  t.equal(steps.areWaiting, false);
  const [first, second] = [steps.next(), steps.next()];
  steps.give("a");
  t.equal(steps.areWaiting, true);
  steps.give("b");
  t.equal(steps.areWaiting, false);
  t.same(
    [await first, await second].map(({ value }) => value),
    ["a", "b"],
  );
});

t.test("the first to ask learns why it ended, and all others that it has", async (t) => {
  const steps = new Steps<string>();
  const waiting = [steps.next(), steps.next()];
  const reason = new VppError("VPP_TIMEOUT", "enough");
  t.equal(steps.end(reason), true);
  t.equal(steps.end(), false);
  t.equal(steps.isOpen, false);
  await t.rejects(waiting[0]!, reason);
  t.same(await waiting[1], DONE);
  t.same(await steps.next(), DONE);
});

t.test("a reason may be kept back", async (t) => {
  const steps = new Steps<string>();
  steps.end(new VppError("VPP_TIMEOUT", "enough"));
  steps.forgetReason();
  t.same(await steps.next(), DONE);
});
