import t from "tap";
import { CLI, CREATE, DELETE, Leaving } from "../leaving/leaving.ts";

/** Some thirty processes take their time on a busy machine. */
t.setTimeout(180_000);

const exits: readonly (readonly [way: string, exitCode: number])[] = [
  ["exit", 3],
  ["end of work", 0],
  ["exception", 1],
  ["rejection", 1],
  ["exit in a callback", 3],
  ["worker: exit", 0],
  ["worker: end of work", 0],
  ["worker: exception", 0],
];

for (const [way, exitCode] of exits) {
  t.test(`a process leaves VPP in order: ${way}`, async (t) => {
    const leaving = await Leaving.listen(t);
    const child = leaving.start(way);
    const connection = await leaving.first();
    if (way === "exit in a callback") {
      await connection.heard(CLI);
      connection.answerCli();
    }
    t.equal(await child.ended, exitCode, child.stderr);
    await connection.gone;
    t.ok(connection.isGoodbye(connection.messages.at(-1)));
    t.equal(connection.ids[0], CREATE);
    t.equal(connection.ids.filter((id) => id === DELETE).length, 1);
    t.equal(leaving.connections.length, 1);
  });
}

t.test("a process leaves VPP in order on each of its connections", async (t) => {
  const leaving = await Leaving.listen(t);
  t.equal(await leaving.start("two clients").ended, 3);
  for (const connection of leaving.connections) {
    await connection.gone;
    t.same(connection.ids, [CREATE, DELETE]);
    t.ok(connection.isGoodbye(connection.messages.at(-1)));
  }
  t.equal(leaving.connections.length, 2);
});

for (const way of ["worker: terminated", "worker: exit of the main thread"]) {
  t.test(`a thread that is ended by another runs no code any more, and leaves without a goodbye: ${way}`, async (t) => {
    const leaving = await Leaving.listen(t);
    const child = leaving.start(way);
    await child.says("ready");
    child.tell();
    t.equal(await child.ended, 0);
    const connection = await leaving.first();
    await connection.gone;
    t.same(connection.ids, [CREATE]);
  });
}

t.test("whole messages that have not begun to leave are dropped", async (t) => {
  const leaving = await Leaving.listen(t);
  t.equal(await leaving.start("exit before the flush").ended, 3);
  const connection = await leaving.first();
  await connection.gone;
  t.same(connection.ids, [CREATE, DELETE]);
});

t.test("of 5 MB on their way VPP gets whole messages, then the goodbye", async (t) => {
  const leaving = await Leaving.listen(t);
  t.equal(await leaving.start("exit with much to send").ended, 3);
  const connection = await leaving.first();
  await connection.gone;
  const [first, ...others] = connection.ids;
  t.equal(first, CREATE);
  t.equal(others.pop(), DELETE);
  t.ok(others.length < 5 * 1024);
  t.ok(others.every((id) => id === CLI));
  t.ok(connection.isGoodbye(connection.messages.at(-1)));
});

t.test("a message that VPP has begun to read is finished", async (t) => {
  const leaving = await Leaving.listen(t, { stopsReading: true });
  const child = leaving.start("exit inside a frame");
  const connection = await leaving.first();
  await child.says("exiting");
  t.same(connection.ids, [CREATE]);
  connection.resume();
  t.equal(await child.ended, 3);
  await connection.gone;
  // The kernel holds less than the first of five messages of 1 MiB.
  t.same(connection.ids, [CREATE, CLI, DELETE]);
  t.ok(connection.isGoodbye(connection.messages.at(-1)));
});

t.test("a VPP that reads nothing any more cannot keep a process from ending", async (t) => {
  const leaving = await Leaving.listen(t, { stopsReading: true });
  t.equal(await leaving.start("exit with a server that does not read").ended, 3);
});

