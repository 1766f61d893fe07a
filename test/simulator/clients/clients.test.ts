import t from "tap";
import { startSimulator } from "../../../src/simulator/index.ts";
import { RawClient } from "../raw-client.ts";

const PING = "0017 80000001 11223344";

t.test("gives the first client handle 0x80000001, and its message table", async (t) => {
  await using simulator = await startSimulator();
  await using client = await RawClient.connect(simulator.socketPath);
  client.send(`000f 11223344 ${Buffer.from("agent").toString("hex")} ${"00".repeat(59)}`);
  const reply = await client.receive();
  t.equal(reply.toString("hex", 0, 18), "0010000000001122334400000000 80000001".replace(" ", ""));
  const count = reply.readUInt16BE(18);
  t.equal(reply.length, 20 + 66 * count);
  const entries = [...Array(count).keys()].map((n) => reply.subarray(20 + 66 * n, 86 + 66 * n));
  const names = entries.map((entry) => entry.toString("latin1", 2).replace(/\0.*/s, ""));
  const ids = entries.map((entry) => entry.readUInt16BE(0));
  t.equal(new Set(ids).size, count);
  t.match(
    new Map(names.map((name, place) => [name, ids[place]])),
    // VPP's bootstrap ids and CRCs.
    new Map([
      ["memclnt_create_9c5e1c2f", 1],
      ["sockclnt_create_455fb9c4", 15],
      ["control_ping_51077d14", 23],
      ["get_api_json_reply_ea715b59", 28],
    ]),
  );
  // The longest name of VPP, which just fits.
  t.ok(names.includes("ip_source_and_port_range_check_interface_add_del_reply_e8d4e804"));
  t.equal(Math.max(...names.map((name) => name.length)), 63);
});

t.test("registers a connection again under the same handle", async (t) => {
  await using simulator = await startSimulator();
  await using client = await RawClient.register(simulator.socketPath);
  const reply = await client.ask(`000f 00000007 ${"00".repeat(64)}`);
  t.equal(reply.slice(0, 36), "0010 00000000 00000007 00000000 80000001".replaceAll(" ", ""));
});

t.test("answers a client before it registers", async (t) => {
  await using simulator = await startSimulator();
  await using client = await RawClient.connect(simulator.socketPath);
  t.match(await client.ask(PING), /^00181122334400000000/);
});

t.test("sends the answer to whom the client index names", async (t) => {
  await using simulator = await startSimulator();
  await using first = await RawClient.register(simulator.socketPath);
  await using second = await RawClient.register(simulator.socketPath);
  second.send(PING);
  t.match((await first.receive()).toString("hex"), /^001811223344/);
});

t.test("gives the slot that was freed last to the next client", async (t) => {
  await using simulator = await startSimulator();
  const clients = [];
  for (let n = 0; n < 3; n++) clients.push(await RawClient.register(simulator.socketPath));
  await leave(clients[1]!, "80000002");
  await leave(clients[0]!, "80000001");
  await using first = await RawClient.connect(simulator.socketPath);
  t.equal(await register(first), "80000001");
  await using second = await RawClient.connect(simulator.socketPath);
  t.equal(await register(second), "80000002");
  await leave(clients[2]!, "80000003");
});

t.test("frees the slot of a client that just goes", async (t) => {
  await using simulator = await startSimulator();
  const gone = await RawClient.register(simulator.socketPath);
  await gone[Symbol.asyncDispose]();
  // The end of a connection is seen some time after it: until then there are only new slots.
  const others: RawClient[] = [];
  let handle = "";
  while (handle !== "80000001") {
    const other = await RawClient.connect(simulator.socketPath);
    others.push(other);
    handle = await register(other);
  }
  t.pass("a new client has it");
  for (const other of others) await other[Symbol.asyncDispose]();
});

t.test("answers sockclnt_delete with 1, and then ends the connection", async (t) => {
  await using simulator = await startSimulator();
  await using client = await RawClient.register(simulator.socketPath);
  client.send("0017 80000001 00000001");
  client.send("0011 80000001 00000002 80000001");
  client.send("0017 80000001 00000003");
  t.match((await client.receive()).toString("hex"), /^001800000001/);
  t.equal((await client.receive()).toString("hex"), "00120000000200000001");
  t.equal(await client.receiveOrEnd(), undefined, "what comes behind it is not answered");
});

t.test("refuses sockclnt_delete of a slot that nobody has", async (t) => {
  await using simulator = await startSimulator();
  await using client = await RawClient.register(simulator.socketPath);
  t.equal(await client.ask("0011 80000001 00000002 80000009"), "001200000002ffffffff");
  t.match(await client.ask(PING), /^0018/, "the connection stays");
});

