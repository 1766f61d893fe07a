import { renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import t, { type Test } from "tap";
import { srPolicyAdd } from "../../../src/binapi/sr.ts";
import { startSimulator } from "../../../src/simulator/index.ts";
import { temporaryFolder } from "../../helpers.ts";
import { findPseudoTerminal, typeIntoTerminal } from "../pseudo-terminal.ts";
import { tsvpp, tsvppBeside } from "../tsvpp.ts";

const ADDED = (segment: string) => `add policy cafe::1 via ${segment}: VPP has no such policy`;

function document(segment: string): string {
  return `owns: { bsids: ["cafe::/112"] }\npolicies:\n  - { bsid: "cafe::1", segments: ["${segment}"] }\n`;
}

function writeDocument(t: Test, segment = "fcdd::1"): string {
  const path = join(temporaryFolder(t), "node.yaml");
  writeFileSync(path, document(segment));
  return path;
}

t.test("follows the file and VPP, logs each change, and leaves VPP in order", async (t) => {
  await using simulator = await startSimulator();
  const path = writeDocument(t);
  const keeping = tsvppBeside("keep", path, "--socket", simulator.socketPath);
  t.equal(await keeping.out(), ADDED("fcdd::1"));
  t.equal(await keeping.out(), `as described in ${path}`);
  writeFileSync(path, document("fcdd::2"));
  t.equal(await keeping.out(), "change policy cafe::1 via fcdd::2: VPP has fcdd::1");
  t.equal(await keeping.out(), `as described in ${path}`);
  await simulator.restart();
  t.match(await keeping.err(), /^tsvpp: .*the connection to VPP ended: connecting again$/);
  t.equal(await keeping.out(), ADDED("fcdd::2"));
  t.equal(await keeping.out(), `as described in ${path}`);
  keeping.interrupt("SIGTERM");
  t.equal(await keeping.exitCode, 143);
  t.equal(await keeping.out(), undefined);
  t.equal(await keeping.err(), undefined);
  t.equal(simulator.clients.length, 0);
  t.equal(simulator.zombies, 0);
  t.equal(simulator.state.policies.length, 1);
});

t.test("a file that becomes invalid or is gone changes nothing, and the next one is read", async (t) => {
  await using simulator = await startSimulator();
  const path = writeDocument(t);
  const keeping = tsvppBeside("keep", path, "--socket", simulator.socketPath);
  await keeping.out();
  await keeping.out();
  writeFileSync(path, "polcies: []\n");
  t.match(await keeping.err(), `tsvpp: ${path}:1: polcies: `);
  rmSync(path);
  t.equal(await keeping.err(), `tsvpp: ${path}: no such file or directory`);
  t.equal(simulator.state.policies.length, 1);
  writeFileSync(`${path}.new`, document("fcdd::3"));
  renameSync(`${path}.new`, path);
  t.equal(await keeping.out(), "change policy cafe::1 via fcdd::3: VPP has fcdd::1");
  keeping.interrupt("SIGINT");
  t.equal(await keeping.exitCode, 130);
});

t.test("a file behind a link that is replaced is followed, as in a volume of Kubernetes", async (t) => {
  await using simulator = await startSimulator();
  const folder = temporaryFolder(t);
  const path = join(folder, "node.yaml");
  for (const at of [1, 2]) writeFileSync(join(folder, `..${at}`), document(`fcdd::${at}`));
  symlinkSync("..1", join(folder, "..data"));
  symlinkSync("..data", path);
  const keeping = tsvppBeside("keep", path, "--socket", simulator.socketPath);
  t.equal(await keeping.out(), ADDED("fcdd::1"));
  await keeping.out();
  symlinkSync("..2", join(folder, "..new"));
  renameSync(join(folder, "..new"), join(folder, "..data"));
  t.equal(await keeping.out(), "change policy cafe::1 via fcdd::2: VPP has fcdd::1");
  keeping.interrupt("SIGINT");
  await keeping.exitCode;
});

t.test("a step that VPP refuses is reported, and does not end it", async (t) => {
  await using simulator = await startSimulator();
  let isRefusing = true;
  simulator.on(srPolicyAdd, (_, answer) => (isRefusing ? { retval: -7 } : answer()));
  const path = writeDocument(t);
  const keeping = tsvppBeside("keep", path, "--socket", simulator.socketPath);
  t.match(await keeping.err(), /^tsvpp: policy cafe::1 via fcdd::1: sr_policy_add: .*-7\)$/);
  isRefusing = false;
  t.equal(await keeping.out(), ADDED("fcdd::1"));
  keeping.interrupt("SIGINT");
  t.equal(await keeping.exitCode, 130);
});

t.test("waits for a VPP that is not there, and says so", async (t) => {
  const path = writeDocument(t);
  const socketPath = join(temporaryFolder(t), "api.sock");
  const keeping = tsvppBeside("keep", path, "--socket", socketPath);
  t.match(await keeping.err(), /^tsvpp: .*api\.sock: no such socket.*: waiting for it$/);
  await using _ = await startSimulator({ socketPath });
  t.equal(await keeping.out(), ADDED("fcdd::1"));
  keeping.interrupt("SIGINT");
  await keeping.exitCode;
});

t.test("does not wait when --wait says so", async (t) => {
  const { exitCode, stderr } = await tsvpp(["keep", writeDocument(t), "--socket", "/nowhere", "--wait", "0"]);
  t.equal(exitCode, 3);
  t.match(stderr, "tsvpp: /nowhere: no such socket");
});

t.test("gives programs a line for each event", async (t) => {
  await using simulator = await startSimulator();
  const keeping = tsvppBeside("keep", writeDocument(t), "--json", "--socket", simulator.socketPath);
  t.match(JSON.parse((await keeping.out()) ?? ""), {
    type: "reached",
    steps: [{ action: "add", kind: "policy", ok: true }],
    conflicts: [],
  });
  keeping.interrupt("SIGINT");
  await keeping.exitCode;
});

const refused: readonly (readonly [title: string, path: string, stderr: RegExp])[] = [
  ["standard input", "-", /^tsvpp: keep: the path of a file is expected, since standard input cannot be followed\n$/],
  ["a file that is not there", "/nowhere/node.yaml", /^tsvpp: \/nowhere\/node\.yaml: no such file or directory\n$/],
];

for (const [title, path, line] of refused) {
  t.test(`refuses ${title}`, async (t) => {
    const { exitCode, stderr } = await tsvpp(["keep", path]);
    t.equal(exitCode, 2);
    t.match(stderr, line);
  });
}

t.test("refuses a document that is invalid from the beginning", async (t) => {
  const path = join(temporaryFolder(t), "node.yaml");
  writeFileSync(path, "polcies: []\n");
  t.equal((await tsvpp(["keep", path])).exitCode, 2);
});

const wrap = findPseudoTerminal();
t.test("ends at Ctrl-C in a terminal", { skip: wrap === undefined ? "no pseudo-terminal" : false }, async (t) => {
  await using simulator = await startSimulator();
  const path = writeDocument(t);
  const argv = ["keep", path, "--socket", simulator.socketPath];
  const printed = await typeIntoTerminal(wrap!, argv, { after: "as described", typed: "\u0003" });
  t.match(printed, `${ADDED("fcdd::1")}\n`);
  t.notMatch(printed, "tsvpp:");
  t.equal(simulator.zombies, 0);
  t.equal(simulator.clients.length, 0);
  t.equal(simulator.state.policies.length, 1);
});
