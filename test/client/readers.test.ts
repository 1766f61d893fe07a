import t from "tap";
import { Readers } from "../../src/client/readers.ts";
import { VppError } from "../../src/errors.ts";

const DONE = { done: true, value: undefined };

t.test("items go to those who wait, in the order in which they came", async (t) => {
  const readers = new Readers<string>();
  t.equal(readers.areWaiting, false);
  const [first, second] = [readers.next(), readers.next()];
  readers.give("a");
  t.equal(readers.areWaiting, true);
  readers.give("b");
  t.equal(readers.areWaiting, false);
  t.same(
    [await first, await second].map(({ value }) => value),
    ["a", "b"],
  );
});

t.test("the first to ask learns why it ended, and all others that it has", async (t) => {
  const readers = new Readers<string>();
  const waiting = [readers.next(), readers.next()];
  const reason = new VppError("VPP_TIMEOUT", "enough");
  t.equal(readers.end(reason), true);
  t.equal(readers.end(), false);
  t.equal(readers.isOpen, false);
  await t.rejects(waiting[0]!, reason);
  t.same(await waiting[1], DONE);
  t.same(await readers.next(), DONE);
});

t.test("a reason may be kept back", async (t) => {
  const readers = new Readers<string>();
  readers.end(new VppError("VPP_TIMEOUT", "enough"));
  readers.forgetReason();
  t.same(await readers.next(), DONE);
});
