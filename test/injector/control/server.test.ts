import { once } from "node:events";
import { existsSync, statSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import t, { type Test } from "tap";
import { connectToInjector } from "../../../src/injector/control/client.ts";
import { MAX_REQUEST_BYTES } from "../../../src/injector/control/messages.ts";
import { listenForCommands } from "../../../src/injector/control/server.ts";
import type { Injector } from "../../../src/injector/injector.ts";
import { temporaryFolder } from "../../helpers.ts";
import { PAPER_FILE, policiesIn } from "../policies.ts";
import { configOf, start } from "../scene.ts";

const CHANGE = { set: policiesIn(PAPER_FILE), withdraw: [], isWhole: false };

async function serve(t: Test): Promise<{ readonly path: string; readonly injector: Injector }> {
  const { listen: _, ...config } = configOf(t);
  const injector = await start(t, { ...config, peers: [] });
  const server = await listenForCommands(config.socket, injector);
  t.teardown(() => server.close());
  return { path: config.socket, injector };
}

/** Connects without the client; `next` resolves with the next line, `undefined` at the end. */
async function raw(t: Test, path: string): Promise<{ readonly socket: Socket; next(): Promise<string | undefined> }> {
  const socket = connect(path);
  await once(socket, "connect");
  t.teardown(() => socket.destroy());
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  return { socket, next: async () => (await lines.next()).value };
}

t.test("only the owner and the group may use the socket, and it goes with the server", async (t) => {
  const { listen: _, ...config } = configOf(t);
  const injector = await start(t, { ...config, peers: [] });
  const before = process.umask();
  const server = await listenForCommands(config.socket, injector);
  t.equal(statSync(config.socket).mode & 0o777, 0o660);
  t.equal(process.umask(), before);
  const { next } = await raw(t, config.socket);
  server.close();
  t.equal(await next(), undefined, "connections end");
  t.notOk(existsSync(config.socket));
});

t.test("a socket that cannot be made is refused", async (t) => {
  const path = join(temporaryFolder(t), "file");
  writeFileSync(path, "");
  await t.rejects(listenForCommands(path, {} as Injector), {
    code: "VPP_FILE",
    message: `cannot listen on ${path}: what is there is not a socket: name another path, or remove it`,
  });
});

const hostile: readonly (readonly [what: string, line: string, error: RegExp])[] = [
  ["no JSON", "{", /^the request is not JSON$/],
  ["an empty line", "", /^the request is not JSON$/],
  ["no object", "[1]", /^expected an object$/],
  ["an unknown request", '{"kind":"__proto__"}', /^kind: expected change, list or watch$/],
  [
    "a policy of another type",
    '{"kind":"change","change":{"set":[[]],"withdraw":[]}}',
    /^expected a mapping, found a list$/,
  ],
  [
    "control characters",
    '{"kind":"change","change":{"set":[{"nlri":"\\u001b[2J"}],"withdraw":[]}}',
    /^nlri: expected a mapping/,
  ],
  ["deep nesting", "[".repeat(100_000), /^the request is not JSON$/],
  ["invalid UTF-8", "\xff\xfe", /^the request is not JSON$/],
];

t.test("a bad request is answered with an error, and the server goes on", async (t) => {
  const { path, injector } = await serve(t);
  const { socket, next } = await raw(t, path);
  for (const [what, line, error] of hostile) {
    socket.write(Buffer.from(`${line}\n`, "latin1"));
    const answer = (await next())!;
    t.match(JSON.parse(answer).error, error, what);
    t.notOk(answer.includes("\u001b"));
  }
  socket.write('{"kind":"list"}\n');
  t.same(JSON.parse((await next())!), { policies: [] });
  t.same(injector.list(), []);
});

t.test("a request that is too long is refused before it ends, and others go on", async (t) => {
  const { path } = await serve(t);
  const { socket, next } = await raw(t, path);
  socket.on("error", () => {}).write("x".repeat(MAX_REQUEST_BYTES + 1));
  t.match(JSON.parse((await next())!), { error: "a line has more than 1048576 bytes" });
  t.equal(await next(), undefined);
  const store = await connectToInjector(path);
  t.same(await store.list(), []);
  store.close();
});

t.test("several requests in one write are answered in their order", async (t) => {
  const { path } = await serve(t);
  const { socket, next } = await raw(t, path);
  socket.write('{"kind":"list"}\n{}\n{"kind":"list"}\n{"kind"');
  t.same(JSON.parse((await next())!), { policies: [] });
  t.match(JSON.parse((await next())!), { error: /^kind: / });
  t.same(JSON.parse((await next())!), { policies: [] });
});

t.test("those that watch get each change, and one that leaves disturbs no other", async (t) => {
  const { path, injector } = await serve(t);
  const [stays, leaves] = [await raw(t, path), await raw(t, path)];
  for (const { socket, next } of [stays, leaves]) {
    for (let times = 0; times < 2; times++) {
      socket.write('{"kind":"watch"}\n');
      t.equal(await next(), "{}");
    }
  }
  leaves.socket.destroy();
  await once(leaves.socket, "close");
  injector.change(CHANGE, false);
  t.match(JSON.parse((await stays.next())!), { kind: "created", policy: { nlri: { color: 94 } } });
  injector.change({ ...CHANGE, set: [], isWhole: true }, false);
  t.match(JSON.parse((await stays.next())!), { kind: "deleted" }, "each event comes once");
});