const dropped = [
  {
    title: "a message id that nobody has",
    message: "ea60 80000001 00000001",
    warning: "no handler for message id 60000",
  },
  { title: "a reply", message: "0018 00000001 00000000 00000000 00000000", warning: "no handler for message id 24" },
  {
    title: "a message that is too short",
    message: "0017 80000001 0000",
    warning: /truncated message control_ping: 8 /,
  },
  {
    title: "a text longer than its message",
    message: "{cli_inband} 80000001 00000001 000000ff 73",
    warning: /truncated/,
  },
  { title: "an unknown client index", message: "0017 80000009 00000001", warning: undefined },
  { title: "the client index 0", message: "0017 00000000 00000001", warning: undefined },
  { title: "the listener's client index", message: "0017 80000000 00000001", warning: undefined },
];

for (const { title, message, warning } of dropped) {
  t.test(`gives no answer to ${title}, and stays in step`, async (t) => {
    await using simulator = await startSimulator();
    await using client = await RawClient.register(simulator.socketPath);
    client.send(message);
    t.match(await client.ask(PING), /^001811223344/);
    t.match(simulator.warnings, warning === undefined ? [] : [warning]);
  });
}

t.test("carries out a request of an unknown client, and tells nobody", async (t) => {
  await using simulator = await startSimulator();
  await using client = await RawClient.register(simulator.socketPath);
  client.send("{create_loopback} 00000000 00000001 000000000000");
  await client.ask(PING);
  t.equal(simulator.state.interfaces.length, 2);
});

t.test("takes no notice of bytes behind a message", async (t) => {
  await using simulator = await startSimulator();
  await using client = await RawClient.register(simulator.socketPath);
  t.match(await client.ask(`${PING} deadbeef`), /^001811223344/);
});

t.test("takes messages however they are cut", async (t) => {
  await using simulator = await startSimulator();
  await using client = await RawClient.register(simulator.socketPath);
  const frame = Buffer.from(`${"00".repeat(8)}0000000a00000000${PING.replaceAll(" ", "")}`, "hex");
  for (const byte of frame) client.sendBytes(Buffer.from([byte]));
  t.match((await client.receive()).toString("hex"), /^001811223344/);
});

t.test("ends the connection of a frame above 64 MiB, behind what came before it, and serves the others", async (t) => {
  await using simulator = await startSimulator();
  await using hostile = await RawClient.register(simulator.socketPath);
  await using other = await RawClient.register(simulator.socketPath);
  const claim = Buffer.from(`${"00".repeat(8)}0400000100000000`, "hex");
  const ping = Buffer.from(`${"00".repeat(8)}0000000a00000000${PING.replaceAll(" ", "")}`, "hex");
  hostile.sendBytes(Buffer.concat([ping, ping, claim, ping]));
  t.match((await hostile.receive()).toString("hex"), /^001811223344/);
  t.match((await hostile.receive()).toString("hex"), /^001811223344/);
  t.equal(await hostile.receiveOrEnd(), undefined);
  t.match(await other.ask("0017 80000002 55667788"), /^001855667788/);
  await using later = await RawClient.register(simulator.socketPath);
  t.match(await later.ask(PING), /^001811223344/, "the slot is free again");
});

async function leave(client: RawClient, handle: string): Promise<void> {
  await client.ask(`0011 ${handle} 00000001 ${handle}`);
  await client.receiveOrEnd();
  await client[Symbol.asyncDispose]();
}

/** Registers a client and gives its handle. */
async function register(client: RawClient): Promise<string> {
  const reply = await client.ask(`000f 00000007 ${"00".repeat(64)}`);
  return reply.slice(28, 36);
}

// VPP 26.06 answers so, lives, and gives these handles.
t.test("deletes the listener's slot, which the next client gets, and listens on", async (t) => {
  await using simulator = await startSimulator();
  await using first = await RawClient.register(simulator.socketPath);
  await using second = await RawClient.register(simulator.socketPath);
  t.equal(await second.ask("{sockclnt_delete} 80000002 11223344 00000000"), "00121122334400000001");
  t.equal(await second.receiveOrEnd(), undefined);
  t.match(await first.ask("{control_ping} 80000001 00000001"), /^0018/);
  await using third = await RawClient.connect(simulator.socketPath);
  await using fourth = await RawClient.connect(simulator.socketPath);
  const handles = [];
  for (const each of [third, fourth]) handles.push((await each.ask(`000f 00000007 ${"00".repeat(64)}`)).slice(28, 36));
  t.same(handles, ["80000000", "80000003"], "the slot of the client that deleted another one stays taken");
  t.equal(simulator.crash, undefined);
});
