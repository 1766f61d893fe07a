import t from "tap";
import { Turns } from "../src/turns.ts";

t.test("work begins in its turn, when the work before has ended or lets it begin", async (t) => {
  const turns = new Turns();
  const order: string[] = [];
  let endFirst = (): void => {};
  let letNext = (): void => {};
  const first = turns.take((next) => {
    order.push("first");
    letNext = next;
    return new Promise<string>((resolve) => {
      endFirst = () => resolve("first's result");
    });
  });
  const second = turns.take(async () => void order.push("second"));
  const third = turns.take(async () => void order.push("third"));
  await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  t.same(order, ["first"]);
  letNext();
  await Promise.all([second, third]);
  t.same(order, ["first", "second", "third"]);
  endFirst();
  t.equal(await first, "first's result");
});

t.test("work that fails does not keep the next from its turn", async (t) => {
  const turns = new Turns();
  const failing = turns.take(() => Promise.reject(new Error("no")));
  const next = turns.take(async () => "done");
  await t.rejects(failing, { message: "no" });
  t.equal(await next, "done");
});
