import t from "tap";
import type { Connection } from "../../../src/client/connection/index.ts";
import { WaitingCalls } from "../../../src/client/session/waiting-calls.ts";

const CONNECTION = { name: "the next one" } as unknown as Connection;

t.test("all calls that wait get the connection, and a call that was removed does not", async (t) => {
  const calls = new WaitingCalls();
  const [first, second, removed] = ["a", "b", "c"].map((name) => calls.add(name));
  let isSettled = false;
  void removed!.connection.then(() => {
    isSettled = true;
  });
  removed!.remove();
  calls.resolve(CONNECTION);
  t.equal(await first!.connection, CONNECTION);
  t.equal(await second!.connection, CONNECTION);
  t.equal(isSettled, false);
});

t.test("closing fails the calls that wait and those that come later, each by name, and sent nothing", async (t) => {
  const calls = new WaitingCalls();
  const before = calls.add("show_version").connection;
  calls.close();
  const after = calls.add("sr_policy_add").connection;
  const closed = { code: "VPP_CLOSED", effect: "none" };
  await t.rejects(before, { ...closed, messageName: "show_version", message: /^show_version: not sent: / });
  await t.rejects(after, { ...closed, messageName: "sr_policy_add", message: /^sr_policy_add: not sent: / });
});

t.test("a call that is failed by closing ends in a later turn, after microtasks", async (t) => {
  const calls = new WaitingCalls();
  const ends: string[] = [];
  calls.close();
  const failed = calls.add("show_version").connection.catch(() => ends.push("failed"));
  for (let times = 0; times < 10; times++) await undefined;
  ends.push("microtasks");
  await failed;
  t.same(ends, ["microtasks", "failed"]);
});
