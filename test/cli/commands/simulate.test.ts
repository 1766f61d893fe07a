import { once } from "node:events";
import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import t from "tap";
import { srPolicyAdd } from "../../../src/binapi/sr.ts";
import { showVersion } from "../../../src/binapi/vpe.ts";
import { run } from "../../../src/cli/run.ts";
import { connect } from "../../../src/client/index.ts";
import { startSimulator } from "../../../src/simulator/index.ts";
import { receiveDescriptor } from "../../../src/transport/index.ts";
import { NATIVE } from "../../native.ts";
import { startTap } from "../../recording/scene.ts";
import { TOOLBOX } from "../api/run-api.ts";
import { Sink, tsvpp, tsvppBeside } from "../tsvpp.ts";

const folder = mkdtempSync(join(tmpdir(), "tsvpp-cli-"));
t.teardown(() => rmSync(folder, { recursive: true }));

t.test("tells programs where it listens, and answers", async (t) => {
  const simulation = simulate("--json");
  const { socketPath } = JSON.parse(await simulation.firstLine);
  const { stdout } = await tsvpp(["show", "interfaces", "--socket", socketPath]);
  t.match(stdout, "local0");
  simulation.interrupt("SIGINT");
  t.equal(await simulation.exitCode, 0);
  t.notOk(existsSync(socketPath), "the socket is gone");
});

t.test("answers as recorded, and names what was never recorded", async (t) => {
  const { socketPath, file, close } = await startTap(t);
  await tsvpp(["show", "interfaces", "--socket", socketPath]);
  await close();
  const simulation = tsvppBeside("simulate", "--from", file, "--json");
  const socket = ["--socket", JSON.parse((await simulation.out())!).socketPath];
  t.match(await tsvpp(["show", "interfaces", ...socket]), { exitCode: 0, stdout: /local0/ });
  t.match(await tsvpp(["show", "version", ...socket]), { exitCode: 1 });
  t.equal(await simulation.err(), "tsvpp: show_version: never recorded with these fields: none");
  simulation.interrupt("SIGTERM");
  t.equal(await simulation.exitCode, 0);
});

t.test("tells people where it listens, which --socket chooses", async (t) => {
  const socketPath = join(folder, "chosen.sock");
  const simulation = simulate("--socket", socketPath);
  t.equal(await simulation.firstLine, `listening on ${socketPath}\n`);
  t.ok(existsSync(socketPath));
  simulation.interrupt("SIGTERM");
  t.equal(await simulation.exitCode, 0);
  t.notOk(existsSync(socketPath), "the socket is gone");
});

t.test("has statistics on the socket that --stats-socket chooses", NATIVE, async (t) => {
  const path = join(folder, "stats.sock");
  const simulation = simulate("--stats-socket", path);
  await simulation.firstLine;
  const descriptor = await receiveDescriptor(path, 1000);
  // The version of the layout.
  const version = Buffer.alloc(8);
  readSync(descriptor, version, 0, version.length, 0);
  t.equal(version.readBigUInt64LE(), 2n);
  closeSync(descriptor);
  const { exitCode, stderr } = await tsvpp(["simulate", "--stats-socket", path]);
  t.equal(exitCode, 2);
  t.match(stderr, "another process listens there");
  simulation.interrupt("SIGTERM");
  t.equal(await simulation.exitCode, 0);
  t.notOk(existsSync(path), "the socket is gone");
});

t.test("tells where it listens in one line, whatever the path is", async (t) => {
  const simulation = simulate("--socket", join(folder, "a\n\u001b[2J"));
  t.equal(await simulation.firstLine, `listening on ${folder}/a\\x0a\\x1b[2J\n`);
  simulation.interrupt("SIGTERM");
  t.equal(await simulation.exitCode, 0);
});

t.test("says why it ends when it receives what crashes VPP", async (t) => {
  const simulation = simulate("--json");
  const { socketPath } = JSON.parse(await simulation.firstLine);
  await using vpp = await connect({ socketPath, unguarded: true });
  const sids = { numSids: 0, weight: 1, sids: [] };
  const policy = { bsidAddr: "cafe::1", weight: 1, isEncap: true, isSpray: false, fibTable: 0, sids };
  await t.rejects(vpp.request(srPolicyAdd, policy), { code: "VPP_CONNECTION_LOST" });
  t.equal(await simulation.exitCode, 3);
  t.match(simulation.stderr.text, /^tsvpp: sr_policy_add crashed VPP: [^\n]+\n$/);
});

t.test("is any release, with ids in any order", async (t) => {
  const simulation = simulate("--json", "--release", "24.02", "--shuffle-ids", "7");
  const { socketPath } = JSON.parse(await simulation.firstLine);
  await using vpp = await connect({ socketPath });
  t.equal((await vpp.request(showVersion, {})).version, "24.02-release");
  const ids = [srPolicyAdd, showVersion].map((message) => vpp.messageTable.find(message));
  simulation.interrupt("SIGINT");
  await simulation.exitCode;
  await using same = await startSimulator({ release: "24.02", shuffleIds: "7" });
  await using other = await connect({ socketPath: same.socketPath });
  t.same(
    [srPolicyAdd, showVersion].map((message) => other.messageTable.find(message)),
    ids,
  );
});

