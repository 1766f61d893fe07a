import { once } from "node:events";
import { chmodSync, existsSync, renameSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { mock } from "node:test";
import { setImmediate } from "node:timers/promises";
import t, { type Test } from "tap";
import { type Listener, listenSocket } from "../../src/transport/listen-socket.ts";
import { connectSocket } from "../../src/transport/socket.ts";
import type { Transport } from "../../src/transport/transport.ts";
import { bytes, temporaryFolder } from "../helpers.ts";

const MIB = 1024 * 1024;
const isRoot = process.getuid?.() === 0;

interface Pair {
  readonly path: string;
  readonly listener: Listener;
  readonly client: Transport;
  readonly server: Transport;
}

/** Both ends of a connection. */
async function connectedPair(t: Test, maxQueuedBytes = MIB): Promise<Pair> {
  const path = join(temporaryFolder(t), "api.sock");
  let accept: (transport: Transport) => void;
  const accepted = new Promise<Transport>((resolve) => {
    accept = resolve;
  });
  const listener = await listenSocket(path, (transport) => accept(transport));
  const client = await connectSocket(path, { maxQueuedBytes });
  const server = await accepted;
  t.teardown(async () => {
    client.destroy();
    server.destroy();
    await listener.close();
  });
  return { path, listener, client, server };
}

function send(transport: Transport, ...messages: readonly Uint8Array[]): void {
  for (const message of messages) {
    const offset = transport.reserve(message.length);
    transport.bytes.set(message, offset);
    transport.commit();
  }
  transport.flush();
}

/** The next messages, as many as said. */
function receive(transport: Transport, count: number): Promise<Buffer[]> {
  const messages: Buffer[] = [];
  return new Promise((resolve) => {
    transport.onMessage = (memory, _view, offset, byteLength) => {
      messages.push(Buffer.from(memory.subarray(offset, offset + byteLength)));
      if (messages.length === count) resolve(messages);
    };
  });
}

/** As many turns of the event loop. */
async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await setImmediate();
}

/** Its end is the test's time limit, if it never is so. */
async function turnsUntil(isSo: () => boolean): Promise<void> {
  while (!isSo()) await setImmediate();
}

function closed(transport: Transport): Promise<Error | undefined> {
  return new Promise((resolve) => {
    transport.onClose = resolve;
  });
}

/** Prepares a path that cannot be connected to. */
type Obstacle = (t: Test) => string | Promise<string>;

const refused: readonly (readonly [what: string, obstacle: Obstacle, text: RegExp])[] = [
  ["nothing", (t) => join(temporaryFolder(t), "api.sock"), /api\.sock: no such socket\. Is VPP running/],
  ["a file", otherFile, /api\.sock: not a socket$/],
  ["a folder", temporaryFolder, /: not a socket$/],
  ["a socket where nobody listens any more", staleSocket, /api\.sock: no process listens\. Did VPP end/],
  ["a path below a file", async (t) => `${await otherFile(t)}/api.sock`, /api\.sock: connect ENOTDIR/],
  [
    "a path that no socket can have",
    () => `/tmp/${"x".repeat(103)}`,
    /x: too long for a socket path \(at most 107 bytes\)$/,
  ],
];

for (const [what, obstacle, text] of refused) {
  t.test(`connecting to ${what} fails with the path and the reason`, async (t) => {
    const path = await obstacle(t);
    const error = { code: "VPP_CONNECT", message: text, cause: { syscall: "connect" } };
    await t.rejects(connectSocket(path, { maxQueuedBytes: MIB }), error);
  });
}

t.test("connecting without permission fails with the group", { skip: isRoot && "root may connect" }, async (t) => {
  const path = join(temporaryFolder(t), "api.sock");
  const listener = await listenSocket(path, () => {});
  t.teardown(() => listener.close());
  chmodSync(path, 0);
  await t.rejects(connectSocket(path, { maxQueuedBytes: MIB }), { message: /permission denied.*open to group/ });
});

t.test("messages of one flush arrive in order, in both directions", async (t) => {
  const { client, server } = await connectedPair(t);
  const requests = [bytes("0017 80000001 00000001"), bytes("0018"), Buffer.alloc(300_000, 7)];
  const received = receive(server, 3);
  send(client, ...requests);
  t.ok(Buffer.concat(await received).equals(Buffer.concat(requests)));
  const answered = receive(client, 2);
  send(server, Buffer.alloc(200_000, 1), bytes("0019"));
  t.same(
    (await answered).map(({ length }) => length),
    [200_000, 2],
  );
});

t.test("the other side's end is an end without a reason", async (t) => {
  const { client, server } = await connectedPair(t);
  const end = closed(client);
  await server.close();
  t.equal(await end, undefined);
});

t.test("what was committed is sent before the end", async (t) => {
  const { client, server } = await connectedPair(t);
  const received = receive(server, 1);
  const end = closed(server);
  client.reserve(2);
  client.commit();
  await client.close();
  t.equal((await received).length, 1);
  t.equal(await end, undefined);
});

t.test("a close does not wait for a side that does not read", async (t) => {
  const path = join(temporaryFolder(t), "api.sock");
  const deaf = createServer({ allowHalfOpen: true, pauseOnConnect: true }).listen(path);
  await once(deaf, "listening");
  t.teardown(() => void deaf.close());
  const client = await connectSocket(path, { maxQueuedBytes: MIB });
  send(client, bytes("0017"));
  await client.close();
  t.pass("it closed");
});

