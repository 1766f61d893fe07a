import t, { type Test } from "tap";
import { createLoopback } from "../../../src/binapi/interface.ts";
import { controlPing } from "../../../src/binapi/memclnt.ts";
import { type Fault, startSimulator } from "../../../src/simulator/index.ts";
import { RawClient } from "../raw-client.ts";

const PID = process.pid.toString(16).padStart(8, "0");
/** `control_ping` of the first client; the reply to it; its frame. */
const ping = (context: string): string => `0017 80000001 ${context}`;
const pingReply = (context: string): string => `0018${context}0000000000000000${PID}`;
const pingFrame = (context: string): string => `0000000000000000${"00000012"}00000000${pingReply(context)}`;
const CREATE_LOOPBACK = "{create_loopback} 80000001 000000aa 000000000000";
const SHOW_VERSION = "{show_version} 80000001 000000bb";
/** Asks for all interfaces, of which there is one. */
const DUMP = "{sw_interface_dump} 80000001 000000cc ffffffff 00 00000000";

async function start() {
  const simulator = await startSimulator();
  const client = await RawClient.register(simulator.socketPath);
  client.chunks.length = 0;
  return { simulator, client };
}

/** The next messages, in hex. */
async function receive(client: RawClient, count: number): Promise<string[]> {
  const messages: string[] = [];
  while (messages.length < count) messages.push((await client.receive()).toString("hex"));
  return messages;
}

/** Everything until the connection ends, in hex. */
async function receiveAll(client: RawClient): Promise<string> {
  while ((await client.receiveOrEnd()) !== undefined);
  return Buffer.concat(client.chunks).toString("hex");
}

t.test("delay: an answer comes later, and others overtake it", async (t) => {
  const { simulator, client } = await start();
  await using _ = simulator;
  const fault = simulator.inject({ kind: "delay", ms: Number.POSITIVE_INFINITY, message: controlPing });
  client.send(ping("00000001"), ping("00000002"), SHOW_VERSION);
  const [first] = await receive(client, 1);
  startsWith(t, first, client.hex("{show_version_reply} 000000bb"));
  fault.clear();
  t.same(await receive(client, 2), [pingReply("00000001"), pingReply("00000002")]);
  t.equal(await client.ask(ping("00000003")), pingReply("00000003"), "without the fault all is as before");
});

t.test("delay: an answer comes without further ado after its time", async (t) => {
  const { simulator, client } = await start();
  await using _ = simulator;
  simulator.inject({ kind: "delay", ms: 1 });
  t.equal(await client.ask(ping("00000001")), pingReply("00000001"));
});

t.test("delay: a goodbye waits for its answer", async (t) => {
  const { simulator, client } = await start();
  await using _ = simulator;
  simulator.inject({ kind: "delay", ms: 1, message: "sockclnt_delete" });
  t.equal(await client.ask("0011 80000001 00000002 80000001"), "00120000000200000001");
  t.equal(await client.receiveOrEnd(), undefined);
});

t.test("drop: an answer is lost, what was asked for is done", async (t) => {
  const { simulator, client } = await start();
  await using _ = simulator;
  simulator.inject({ kind: "drop", message: "create_loopback" });
  client.send(CREATE_LOOPBACK);
  t.equal(await client.ask(ping("00000001")), pingReply("00000001"));
  t.equal(simulator.state.interfaces.length, 2);
});

t.test("silence: a request is neither answered nor carried out", async (t) => {
  const { simulator, client } = await start();
  await using _ = simulator;
  simulator.inject({ kind: "silence", message: "create_loopback" });
  client.send(CREATE_LOOPBACK);
  t.equal(await client.ask(ping("00000001")), pingReply("00000001"));
  t.equal(simulator.state.interfaces.length, 1);
});

t.test("duplicate: an answer comes twice", async (t) => {
  const { simulator, client } = await start();
  await using _ = simulator;
  simulator.inject({ kind: "duplicate" });
  client.send(ping("00000001"), ping("00000002"));
  t.same(await receive(client, 4), ["00000001", "00000001", "00000002", "00000002"].map(pingReply));
});

