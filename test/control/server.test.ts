import { once } from "node:events";
import { existsSync, statSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import t, { type Test } from "tap";
import { type ControlConnection, type ControlHandler, listenForRequests } from "../../src/control/index.ts";
import { leftSocket, temporaryFolder } from "../helpers.ts";

async function start(t: Test, handler: ControlHandler = (request) => ({ asked: request })) {
  const path = join(temporaryFolder(t), "new", "folder", "a.sock");
  const server = await listenForRequests(path, handler, 100);
  t.teardown(() => server.close());
  return { server, path };
}

async function connectTo(t: Test, path: string) {
  const socket = createConnection({ path, allowHalfOpen: true });
  await once(socket, "connect");
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  t.teardown(() => socket.destroy());
  return { socket, next: async () => (await lines.next()).value as string | undefined };
}

t.test("answers each line, in order, on a socket for the owner and the group alone", async (t) => {
  const { server, path } = await start(t);
  t.equal(statSync(path).mode & 0o777, 0o660);
  const { socket, next } = await connectTo(t, path);
  socket.write('{"a":1}\n{"a":');
  t.equal(await next(), '{"asked":{"a":1}}');
  socket.write("2}\n");
  t.equal(await next(), '{"asked":{"a":2}}');
  server.close();
  t.equal(await next(), undefined);
  t.notOk(existsSync(path));
});

t.test("answers also a client that ends its side after its request", async (t) => {
  const { path } = await start(t);
  const { socket, next } = await connectTo(t, path);
  socket.end('{"a":1}\n');
  t.equal(await next(), '{"asked":{"a":1}}');
  t.equal(await next(), undefined);
});

const wrong: readonly (readonly [what: string, sent: string, answer: string])[] = [
  ["what is not JSON", "hello\n", '{"error":"the request is not JSON"}'],
  ["JSON that is no object", "[1]\n", '{"error":"expected an object"}'],
  ["an empty line", "\n", '{"error":"the request is not JSON"}'],
  ["bytes that are no UTF-8", "\u0000\ufffd\n", '{"error":"the request is not JSON"}'],
  ["a request that the handler refuses", '{"fails":true}\n', '{"error":"no\\\\x1b way"}'],
];

for (const [what, sent, answer] of wrong) {
  t.test(`refuses ${what}, and answers the next request`, async (t) => {
    const { path } = await start(t, (request) => {
      if (request.fails) throw new Error("no\u001b way");
      return { asked: request };
    });
    const { socket, next } = await connectTo(t, path);
    socket.write(`${sent}{"a":1}\n`);
    t.equal(await next(), answer);
    t.equal(await next(), '{"asked":{"a":1}}');
  });
}

t.test("ends a connection whose line is too long, and no other one", async (t) => {
  const { path } = await start(t);
  const [long, other] = [await connectTo(t, path), await connectTo(t, path)];
  long.socket.write("x".repeat(101));
  t.equal(await long.next(), '{"error":"a line has more than 100 bytes"}');
  t.equal(await long.next(), undefined);
  other.socket.write("{}\n");
  t.equal(await other.next(), '{"asked":{}}');
});

t.test("reads no more requests of a client that does not read its answers", async (t) => {
  let asked = 0;
  const { path } = await start(t, () => {
    asked++;
    return { text: "x".repeat(1_000_000) };
  });
  const slow = await connectTo(t, path);
  slow.socket.pause();
  slow.socket.write("{}\n".repeat(1000));
  const other = await connectTo(t, path);
  other.socket.write("{}\n");
  await other.next();
  t.ok(asked < 10, `${asked} of 1000 requests were answered`);
});

t.test("sends more lines to a connection that is kept, and notices its end", async (t) => {
  let kept: ControlConnection | undefined;
  let ended = () => {};
  const end = new Promise<void>((resolve) => {
    ended = resolve;
  });
  const { path } = await start(t, (_, connection) => {
    connection.keep(ended);
    kept = connection;
    return {};
  });
  const { socket, next } = await connectTo(t, path);
  socket.write("{}\n");
  t.equal(await next(), "{}");
  kept!.send({ more: 1 });
  t.equal(await next(), '{"more":1}');
  socket.destroy();
  await end;
  kept!.send({ more: 2 });
});

t.test("takes the place of a socket that was left, and of nothing else", async (t) => {
  const left = leftSocket(t);
  const server = await listenForRequests(left, () => ({}), 100);
  await t.rejects(
    listenForRequests(left, () => ({}), 100),
    { code: "VPP_FILE", message: /another process listens/ },
  );
  server.close();
  const file = join(temporaryFolder(t), "file");
  writeFileSync(file, "");
  await t.rejects(
    listenForRequests(file, () => ({}), 100),
    { code: "VPP_FILE", message: /not a socket/ },
  );
  await t.rejects(
    listenForRequests(`${file}/a.sock`, () => ({}), 100),
    { code: "VPP_FILE" },
  );
});

t.test("a long answer comes in its place, also one that fails", async (t) => {
  const long = Array.from({ length: 1000 }, (_, at) => at);
  const { path } = await start(t, async ({ fails }) => {
    if (fails === true) throw new Error("no");
    return { long };
  });
  const { socket, next } = await connectTo(t, path);
  socket.write('{}\n{"fails":true}\n{}\n');
  t.same(JSON.parse((await next())!), { long });
  t.same(JSON.parse((await next())!), { error: "no" });
  t.same(JSON.parse((await next())!), { long });
});
