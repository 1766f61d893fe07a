import t from "tap";
import { featureIsEnabledReply } from "../../../src/binapi/feature.ts";
import { swInterfaceEvent } from "../../../src/binapi/interface.ts";
import { controlPingReply, sockclntDeleteReply } from "../../../src/binapi/memclnt.ts";
import { loadApi } from "../../../src/simulator/api/index.ts";
import { type Client, Clients } from "../../../src/simulator/clients/index.ts";
import { Faults } from "../../../src/simulator/faults/index.ts";
import { MemoryTransport } from "../memory-transport.ts";

interface Scene {
  readonly faults: Faults;
  readonly clients: Clients;
  readonly transport: MemoryTransport;
  readonly client: Client;
}

async function sceneOf(): Promise<Scene> {
  const faults = new Faults(await loadApi({}), { restartByFault: () => {} });
  const clients = new Clients(faults);
  const transport = new MemoryTransport();
  return { faults, clients, transport, client: clients.add(transport) };
}

const GOODBYE = { response: 1 };
const GOODBYE_HEX = "0012 11223344 00000001".replaceAll(" ", "");

// By hand, from VPP's packed structures: a reply has id and context, an event the client index, few replies have both.
t.test("writes each kind of header", async (t) => {
  const { transport, client } = await sceneOf();
  client.send(controlPingReply, 0x18, 0x11223344, { retval: -1, clientIndex: 2, vpePid: 3 });
  client.send(swInterfaceEvent, 0x153, 0, { pid: 7, swIfIndex: 1, flags: 3, deleted: false });
  client.send(featureIsEnabledReply, 0x160, 0x11223344, { retval: 0, isEnabled: true });
  t.same(transport.log, [
    "0018 11223344 ffffffff 00000002 00000003".replaceAll(" ", ""),
    "0153 80000001 00000007 00000001 00000003 00".replaceAll(" ", ""),
    "0160 00000000 11223344 00000000 01".replaceAll(" ", ""),
  ]);
});

t.test("sends everything of one turn in one flush", async (t) => {
  const { transport, client } = await sceneOf();
  for (let n = 0; n < 2; n++) client.send(sockclntDeleteReply, 0x12, 0x11223344, GOODBYE);
  await Promise.resolve();
  t.same(transport.log, [GOODBYE_HEX, GOODBYE_HEX, "flush"]);
});

t.test("sends a message that is given as bytes under another header", async (t) => {
  const { transport, client } = await sceneOf();
  const message = Buffer.from("ffffffffffff00000001", "hex");
  client.sendCopy(message, { name: "sockclnt_delete_reply", header: "reply", id: 0x12, context: 0x11223344 });
  t.same(transport.log, [GOODBYE_HEX]);
});

t.test("ends the connection when all is sent, and nothing is held back", async (t) => {
  const { transport, client } = await sceneOf();
  client.hold();
  client.close();
  t.ok(client.isLeaving);
  t.same(transport.log, []);
  client.release();
  t.same(transport.log, ["close"]);
  client.send(sockclntDeleteReply, 0x12, 0x11223344, GOODBYE);
  t.same(transport.log, ["close"], "nothing is sent after it");
});

t.test("sends bytes in pieces, a message behind the last", async (t) => {
  const { transport, client } = await sceneOf();
  client.sendBytes(Buffer.from("010203", "hex"), 2);
  client.sendMessage(Buffer.from("0012", "hex"));
  client.close();
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
  // The frame around a message: 8 bytes, its length, 4 bytes.
  const frame = `bytes ${"00".repeat(8)}00000002${"00".repeat(4)}0012`;
  t.same(transport.log, ["bytes 0102", "bytes 03", frame, "close"]);
});

t.test("a connection that is broken off sends nothing any more", async (t) => {
  const { transport, client } = await sceneOf();
  client.sendBytes(Buffer.from("010203", "hex"), 1);
  client.destroy();
  client.sendMessage(Buffer.from("0012", "hex"));
  client.sendBytes(Buffer.from("04", "hex"));
  await new Promise((resolve) => setImmediate(resolve));
  t.same(transport.log, ["destroy"]);
  t.ok(client.isLeaving);
});

t.test("knows another client of its VPP, if there is one", async (t) => {
  const { clients, client } = await sceneOf();
  t.equal(client.other, undefined);
  const second = clients.add(new MemoryTransport());
  t.equal(client.other, second);
  t.equal(second.other, client);
});

t.test("reads as slowly as the faults say, until its connection has ended", async (t) => {
  const { faults, clients, transport, client } = await sceneOf();
  const slow = faults.inject({ kind: "slow-reader", bytes: 9 });
  t.equal(transport.bytesPerTurn, 9);
  const later = new MemoryTransport();
  clients.add(later);
  t.equal(later.bytesPerTurn, 9);
  clients.disconnect(client);
  slow.clear();
  t.equal(later.bytesPerTurn, Number.POSITIVE_INFINITY);
  t.equal(transport.bytesPerTurn, 9);
});

t.test("answers that a fault is aimed at do not go their usual way", async (t) => {
  const { faults, transport, client } = await sceneOf();
  faults.inject({ kind: "duplicate", message: "sockclnt_delete" });
  client.send(sockclntDeleteReply, 0x12, 0x11223344, GOODBYE);
  t.same(transport.log, [GOODBYE_HEX, GOODBYE_HEX]);
});