t.test("duplicate: so does an event that the fault is aimed at", async (t) => {
  const { simulator, client } = await start();
  await using _ = simulator;
  simulator.inject({ kind: "duplicate", message: "sw_interface_event" });
  await client.ask("{want_interface_events} 80000001 00000001 00000001 00000007");
  const [reply, first, second] = [await client.ask(CREATE_LOOPBACK), ...(await receive(client, 2))];
  startsWith(t, reply, client.hex("{create_loopback_reply} 000000aa 00000000"));
  startsWith(t, first, client.hex("{sw_interface_event} 80000001 00000007 00000001"));
  t.equal(second, first);
});

t.test("reorder: the answers of one turn come in reverse order", async (t) => {
  const { simulator, client } = await start();
  await using _ = simulator;
  simulator.inject({ kind: "reorder" });
  client.send(ping("00000001"), ping("00000002"), ping("00000003"));
  t.same(await receive(client, 3), ["00000003", "00000002", "00000001"].map(pingReply));
});

for (const bytes of [0, 7, 16, 20, 33]) {
  t.test(`cut: the connection ends after ${bytes} bytes of a frame`, async (t) => {
    const { simulator, client } = await start();
    await using _ = simulator;
    simulator.inject({ kind: "cut", bytes, after: 1 });
    client.send(ping("00000001"), ping("00000002"), ping("00000003"));
    const expected = pingFrame("00000001") + pingFrame("00000002").slice(0, 2 * bytes);
    t.equal(await receiveAll(client), expected);
    t.equal(client.errorCode, undefined);
    t.equal(simulator.zombies, 0, "VPP ended it");
  });
}

for (const bytes of [1, 7, 34, 4096]) {
  t.test(`fragment: an answer comes in pieces of ${bytes}, what follows stays behind it`, async (t) => {
    const { simulator, client } = await start();
    await using _ = simulator;
    simulator.inject({ kind: "fragment", bytes, message: controlPing });
    client.send(ping("00000001"), SHOW_VERSION, ping("00000002"));
    const [first, second, third] = await receive(client, 3);
    t.equal(first, pingReply("00000001"));
    startsWith(t, second, client.hex("{show_version_reply} 000000bb"));
    t.equal(third, pingReply("00000002"));
    t.equal(client.chunks[0]?.length, Math.min(bytes, 34));
  });
}

t.test("fragment: the message table too, when the fault is aimed at registration", async (t) => {
  await using simulator = await startSimulator();
  simulator.inject({ kind: "fragment", bytes: 4096, message: "sockclnt_create" });
  await using client = await RawClient.register(simulator.socketPath);
  t.equal(Math.max(...client.chunks.map(({ length }) => length)), 4096);
  const total = client.chunks.reduce((sum, { length }) => sum + length, 0);
  t.equal(client.chunks.length, Math.ceil(total / 4096));
  t.equal(await client.ask(ping("00000001")), pingReply("00000001"));
});

t.test("coalesce: answers wait for one another and come in one write", async (t) => {
  const { simulator, client } = await start();
  await using _ = simulator;
  const fault = simulator.inject({ kind: "coalesce", ms: Number.POSITIVE_INFINITY, message: controlPing });
  for (const context of ["00000001", "00000002", "00000003"]) {
    client.send(ping(context));
    await client.ask(SHOW_VERSION);
  }
  client.chunks.length = 0;
  fault.clear();
  await receive(client, 3);
  t.same(
    client.chunks.map((chunk) => chunk.toString("hex")),
    [pingFrame("00000001") + pingFrame("00000002") + pingFrame("00000003")],
  );
});

t.test("coalesce: they come without further ado after their time", async (t) => {
  const { simulator, client } = await start();
  await using _ = simulator;
  simulator.inject({ kind: "coalesce", ms: 1 });
  client.send(ping("00000001"), ping("00000002"));
  t.same(await receive(client, 2), ["00000001", "00000002"].map(pingReply));
});

t.test("wrong-context: an answer has the context of nobody", async (t) => {
  const { simulator, client } = await start();
  await using _ = simulator;
  simulator.inject({ kind: "wrong-context" });
  t.equal(await client.ask(ping("11223344")), pingReply("11223345"));
  t.equal(await client.ask(ping("ffffffff")), pingReply("00000000"));
});

t.test("wrong-context: also that of registration", async (t) => {
  await using simulator = await startSimulator();
  simulator.inject({ kind: "wrong-context", message: "sockclnt_create" });
  await using client = await RawClient.connect(simulator.socketPath);
  const reply = await client.ask(`000f 11223344 ${"00".repeat(64)}`);
  t.equal(reply.slice(0, 36), "0010 00000000 11223345 00000000 80000001".replaceAll(" ", ""));
});