t.test("what comes behind a few bytes, twice, waits for more to come with it, if it may", async (t) => {
  const { client, server } = await connectedPair(t);
  client.mayRest = () => true;
  mock.timers.enable({ apis: ["setTimeout"] });
  t.teardown(() => mock.timers.reset());
  const messages: string[] = [];
  client.onMessage = (memory, _view, offset, byteLength) => {
    messages.push(memory.toString("latin1", offset, offset + byteLength));
  };
  send(server, bytes("0101"));
  await turnsUntil(() => messages.length === 1);
  send(server, bytes("0102"));
  await turnsUntil(() => messages.length === 2);
  send(server, bytes("0103"));
  send(server, bytes("0104"));
  await turns(20);
  t.same(messages, ["\x01\x01", "\x01\x02"]);
  client.mayRest = () => false;
  mock.timers.tick(1);
  await turnsUntil(() => messages.length === 4);
  send(server, bytes("0105"));
  await turnsUntil(() => messages.length === 5);
  t.same(messages, ["\x01\x01", "\x01\x02", "\x01\x03", "\x01\x04", "\x01\x05"]);
});

t.test("the end of the other side is noticed after a rest", async (t) => {
  const { client, server } = await connectedPair(t);
  client.mayRest = () => true;
  const ended = closed(client);
  let came = 0;
  client.onMessage = () => void came++;
  for (const message of ["0101", "0102"]) {
    const before = came;
    send(server, bytes(message));
    await turnsUntil(() => came > before);
  }
  await server.close();
  t.equal(await ended, undefined);
});

t.test("a destroyed transport ends with the reason, and delivers nothing more", async (t) => {
  const { client, server } = await connectedPair(t);
  const reason = new Error("enough");
  const end = closed(client);
  client.onMessage = () => {
    client.destroy(reason);
    client.onMessage = () => t.fail("a message after the end");
  };
  send(server, bytes("0001"), bytes("0002"));
  t.equal(await end, reason);
  await client.close();
});

t.test("a frame that VPP cannot have sent ends the connection", async (t) => {
  const { client, server } = await connectedPair(t);
  const end = closed(client);
  const other = closed(server);
  send(server, bytes("0001"), bytes("02"));
  t.match(await end, {
    code: "VPP_FRAME",
    message: "frame of 1 bytes is out of range: VPP sends frames of 2 to 67108864 bytes",
  });
  await other;
});

t.test("a full way says so, and when there is room again", async (t) => {
  const { client, server } = await connectedPair(t, 100_000);
  const drained = new Promise<void>((resolve) => {
    client.onDrain = resolve;
  });
  const received = receive(server, 6);
  for (let i = 0; i < 6; i++) send(client, Buffer.alloc(16_000));
  t.equal(client.reserve(16_000), -1);
  await drained;
  t.not(client.reserve(16_000), -1);
  t.equal((await received).length, 6);
});

t.test("a server's way is never full", async (t) => {
  const { server } = await connectedPair(t, 100);
  for (let i = 0; i < 40; i++) send(server, Buffer.alloc(100_000));
  t.not(server.reserve(100_000), -1);
});

t.test("a listener that closes removes its socket and leaves its connections", async (t) => {
  const { path, listener, client, server } = await connectedPair(t);
  await listener.close();
  t.notOk(existsSync(path));
  await t.rejects(connectSocket(path, { maxQueuedBytes: MIB }), { code: "VPP_CONNECT" });
  const received = receive(server, 1);
  send(client, bytes("0002"));
  t.same(await received, [bytes("0002")]);
});

t.test("a path that is taken cannot be listened on", async (t) => {
  const path = join(temporaryFolder(t), "api.sock");
  const listener = await listenSocket(path, () => {});
  t.teardown(() => listener.close());
  await t.rejects(
    listenSocket(path, () => {}),
    { code: "EADDRINUSE" },
  );
});

t.test("a path that no socket can have cannot be listened on", async (t) => {
  const path = `/tmp/${"x".repeat(103)}`;
  const error = { code: "ENAMETOOLONG", message: `${path}: too long for a socket path (at most 107 bytes)` };
  await t.rejects(
    listenSocket(path, () => {}),
    error,
  );
  t.notOk(existsSync(path.slice(0, -1)), "nor is a shorter one taken for it");
});

t.test("a path of 107 bytes can be listened on", async (t) => {
  const folder = temporaryFolder(t);
  const path = `${folder}/${"x".repeat(106 - folder.length)}`;
  const listener = await listenSocket(path, () => {});
  t.ok(existsSync(path));
  await listener.close();
});

function otherFile(t: Test): string {
  const path = join(temporaryFolder(t), "api.sock");
  writeFileSync(path, "");
  return path;
}

/** A listener removes its socket when it ends in order, but not under another name. */
async function staleSocket(t: Test): Promise<string> {
  const folder = temporaryFolder(t);
  const listener = await listenSocket(join(folder, "first.sock"), () => {});
  renameSync(join(folder, "first.sock"), join(folder, "api.sock"));
  await listener.close();
  return join(folder, "api.sock");
}
