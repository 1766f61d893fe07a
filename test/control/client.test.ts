import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import t, { type Test } from "tap";
import { connectToControl, listenForRequests } from "../../src/control/index.ts";
import { temporaryFolder } from "../helpers.ts";

const SERVICE = { name: "test server", wayOut: "start one" };

async function answering(t: Test, answer: string) {
  const path = join(temporaryFolder(t), "a.sock");
  const server = createServer((socket) => socket.on("error", () => {}).end(answer)).listen(path);
  await once(server, "listening");
  t.teardown(() => server.close());
  return await connectToControl(path, SERVICE);
}

t.test("returns the answer to each request, and further lines", async (t) => {
  const path = join(temporaryFolder(t), "a.sock");
  const server = await listenForRequests(
    path,
    (request, connection) => {
      connection.keep(() => {});
      setImmediate(() => connection.send({ later: true }));
      return { asked: request.a };
    },
    100,
  );
  t.teardown(() => server.close());
  using client = await connectToControl(path, SERVICE);
  t.same(await client.request({ a: 1 }), { asked: 1 });
  client.keep();
  t.same(await client.next(), { later: true });
  client.close();
  t.equal(await client.next(), undefined);
  await t.rejects(client.request({ a: 1 }), { code: "VPP_CLOSED" });
});

t.test("says that no server listens, and what to do", async (t) => {
  await t.rejects(connectToControl("/nowhere/a.sock", SERVICE), {
    code: "VPP_CONNECT",
    message: "/nowhere/a.sock: no test server listens: no such file or directory; start one",
  });
});

const answers: readonly (readonly [what: string, answer: string, code: string, message: RegExp])[] = [
  ["a refusal", '{"error":"no"}\n', "VPP_FIELD_RANGE", /^refused by .*: no$/],
  ["another server", "SSH-2.0\n", "VPP_CONNECT", /what listens there is no test server$/],
  ["an answer that is no object", "[]\n", "VPP_JSON", /expected an object/],
  ["the end without an answer", "", "VPP_CONNECTION_LOST", /the test server has ended$/],
  ["half an answer", '{"a":', "VPP_CONNECTION_LOST", /the test server has ended$/],
];

for (const [what, answer, code, message] of answers) {
  t.test(`rejects with ${code} at ${what}`, async (t) => {
    using client = await answering(t, answer);
    await t.rejects(client.request({}), { code, message });
  });
}