t.test("wrong-client: an answer goes to another client", async (t) => {
  const { simulator, client } = await start();
  await using _ = simulator;
  await using other = await RawClient.register(simulator.socketPath);
  simulator.inject({ kind: "wrong-client" });
  client.send(ping("11223344"));
  t.equal((await other.receive()).toString("hex"), pingReply("11223344"));
});

t.test("wrong-client: it goes to nobody when there is no other", async (t) => {
  const { simulator, client } = await start();
  await using _ = simulator;
  simulator.inject({ kind: "wrong-client", times: 1 });
  client.send(ping("00000001"));
  t.equal(await client.ask(ping("00000002")), pingReply("00000002"));
});

t.test("end: the connection ends in a dump", async (t) => {
  const { simulator, client } = await start();
  await using _ = simulator;
  await client.ask(CREATE_LOOPBACK);
  await client.ask(CREATE_LOOPBACK);
  simulator.inject({ kind: "end", after: 2, message: "sw_interface_dump" });
  client.send(DUMP);
  const details = await receive(client, 2);
  const header = client.hex("{sw_interface_details} 000000cc");
  t.same(
    details.map((each) => each.slice(0, header.length + 8)),
    [`${header}00000000`, `${header}00000001`],
  );
  t.equal(await client.receiveOrEnd(), undefined);
  t.equal(client.errorCode, undefined);
});

t.test("reset: the connection breaks off while requests are unread", async (t) => {
  const { simulator, client } = await start();
  await using _ = simulator;
  simulator.inject({ kind: "reset" });
  // More than is read at once, less than the kernel keeps.
  client.send(ping("00000001"), `${ping("00000002")}${"00".repeat(100_000)}`);
  t.equal(await receiveAll(client), "");
  t.equal(client.errorCode, "ECONNRESET");
});

t.test("reset: it ends when all is read, and what is not sent is lost", async (t) => {
  const { simulator, client } = await start();
  await using _ = simulator;
  simulator.inject({ kind: "reset", after: 1 });
  client.send(ping("00000001"), ping("00000002"));
  t.equal(await receiveAll(client), "");
  t.equal(client.errorCode, undefined);
});

t.test("restart: VPP is there again, with other ids and without its state", async (t) => {
  const { simulator, client } = await start();
  await using _ = simulator;
  await client.ask(CREATE_LOOPBACK);
  simulator.inject({ kind: "restart", times: 1 });
  client.chunks.length = 0;
  client.send(ping("00000001"));
  t.equal(await receiveAll(client), "");
  await using again = await connectAgain(simulator.socketPath);
  t.not(again.idOf("create_loopback"), client.idOf("create_loopback"));
  t.equal(simulator.state.interfaces.length, 1);
  t.equal(await again.ask(ping("00000002")), pingReply("00000002"));
});

t.test("busy: nothing is read and nobody answered, then all goes on in order", async (t) => {
  const { simulator, client } = await start();
  await using _ = simulator;
  await using other = await RawClient.register(simulator.socketPath);
  const fault = simulator.inject({ kind: "busy", ms: Number.POSITIVE_INFINITY, message: controlPing, times: 1 });
  client.send(SHOW_VERSION, ping("00000001"), CREATE_LOOPBACK);
  await client.receive();
  t.equal(simulator.state.interfaces.length, 1, "what came with it waits");
  other.send(`0017 80000002 00000002`);
  client.send(ping("00000003"));
  fault.clear();
  const [first, second, third] = await receive(client, 3);
  t.equal(first, pingReply("00000001"));
  startsWith(t, second, client.hex("{create_loopback_reply} 000000aa 00000000"));
  t.equal(third, pingReply("00000003"));
  t.equal((await other.receive()).toString("hex"), pingReply("00000002"));
});

t.test("busy: it goes on by itself after its time", async (t) => {
  const { simulator, client } = await start();
  await using _ = simulator;
  simulator.inject({ kind: "busy", ms: 1 });
  client.send(ping("00000001"), ping("00000002"));
  t.same(await receive(client, 2), ["00000001", "00000002"].map(pingReply));
});