t.test("names the releases when it is asked for another", async (t) => {
  const { exitCode, stderr } = await tsvpp(["simulate", "--release", "24.03"]);
  t.equal(exitCode, 2);
  t.match(stderr, /^tsvpp: no release 24\.03: the catalogue has 22\.10, .*26\.06\n$/);
});

t.test("does not take a path where it cannot listen", async (t) => {
  const socketPath = join(folder, "no", "such", "folder.sock");
  const { exitCode, stdout, stderr } = await tsvpp(["simulate", "--socket", socketPath]);
  t.equal(exitCode, 2);
  t.equal(stdout, "");
  t.equal(stderr, `tsvpp: cannot listen on ${socketPath}: there is no folder ${join(folder, "no", "such")}\n`);
});

t.test("takes over the socket of a process that has ended", async (t) => {
  const socketPath = join(folder, "left.sock");
  const simulator = await startSimulator({ socketPath });
  await simulator.kill();
  t.ok(existsSync(socketPath), "the socket is left");
  const simulation = simulate("--socket", socketPath);
  t.equal(await simulation.firstLine, `listening on ${socketPath}\n`);
  t.equal((await tsvpp(["show", "version", "--socket", socketPath])).exitCode, 0);
  simulation.interrupt("SIGTERM");
  await simulation.exitCode;
});

t.test("does not take over a socket on which a process listens", async (t) => {
  await using simulator = await startSimulator();
  const { socketPath } = simulator;
  const { exitCode, stderr } = await tsvpp(["simulate", "--socket", socketPath]);
  t.equal(exitCode, 2);
  t.match(stderr, `tsvpp: cannot listen on ${socketPath}: another process listens there`);
  t.equal((await tsvpp(["show", "version", "--socket", socketPath])).exitCode, 0);
});

const others: readonly (readonly [what: string, make: (path: string) => void])[] = [
  ["a file", (path) => writeFileSync(path, "precious")],
  ["a folder", (path) => mkdirSync(path)],
  ["a link to a socket", (path) => symlinkSync("left.sock", path)],
];

for (const [what, make] of others) {
  t.test(`does not take over ${what}`, async (t) => {
    const socketPath = join(mkdtempSync(join(folder, "x")), "vpp.sock");
    make(socketPath);
    const { exitCode, stderr } = await tsvpp(["simulate", "--socket", socketPath]);
    t.equal(exitCode, 2);
    t.match(stderr, `cannot listen on ${socketPath}: what is there is not a socket`);
    t.ok(lstatSync(socketPath), "it is still there");
  });
}

t.test("serves the messages of a plugin", async (t) => {
  const simulation = simulate("--json", "--api", TOOLBOX);
  const { socketPath } = JSON.parse(await simulation.firstLine);
  await using vpp = await connect({ socketPath });
  t.ok(vpp.messageTable.has({ name: "toolbox_add", crc: "" }));
  t.ok(vpp.messageTable.has(showVersion));
  simulation.interrupt("SIGINT");
  await simulation.exitCode;
});

t.test("does wrong what it is told to", async (t) => {
  const simulation = simulate("--json", "--fault", "end:1@show_version", "--fault", "wrong-context@sr_policies_dump");
  const { socketPath } = JSON.parse(await simulation.firstLine);
  await using vpp = await connect({ socketPath });
  t.equal((await vpp.request(showVersion, {})).retval, 0);
  await t.rejects(vpp.request(showVersion, {}), { code: "VPP_CONNECTION_LOST" });
  simulation.interrupt("SIGINT");
  t.equal(await simulation.exitCode, 0);
});

const badFaults: readonly (readonly [fault: string, reason: string])[] = [
  ["dleay:3", "--fault: no such fault: dleay; did you mean delay?"],
  ["fragment:0", "--fault fragment: bytes is 0, but a whole number of at least 1 is expected"],
  ["drop@sr_polcy_add", "--fault no message sr_polcy_add in VPP's API"],
];

for (const [fault, reason] of badFaults) {
  t.test(`does not take the fault ${fault}`, async (t) => {
    const { exitCode, stdout, stderr } = await tsvpp(["simulate", "--fault", fault]);
    t.same([exitCode, stdout, stderr], [2, "", `tsvpp: ${reason}\n`]);
  });
}

t.test("names the faults in its help", async (t) => {
  const { stdout } = await tsvpp(["simulate", "--help"]);
  for (const name of ["delay:MS", "garbage-length[:LENGTH]", "slow-reader:BYTES"]) t.match(stdout, `\n  ${name} `);
});

t.test("does not take a path that no socket can have", async (t) => {
  const socketPath = `/tmp/${"x".repeat(103)}`;
  const { exitCode, stderr } = await tsvpp(["simulate", "--socket", socketPath]);
  t.same([exitCode, stderr], [2, `tsvpp: cannot listen on ${socketPath}: name too long\n`]);
});

/** Runs `tsvpp simulate` beside the test. */
function simulate(...options: string[]) {
  const interruption = new AbortController();
  const stdout = new PassThrough({ encoding: "utf8" });
  const stderr = new Sink();
  const io = { stdin: Readable.from([]), stdout, stderr, env: {}, signal: interruption.signal };
  return {
    firstLine: once(stdout, "data").then(([line]) => line as string),
    exitCode: run(["simulate", ...options], io),
    stderr,
    interrupt: (signal: NodeJS.Signals) => interruption.abort(signal),
  };
}
