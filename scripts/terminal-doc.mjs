// Writes the generated parts of docs/terminal.md: a session against the simulator, the help of lines, and the help of each command.
//
//   npm run build && node scripts/terminal-doc.mjs [--check]
import { Readable, Writable } from "node:stream";
import { COMMANDS } from "../dist/src/cli/commands/index.js";
import { sharedClient } from "../dist/src/cli/connection.js";
import { commandHelp, lineHelp, overviewHelp } from "../dist/src/cli/help.js";
import { readLine } from "../dist/src/cli/line/index.js";
import { run } from "../dist/src/cli/run.js";
import { LineRunner } from "../dist/src/cli/run-line.js";
import { startSimulator } from "../dist/src/simulator/index.js";
import { updatePage } from "./docs-page.mjs";

const SESSION = [
  "show version",
  "create_loopback macAddress=00:00:00:00:00:00",
  "set int state loop0 up",
  "show int",
  "sw_interface_set_mtu swIfIndex=loop0 mtu=[1500,0,0,0]",
  "sr_policy_add bsidAddr=cafe::9 weight=1 ?",
  "sr_policy_add bsidAddr=cafe::9 weight=1 isEncap=true isSpray=false fibTable=0 sids={ numSids=2 weight=1 sids=[fcff:3::1 fcdd::4] }",
  ":show policies",
  "show sr policies | grep BSID",
  "sw_interface_dump --fields swIfIndex,interfaceName --json",
  "= _.map((details) => details.interfaceName)",
  "sw_interface_set_mtu swIfIndex=lop0 mtu=[1500,0,0,0]",
  "sr_polcy_add",
  "show bogus",
  "ping 10.0.0.2",
];

const parts = { session: fenced(await session()), lines: fenced(lineHelp()), reference: await reference() };
updatePage("terminal.md", (name) => parts[name]);

/** Runs the lines as at a prompt, and returns them with what they print. */
async function session() {
  const simulator = await startSimulator();
  let printed = "";
  const write = (text) => {
    printed += text;
  };
  const stream = () =>
    Object.assign(new Writable({ decodeStrings: false, write: (text, _, done) => done(write(text)) }), { isTTY: true });
  const clients = new Map();
  const signal = new AbortController().signal;
  const env = { PATH: process.env.PATH, NO_COLOR: "1", TSVPP_VPP_SOCKET: simulator.socketPath };
  const io = { stdin: Readable.from([]), stdout: stream(), stderr: stream(), env, signal, clients, showsTime: true };
  const runner = new LineRunner({ io, runWords: run, connect: () => sharedClient({ options: {}, io }), print: write });
  for (const line of SESSION) {
    write(`vpp# ${line}\n`);
    await runner.run(readLine(line, runner.names));
  }
  for (const client of clients.values()) await (await client).close();
  await simulator.close();
  return printed.replaceAll(/in \d+ ms/g, "in 1 ms");
}

async function reference() {
  const helps = [`### tsvpp --help\n\n${fenced(overviewHelp())}`];
  for (const { name, load } of COMMANDS) helps.push(`### tsvpp ${name}\n\n${fenced(commandHelp(name, await load()))}`);
  return `${helps.join("\n")}\n`;
}

function fenced(text) {
  return `\`\`\`\n${text.trimEnd()}\n\`\`\`\n`;
}