t.test("refuse: registration is answered with -1", async (t) => {
  await using simulator = await startSimulator();
  simulator.inject({ kind: "refuse", times: 1 });
  await using client = await RawClient.connect(simulator.socketPath);
  const create = `000f 11223344 ${"00".repeat(64)}`;
  t.equal(await client.ask(create), "0010 00000000 11223344 ffffffff 00000000 0000".replaceAll(" ", ""));
  startsWith(t, await client.ask(create), "0010 00000000 11223344 00000000 80000001".replaceAll(" ", ""));
});

t.test("garbage: bytes come that are no frame", async (t) => {
  const { simulator, client } = await start();
  await using _ = simulator;
  simulator.inject({ kind: "garbage", bytes: Buffer.from("48545450", "hex"), after: 1, times: 1 });
  simulator.inject({ kind: "end", after: 1 });
  client.send(ping("00000001"), ping("00000002"), ping("00000003"));
  t.equal(await receiveAll(client), `${pingFrame("00000001")}48545450`);
});

t.test("garbage-length: a frame claims a length that its message has not", async (t) => {
  const { simulator, client } = await start();
  await using _ = simulator;
  simulator.inject({ kind: "garbage-length", times: 1 });
  simulator.inject({ kind: "garbage-length", length: 3, times: 1 });
  simulator.inject({ kind: "end" });
  client.send(ping("00000001"), ping("00000002"), ping("00000003"));
  const frames = [`ffffffff00000000${pingReply("00000001")}`, `0000000300000000${pingReply("00000002")}`];
  t.equal(await receiveAll(client), frames.map((rest) => `0000000000000000${rest}`).join(""));
});

t.test("slow-reader: a client's socket fills, and empties when the fault is gone", async (t) => {
  const { simulator, client } = await start();
  await using _ = simulator;
  const fault = simulator.inject({ kind: "slow-reader", bytes: 13 });
  const count = 40_000;
  client.send(...Array<string>(count).fill(ping("00000001")));
  await client.receive();
  t.ok(simulator.calls(controlPing).length < 10, "26 bytes are a ping, and are read in two turns");
  t.ok(client.unsentBytes > 0);
  fault.clear();
  await receive(client, count - 1);
  t.equal(client.unsentBytes, 0);
});

t.test("a fault without a message leaves registration and its end alone", async (t) => {
  await using simulator = await startSimulator();
  simulator.inject({ kind: "drop" });
  await using client = await RawClient.register(simulator.socketPath);
  client.send(ping("00000001"));
  t.equal(await client.ask("0011 80000001 00000002 80000001"), "00120000000200000001");
});

t.test("a fault hits as often as it is told to, each time after as many as it lets pass", async (t) => {
  const { simulator, client } = await start();
  await using _ = simulator;
  simulator.inject({ kind: "drop", after: 1, times: 2 });
  client.send(...["01", "02", "03", "04", "05", "06"].map((each) => ping(`000000${each}`)));
  t.same(await receive(client, 4), ["00000001", "00000003", "00000005", "00000006"].map(pingReply));
});

t.test("faults act one behind the other", async (t) => {
  const { simulator, client } = await start();
  await using _ = simulator;
  simulator.inject({ kind: "duplicate" });
  simulator.inject({ kind: "wrong-context", after: 1 });
  client.send(ping("00000001"));
  t.same(await receive(client, 2), [pingReply("00000001"), pingReply("00000002")]);
});

t.test("a fault that is disposed of is gone", async (t) => {
  const { simulator, client } = await start();
  await using _ = simulator;
  {
    using _ = simulator.inject({ kind: "drop" });
    client.send(ping("00000001"), `000f 00000002 ${"00".repeat(64)}`);
    await client.receive();
  }
  t.equal(await client.ask(ping("00000003")), pingReply("00000003"));
});

t.test("a fault stays when VPP restarts", async (t) => {
  await using simulator = await startSimulator();
  simulator.inject({ kind: "wrong-context", message: "show_version" });
  await simulator.restart();
  await using client = await RawClient.register(simulator.socketPath);
  const reply = await client.ask(SHOW_VERSION);
  startsWith(t, reply, client.hex("{show_version_reply} 000000bc"));
});

t.test("nothing of a fault is left when the simulator is closed", async (t) => {
  const { simulator, client } = await start();
  simulator.inject({ kind: "delay", ms: 1 });
  simulator.inject({ kind: "fragment", bytes: 1 });
  client.send(ping("00000001"), SHOW_VERSION);
  await simulator.close();
  t.equal(await client.receiveOrEnd(), undefined);
});

