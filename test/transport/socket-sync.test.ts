import { once } from "node:events";
import { createConnection, createServer, type Socket } from "node:net";
import { join } from "node:path";
import t, { type Test } from "tap";
import { handleOf, readToEndSync, writeSync } from "../../src/transport/socket-sync.ts";
import { temporaryFolder } from "../helpers.ts";

const MIB = 1024 * 1024;

/** Both ends of a connection; the server's does not read until it is told to. */
async function connectedPair(t: Test): Promise<{ client: Socket; server: Socket }> {
  const path = join(temporaryFolder(t), "test.sock");
  const listener = createServer({ allowHalfOpen: true, pauseOnConnect: true }).listen(path);
  await once(listener, "listening");
  const client = createConnection({ path });
  const [server] = (await once(listener, "connection")) as [Socket];
  if (client.connecting) await once(client, "connect");
  for (const socket of [client, server]) socket.on("error", () => {});
  t.teardown(() => {
    client.destroy();
    server.destroy();
    listener.close();
  });
  return { client, server };
}

function soon(): number {
  return performance.now() + 20;
}

/** Everything that a socket receives, until the other side ends. */
async function readAll(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Gathers what is read, in memory for `spaceBytes` at a time; wants no more after `mostBytes`. */
function gather(spaceBytes: number, mostBytes = Number.POSITIVE_INFINITY) {
  const memory = Buffer.alloc(spaceBytes);
  const parts: Buffer[] = [];
  const received = (count: number): boolean => {
    parts.push(Buffer.from(memory.subarray(0, count)));
    return Buffer.concat(parts).length < mostBytes;
  };
  return { space: () => memory, received, all: () => Buffer.concat(parts).toString("latin1") };
}

t.test("a write is whole when the other side has room", async (t) => {
  const { client, server } = await connectedPair(t);
  writeSync(handleOf(client)!.fd, Buffer.from("goodbye"), soon());
  client.end();
  t.equal((await readAll(server)).toString(), "goodbye");
});

t.test("a write goes on for as long as there is time, and what has gone is the beginning", async (t) => {
  const { client, server } = await connectedPair(t);
  const bytes = Buffer.from(Uint32Array.from({ length: (4 * MIB) / 4 }, (_, at) => at).buffer);
  const deadline = soon();
  writeSync(handleOf(client)!.fd, bytes, deadline);
  t.ok(performance.now() >= deadline);
  client.end();
  const arrived = await readAll(server);
  t.ok(arrived.length > 0 && arrived.length < bytes.length);
  t.ok(arrived.equals(bytes.subarray(0, arrived.length)));
});

t.test("a write is tried once even when the time is over", async (t) => {
  const { client, server } = await connectedPair(t);
  writeSync(handleOf(client)!.fd, Buffer.from("late"), 0);
  client.end();
  t.equal((await readAll(server)).toString(), "late");
});

t.test("a write to a side that is gone ends at once", async (t) => {
  const { client, server } = await connectedPair(t);
  client.pause();
  const { fd } = handleOf(client)!;
  server.destroy();
  await once(server, "close");
  writeSync(fd, Buffer.from("nobody"), Number.POSITIVE_INFINITY);
  t.pass("it ended");
});

t.test("reads everything up to the other side's end", async (t) => {
  const { client, server } = await connectedPair(t);
  client.pause();
  server.end("one two three");
  await once(server, "finish");
  const { space, received, all } = gather(4);
  readToEndSync(handleOf(client)!.fd, space, received, Number.POSITIVE_INFINITY);
  t.equal(all(), "one two three");
});

t.test("reads what is there and waits for more until the time is over", async (t) => {
  const { client, server } = await connectedPair(t);
  client.pause();
  await new Promise((resolve) => server.write("one", resolve));
  const { space, received, all } = gather(64);
  const deadline = soon();
  readToEndSync(handleOf(client)!.fd, space, received, deadline);
  t.equal(all(), "one");
  t.ok(performance.now() >= deadline);
});

t.test("reads no more than is wanted", async (t) => {
  const { client, server } = await connectedPair(t);
  client.pause();
  await new Promise((resolve) => server.write("one two", resolve));
  const { space, received, all } = gather(3, 3);
  readToEndSync(handleOf(client)!.fd, space, received, Number.POSITIVE_INFINITY);
  t.equal(all(), "one");
});

t.test("a descriptor that is no more is neither read nor written", async (t) => {
  const { client } = await connectedPair(t);
  const { fd } = handleOf(client)!;
  client.destroy();
  await once(client, "close");
  const { space, received, all } = gather(64);
  writeSync(fd, Buffer.from("nobody"), Number.POSITIVE_INFINITY);
  readToEndSync(fd, space, received, Number.POSITIVE_INFINITY);
  t.equal(all(), "");
});

t.test("the handle counts what was handed to it, and what the kernel has not taken of that", async (t) => {
  const { client, server } = await connectedPair(t);
  t.match(handleOf(client), { bytesWritten: 0, writeQueueSize: 0 });
  client.end(Buffer.alloc(4 * MIB));
  const { bytesWritten, writeQueueSize } = handleOf(client)!;
  t.equal(bytesWritten, 4 * MIB);
  t.ok(writeQueueSize > 0 && writeQueueSize < 4 * MIB);
  // What a process that ends here would leave to the other side.
  const taken = bytesWritten - writeQueueSize;
  client.destroy();
  t.equal((await readAll(server)).length, taken);
});

t.test("a socket that is closed has no handle", async (t) => {
  const { client } = await connectedPair(t);
  client.destroy();
  t.equal(handleOf(client), undefined);
});

const foreign: readonly (readonly [what: string, socket: object])[] = [
  ["no handle", {}],
  ["no handle any more", { _handle: null }],
  ["a handle without a descriptor", { _handle: { bytesWritten: 0, writeQueueSize: 0 } }],
  ["a descriptor of -1", { _handle: { fd: -1, bytesWritten: 0, writeQueueSize: 0 } }],
  ["a handle that counts nothing", { _handle: { fd: 3 } }],
  ["a handle that counts in another way", { _handle: { fd: 3, bytesWritten: 0n, writeQueueSize: 0n } }],
];

for (const [what, socket] of foreign) {
  t.test(`a socket with ${what}, as other runtimes have, is left alone`, async (t) => {
    t.equal(handleOf(socket as Socket), undefined);
  });
}