t.test("an exit while the client closes leaves VPP in order", async (t) => {
  const leaving = await Leaving.listen(t, { answersDelete: false });
  const child = leaving.start("exit while it closes");
  const connection = await leaving.first();
  await connection.heard(DELETE);
  child.tell();
  t.equal(await child.ended, 3);
  await connection.gone;
  t.same(new Set(connection.ids), new Set([CREATE, DELETE]));
  t.ok(connection.isGoodbye(connection.messages.at(-1)));
});

t.test("a VPP that does not answer the goodbye gets it all the same, and then the end", async (t) => {
  const leaving = await Leaving.listen(t, { answersDelete: false });
  t.equal(await leaving.start("exit after a close without an answer").ended, 3);
  const connection = await leaving.first();
  await connection.gone;
  t.same(new Set(connection.ids), new Set([CREATE, DELETE]));
  t.ok(connection.isGoodbye(connection.messages.at(-1)));
});

t.test("a client that closed, on a VPP that does not read, still leaves in order when the process ends", async (t) => {
  const leaving = await Leaving.listen(t, { stopsReading: true });
  const child = leaving.start("close with much to send, unread");
  await child.says("closed");
  const connection = await leaving.first();
  connection.resume();
  t.equal(await child.ended, 0);
  await connection.gone;
  t.ok(connection.isGoodbye(connection.messages.at(-1)));
  t.ok(connection.ids.slice(1, -1).every((id) => id === CLI));
});

t.test("a client that keeps no process alive does so while it closes", async (t) => {
  const leaving = await Leaving.listen(t);
  const child = leaving.start("close of a client that keeps nothing alive");
  t.equal(await child.ended, 0);
  t.equal(child.stdout, "closed\n");
  t.same((await leaving.first()).ids, [CREATE, DELETE]);
});

t.test("a client that keeps no process alive does not while it connects again either", async (t) => {
  const leaving = await Leaving.listen(t, { answersOne: true });
  const child = leaving.start("end of work while it connects again");
  await child.says("ready");
  (await leaving.first()).end();
  await (await leaving.nth(2)).heard(CREATE);
  child.tell();
  t.equal(await child.ended, 0);
});

t.test("an exit before VPP knows that there is a client leaves it in order", async (t) => {
  const leaving = await Leaving.listen(t);
  t.equal(await leaving.start("exit while it opens").ended, 3);
  const connection = await leaving.first();
  await connection.gone;
  t.same(connection.ids, [CREATE, DELETE]);
  t.ok(connection.isGoodbye(connection.messages.at(-1)));
});

t.test("an exit before VPP has answered the registration waits for the answer, and leaves in order", async (t) => {
  const leaving = await Leaving.listen(t, { answersCreate: false });
  const child = leaving.start("exit before the registration is answered");
  const connection = await leaving.first();
  await connection.heard(CREATE);
  child.tell();
  await child.says("exiting");
  connection.greet();
  t.equal(await child.ended, 3);
  await connection.gone;
  t.same(connection.ids, [CREATE, DELETE]);
  t.ok(connection.isGoodbye(connection.messages.at(-1)));
});

t.test("a VPP that never answers the registration cannot keep a process from ending", async (t) => {
  const leaving = await Leaving.listen(t, { answersCreate: false });
  const child = leaving.start("exit without an answer to the registration");
  await (await leaving.first()).heard(CREATE);
  child.tell();
  t.equal(await child.ended, 3);
});

t.test("after the close of 1000 clients nothing of them is left", async (t) => {
  const leaving = await Leaving.listen(t);
  const child = leaving.start("close of many");
  t.equal(await child.ended, 0, child.stderr);
  const { before, after, warnings } = JSON.parse(child.stdout) as Record<string, unknown>;
  t.same(after, before);
  t.same(warnings, []);
  t.equal(leaving.connections.length, 1001);
  for (const connection of leaving.connections) await connection.gone;
  t.ok(leaving.connections.every(({ messages }) => messages.length === 2));
  t.ok(leaving.connections.every((connection) => connection.isGoodbye(connection.messages.at(-1))));
});
