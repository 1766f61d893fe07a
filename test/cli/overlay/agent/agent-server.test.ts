import { createConnection } from "node:net";
import { createInterface } from "node:readline";
import t from "tap";
import { heldBy } from "../../../overlay/agent/scene.ts";
import { startAgent } from "../scene.ts";

t.test("what is asked changes nothing, and hostile questions do not end the agent", async (t) => {
  const agent = await startAgent(t);
  const before = heldBy(agent.simulator);
  const socket = createConnection(agent.server);
  t.teardown(() => socket.destroy());
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  const next = async () => JSON.parse((await lines.next()).value);
  const questions: readonly (readonly [question: string, error: RegExp])[] = [
    ["{}", /kind: expected status, explain or end/],
    ['{"kind":"leave"}', /kind: expected/],
    ['{"kind":["status"]}', /kind: expected/],
    ['{"kind":"explain"}', /undefined/],
    ['{"kind":"explain","address":{"toString":1}}', /./],
    ['{"kind":"explain","address":"::1\\u001b"}', /^"::1\\u001b" is not an IP address$/],
    ['{"__proto__":{"kind":"status"}}', /kind: expected/],
    ["[]", /expected an object/],
    ["\u0000", /not JSON/],
  ];
  for (const [question, error] of questions) {
    socket.write(`${question}\n`);
    t.match(await next(), { error }, question);
  }
  socket.write('{"kind":"status"}\n');
  t.match(await next(), { agent: "tsvpp overlay", format: 1, pid: process.pid, status: { node: { id: "node1" } } });
  socket.write(`${"x".repeat(5000)}\n`);
  t.match(await next(), { error: /^a line has more than/ });
  t.equal((await agent.ask("status")).exitCode, 0);
  t.same(heldBy(agent.simulator), before);
});