const refused: readonly (readonly [fault: Fault, reason: { name?: string; message: string }])[] = [
  [
    { kind: "delay", ms: -1 },
    { name: "RangeError", message: "delay: ms is -1, but a number of at least 0 is expected" },
  ],
  [
    { kind: "delay", ms: Number.NaN },
    { name: "RangeError", message: "delay: ms is NaN, but a number of at least 0 is expected" },
  ],
  [
    { kind: "fragment", bytes: 0 },
    { name: "RangeError", message: "fragment: bytes is 0, but a whole number of at least 1 is expected" },
  ],
  [
    { kind: "cut", bytes: 0.5 },
    { name: "RangeError", message: "cut: bytes is 0.5, but a whole number of at least 0 is expected" },
  ],
  [
    { kind: "drop", times: 0 },
    { name: "RangeError", message: "drop: times is 0, but a whole number of at least 1 is expected" },
  ],
  [{ kind: "drop", message: "sr_polcy_add" }, { message: "no message sr_polcy_add in VPP's API" }],
  [{ kind: "silence", message: "sr_polcy_add" }, { message: "no message sr_polcy_add in VPP's API" }],
];

for (const [fault, reason] of refused) {
  t.test(`a fault is refused: ${reason.message}`, async (t) => {
    await using simulator = await startSimulator();
    t.throws(() => simulator.inject(fault), reason);
  });
}

function startsWith(t: Test, message: string | undefined, beginning: string): void {
  t.equal(message?.slice(0, beginning.length), beginning);
}

/** The new VPP may not listen yet when the old one's connections have ended. */
async function connectAgain(path: string): Promise<RawClient> {
  for (;;) {
    try {
      return await RawClient.register(path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "ENOENT" && code !== "ECONNREFUSED") throw error;
      await new Promise(setImmediate);
    }
  }
}

t.test("retval: a request is refused and not executed, and is among the calls", async (t) => {
  const { simulator, client } = await start();
  await using _ = simulator;
  simulator.inject({ kind: "retval", message: createLoopback, retval: -6, times: 1 });
  t.equal(await client.ask(CREATE_LOOPBACK), client.hex("{create_loopback_reply} 000000aa fffffffa 00000000"));
  t.same([simulator.state.interfaces.length, simulator.calls(createLoopback).length], [1, 1]);
  t.equal(await client.ask(CREATE_LOOPBACK), client.hex("{create_loopback_reply} 000000aa 00000000 00000001"));
});

t.test("a fault is aimed at each message of a list, and counts what it hits", async (t) => {
  const { simulator, client } = await start();
  await using _ = simulator;
  const refusals = simulator.inject({ kind: "retval", message: ["create_loopback", "control_ping"], retval: -1 });
  const losses = simulator.inject({ kind: "drop", message: "create_loopback_instance" });
  const slow = simulator.inject({ kind: "slow-reader", bytes: 4096 });
  await client.ask(CREATE_LOOPBACK);
  await client.ask(ping("00000001"));
  await client.ask(SHOW_VERSION);
  t.same([refusals.hits, losses.hits, slow.hits], [2, 0, 1]);
  losses.clear();
  t.same(
    simulator.faults.map(({ fault, hits }) => [fault.kind, hits]),
    [
      ["retval", 2],
      ["drop", 0],
      ["slow-reader", 1],
    ],
  );
});

t.test("a fault of requests is refused for what VPP does not receive or cannot refuse", async (t) => {
  const { simulator } = await start();
  await using _ = simulator;
  const refused: readonly (readonly [fault: Fault, text: string])[] = [
    [{ kind: "silence", message: "nope" }, "no message nope in VPP's API"],
    [{ kind: "silence", message: "control_ping_reply" }, "silence: control_ping_reply is sent by VPP, not to it"],
    [{ kind: "busy", ms: 1, message: "sw_interface_event" }, "busy: sw_interface_event is sent by VPP, not to it"],
    [
      { kind: "retval", retval: -1, message: "sw_interface_dump" },
      "retval: sw_interface_dump is a dump, which has no return value",
    ],
  ];
  for (const [fault, message] of refused) t.throws(() => simulator.inject(fault), { message });
  t.same(simulator.faults, []);
});
