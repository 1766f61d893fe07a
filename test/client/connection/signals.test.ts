import t from "tap";
import { CREATE, DELETE, Leaving } from "../leaving/leaving.ts";

for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
  t.test(`${signal} closes a client that asked for it, then ends the process`, async (t) => {
    const leaving = await Leaving.listen(t);
    const child = leaving.start("signal: option");
    await child.says("ready");
    child.kill(signal);
    t.equal(await child.ended, signal);
    const connection = await leaving.first();
    await connection.gone;
    t.same(connection.ids, [CREATE, DELETE]);
    t.ok(connection.isGoodbye(connection.messages.at(-1)));
  });

  t.test(`${signal} is the program's unless it asked`, async (t) => {
    const leaving = await Leaving.listen(t);
    const child = leaving.start("signal: no option");
    await child.says("ready");
    child.kill(signal);
    t.equal(await child.ended, signal);
    const connection = await leaving.first();
    await connection.gone;
    t.same(connection.ids, [CREATE]);
  });
}

for (const way of ["signal: others listen", "signal: others listen once, and did before"]) {
  t.test(`a signal that others listen to does not end the process: ${way}`, async (t) => {
    const leaving = await Leaving.listen(t);
    const child = leaving.start(way);
    await child.says("ready");
    child.kill("SIGTERM");
    t.equal(await child.ended, 7);
    t.equal(child.stdout, "ready\nheard\n");
    t.same((await leaving.first()).ids, [CREATE, DELETE]);
  });
}

t.test("every client has left before a signal ends the process, even those that did not ask", async (t) => {
  const leaving = await Leaving.listen(t);
  const child = leaving.start("signal: two clients, one without the option");
  await child.says("ready");
  child.kill("SIGTERM");
  t.equal(await child.ended, "SIGTERM");
  for (const connection of leaving.connections) {
    await connection.gone;
    t.same(connection.ids, [CREATE, DELETE]);
  }
  t.equal(leaving.connections.length, 3);
});

t.test("a second signal while clients close ends the process at once", async (t) => {
  const leaving = await Leaving.listen(t, { answersDelete: false });
  const child = leaving.start("signal: a second one");
  await child.says("ready");
  child.kill("SIGTERM");
  await (await leaving.first()).heard(DELETE);
  child.kill("SIGINT");
  t.equal(await child.ended, "SIGINT");
});

t.test("a signal before VPP has answered the registration waits for the answer, and leaves in order", async (t) => {
  const leaving = await Leaving.listen(t, { answersCreate: false });
  const child = leaving.start("signal: before the registration is answered");
  const connection = await leaving.first();
  await connection.heard(CREATE);
  child.kill("SIGTERM");
  await child.says("closed");
  connection.greet();
  t.equal(await child.ended, "SIGTERM");
  await connection.gone;
  t.same(connection.ids, [CREATE, DELETE]);
});
