import t from "tap";
import { srSetEncapHopLimit, srSetEncapSource } from "../../../src/binapi/sr.ts";
import { cliInband } from "../../../src/binapi/vlib.ts";
import { startSimulator } from "../../../src/simulator/index.ts";
import { TypedClient } from "../typed-client.ts";

t.test("prints the settings for encapsulation", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  await client.retval(srSetEncapSource, { encapsSource: "2001:db8::1" });
  await client.retval(srSetEncapHopLimit, { hopLimit: 9 });
  const source = await client.request(cliInband, { cmd: "show sr encaps source addr" });
  t.same(source, { retval: 0, reply: "SR encaps source addr = 2001:db8::1\n" });
  const hopLimit = await client.request(cliInband, { cmd: " show  sr\tencaps hop-limit\n" });
  t.same(hopLimit, { retval: 0, reply: "SR encaps hop-limit = 9\n" });
});

// VPP's answers to what it does not know.
const unknown = [
  { cmd: "bogus foo  bar", reply: "unknown input `bogus foo  bar'\n" },
  { cmd: "", reply: "unknown input `'\n" },
  { cmd: "showx", reply: "unknown input `showx'\n" },
  { cmd: "show ", reply: "show: unknown input `'\n" },
  { cmd: "show bogus", reply: "show: unknown input `bogus'\n" },
  { cmd: "show sr encaps source", reply: "show sr encaps source: unknown input `'\n" },
  { cmd: "a\nb", reply: "unknown input `a\\nb'\n" },
  { cmd: `bogus ${"x".repeat(200)}`, reply: `unknown input \`bogus ${"x".repeat(24)}...'\n` },
  { cmd: "show sr policies 1", reply: "SR policies:\nunknown input `1'\n" },
  { cmd: "\0", reply: "unknown input `\0'\n" },
  { cmd: "bogus\0x", reply: "unknown input `bogus\0x'\n" },
  { cmd: "show sr\0 policies", reply: "show sr: unknown input `\0 policies'\n" },
  { cmd: "show sr policies\0", reply: "SR policies:\nunknown input `\0'\n" },
  {
    cmd: "show sr encaps hop-limit\0\0",
    reply: "SR encaps hop-limit = 64\nunknown input `\0\0'\n",
  },
  { cmd: "bogus \f", reply: "unknown input `bogus \f'\n" },
  { cmd: "show.x", reply: "show: unknown input `.x'\n" },
];

for (const { cmd, reply } of unknown) {
  t.test(`does not know ${JSON.stringify(cmd.slice(0, 40))}`, async (t) => {
    await using simulator = await startSimulator();
    await using client = await TypedClient.register(simulator.socketPath);
    t.same(await ask(client, cmd), { retval: -1, reply });
    t.same(simulator.errors, []);
  });
}

t.test("runs the commands of a text one after the other, until one fails", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  const hopLimit = "show sr encaps hop-limit";
  const shown = "SR encaps hop-limit = 64\n";
  t.same(await ask(client, `${hopLimit}\n${hopLimit}`), { retval: 0, reply: shown + shown });
  const failed = await ask(client, `${hopLimit}\nbogus\n${hopLimit}`);
  t.same(failed, { retval: -1, reply: `${shown}unknown input \`bogus\\nshow sr encaps hop-limit'\n` });
});

// VPP 26.06 shows the same bytes.
t.test("shows the bytes of a name that is no UTF-8", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  await client.raw.ask(`{ip_table_add_del} 80000001 00000001 01 00000014 00 ${"5afc72".padEnd(128, "0")}`);
  const command = Buffer.from("show ip table");
  const reply = await client.raw.ask(`{cli_inband} 80000001 00000007 0000000d ${command.toString("hex")}`);
  t.equal(Buffer.from(reply, "hex").toString("latin1", 14), "[0] table_id:0 ipv4-VRF:0\n[1] table_id:20 Z\u00fcr\n");
});

/** Sends a command as bytes: our encoder refuses a text with a NUL. */
async function ask({ raw }: TypedClient, command: string): Promise<{ retval: number; reply: string }> {
  const length = command.length.toString(16).padStart(8, "0");
  const text = Buffer.from(command).toString("hex");
  const reply = Buffer.from(await raw.ask(`{cli_inband} 80000001 00000007 ${length} ${text}`), "hex");
  t.equal(reply.readUInt32BE(10), reply.length - 14, "the text has the length that it says");
  return { retval: reply.readInt32BE(6), reply: reply.toString("utf8", 14) };
}
