import { once } from "node:events";
import { chmodSync, existsSync, statSync, writeFileSync } from "node:fs";
import { createConnection, createServer, type Socket } from "node:net";
import { join } from "node:path";
import t from "tap";
import { createLoopback, swInterfaceDump } from "../../../src/binapi/interface.ts";
import { controlPing, getApiJson, sockInitShm } from "../../../src/binapi/memclnt.ts";
import { connect } from "../../../src/client/index.ts";
import { createRecording, openTap } from "../../../src/recording/index.ts";
import { leftSocket, temporaryFolder } from "../../helpers.ts";
import { namesOf, readAll, startTap } from "../scene.ts";

t.test("a client works through it, and every message is recorded", async (t) => {
  const { socketPath, file, close, simulator } = await startTap(t);
  const vpp = await connect({ socketPath, name: "through" });
  await vpp.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
  const names: string[] = [];
  for await (const { interfaceName } of vpp.dump(swInterfaceDump, { nameFilterValid: false, nameFilter: "" }))
    names.push(interfaceName);
  t.same(names, ["local0", "loop0"]);
  await vpp.close();
  await close();
  const messages = readAll(file);
  t.same(namesOf(messages), [
    "> sockclnt_create",
    "< sockclnt_create_reply",
    "> create_loopback",
    "< create_loopback_reply",
    "> sw_interface_dump",
    "> control_ping",
    "< sw_interface_details",
    "< sw_interface_details",
    "< control_ping_reply",
    "> sockclnt_delete",
    "< sockclnt_delete_reply",
    "< end",
  ]);
  t.ok(messages.every(({ client }, at) => at === 0 || at > 10 || client === "through"));
  t.equal(simulator.zombies, 0);
});

t.test("a long message passes whole", async (t) => {
  const { socketPath } = await startTap(t);
  await using vpp = await connect({ socketPath });
  const { json } = await vpp.request(getApiJson, {});
  t.ok(json.length > 300_000);
  JSON.parse(json.replace(/\0$/, ""));
});

t.test("its end says goodbye to VPP for each client", async (t) => {
  const { socketPath, file, close, simulator } = await startTap(t);
  const clients = [await connect({ socketPath }), await connect({ socketPath })];
  await close();
  t.equal(simulator.zombies, 0);
  t.same(simulator.clients, []);
  t.equal(namesOf(readAll(file)).filter((name) => name === "> sockclnt_delete").length, 2);
  t.notOk(existsSync(socketPath));
  for (const client of clients) await client.close();
});

t.test("a client that ends without a goodbye gets one", async (t) => {
  const { socketPath, simulator, close } = await startTap(t);
  const vpp = await connect({ socketPath });
  const raw = createConnection(socketPath);
  raw.write(createFrame("raw"));
  await once(raw, "data");
  raw.destroy();
  await vpp.request(controlPing, {});
  await vpp.close();
  await close();
  t.equal(simulator.zombies, 0);
});

t.test("a client that sends nothing costs VPP no connection", async (t) => {
  const { socketPath, simulator, close } = await startTap(t);
  const raw = createConnection(socketPath);
  await once(raw, "connect");
  raw.destroy();
  await close();
  t.equal(simulator.zombies, 0);
});

t.test("a client that asks for a file descriptor is refused", async (t) => {
  const { socketPath, notes, simulator } = await startTap(t);
  await using vpp = await connect({ socketPath, unguarded: true });
  await t.rejects(vpp.request(sockInitShm, { requestedSize: 1, configs: [] }), { code: "VPP_RETVAL", retval: -9 });
  t.match(notes, [/sock_init_shm is refused/]);
  t.same(simulator.calls(sockInitShm), []);
});

t.test("a message of more than 64 MiB ends the connection in order", async (t) => {
  const { socketPath, notes, simulator, close } = await startTap(t);
  const raw = createConnection(socketPath);
  raw.on("error", () => {});
  raw.write(createFrame("raw"));
  await once(raw, "data");
  raw.write(Buffer.from("00000000000000000400000100000000", "hex"));
  await once(raw, "close");
  await close();
  t.match(notes, [/frame of 67108865 bytes is out of range/]);
  t.equal(simulator.zombies, 0);
});

t.test("a client that does not read is not buffered for", async (t) => {
  const folder = temporaryFolder(t);
  const vppPath = join(folder, "vpp.sock");
  let isStopped = false;
  // Sends as long as the kernel takes it.
  const sockets: Socket[] = [];
  const vpp = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => {});
    const frame = Buffer.concat([Buffer.from("0000000000000000000fff0000000000", "hex"), Buffer.alloc(0xfff00, 1)]);
    const send = (): void => {
      while (socket.write(frame));
      isStopped = true;
    };
    socket.on("drain", send);
    socket.once("data", send);
  });
  await new Promise<void>((resolve) => vpp.listen(vppPath, resolve));
  t.teardown(() => vpp.close());
  const writer = createRecording(join(folder, "a.rec"), {});
  const tap = await openTap(join(folder, "tap.sock"), { vppPath, writer, note: () => {} });
  const client = createConnection(join(folder, "tap.sock"));
  client.on("error", () => {});
  client.write(createFrame("slow"));
  const before = process.memoryUsage().rss;
  for (let turns = 0; turns < 2000; turns++) await new Promise((resolve) => setImmediate(resolve));
  t.ok(isStopped);
  t.ok(writer.count < 20, `${writer.count} messages of 1 MB`);
  t.ok(process.memoryUsage().rss - before < 100e6);
  client.destroy();
  for (const socket of sockets) socket.destroy();
  await tap.close();
  writer.close();
});

t.test("the socket has the mode of VPP's", async (t) => {
  const { simulator } = await startTap(t);
  const folder = temporaryFolder(t);
  for (const mode of [0o775, 0o660]) {
    chmodSync(simulator.socketPath, mode);
    const [path, file] = [join(folder, `${mode}.sock`), join(folder, `${mode}.rec`)];
    const writer = createRecording(file, {});
    const tap = await openTap(path, { vppPath: simulator.socketPath, writer, note: () => {} });
    t.equal(statSync(path).mode & 0o777, mode);
    t.equal(statSync(path).gid, statSync(simulator.socketPath).gid);
    await tap.close();
    writer.close();
  }
});

t.test("takes the place of a left socket, and of nothing else", async (t) => {
  const { simulator, socketPath } = await startTap(t);
  const folder = temporaryFolder(t);
  const writer = createRecording(join(folder, "a.rec"), {});
  const settings = { vppPath: simulator.socketPath, writer, note: () => {} };
  const file = join(folder, "file");
  writeFileSync(file, "");
  await t.rejects(openTap(file, settings), { code: "VPP_FILE" });
  await t.rejects(openTap(socketPath, settings), { code: "VPP_FILE", message: /another process listens there/ });
  await t.rejects(openTap(join(folder, "x".repeat(120)), settings), { code: "VPP_FILE", message: /too long/ });
  const left = leftSocket(t);
  await (await openTap(left, settings)).close();
  writer.close();
});

/** `sockclnt_create` in its frame, as VPP's clients send it: id 15, context, a name of 64 bytes. */
function createFrame(name: string): Buffer {
  const frame = Buffer.alloc(16 + 70);
  frame.writeUInt32BE(70, 8);
  frame.writeUInt16BE(15, 16);
  frame.writeUInt32BE(7, 18);
  frame.write(name, 22);
  return frame;
}
