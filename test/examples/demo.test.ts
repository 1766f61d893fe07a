import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import t, { type Test } from "tap";
import { srPolicyAddV2 } from "../../src/binapi/sr.ts";
import { listReleases } from "../../src/schema/index.ts";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../src/simulator/index.ts";
import { temporaryFolder } from "../helpers.ts";

interface Ran {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

t.test("the demo brings a simulated VPP to the state of its document", async (t) => {
  const { exitCode, stdout } = await run("demo", []);
  t.equal(exitCode, 0);
  for (const line of [
    /simulator {3}\S+api\.sock/,
    /version .*26\.06.*: 2093 messages, 2093 match the bindings by name and CRC/,
    /document {4}examples\/overlay\.yaml/,
    /plan {8}10 steps/,
    /apply {7}10 of 10 steps done/,
    /^ +local SID fcdd::11aa:4 End\.DT4 table 0$/m,
    /^ +policy cafe::1c3 via fcff:3::1, fcff:5::1, fcdd::11cc:4$/m,
    /^ +steering of 172\.16\.104\.64\/26 table 0 to cafe::1c3$/m,
    /verify {6}verified\n.* plan again/,
    /plan again {2}nothing to do/,
    /close {7}done\n$/,
  ]) {
    t.match(stdout, line);
  }
});

t.test("the demo asks before it changes a VPP that is not its own", async (t) => {
  const simulator = await simulate(t);
  const { exitCode, stdout } = await run("demo", [], simulator);
  t.equal(exitCode, 1);
  t.match(stdout, /add policy cafe::1c3 via fcff:3::1, fcff:5::1, fcdd::11cc:4: VPP has no such policy/);
  t.match(stdout, /Nothing was changed\. To apply this to the VPP at \S+: npm start -- --yes\n/);
  t.same(objects(simulator), [0, 0, 0]);
});

t.test("with --yes it removes what it added", async (t) => {
  const simulator = await simulate(t);
  const { exitCode, stdout } = await run("demo", ["--yes"], simulator);
  t.equal(exitCode, 0);
  t.match(stdout, /clean up {4}10 of 10 steps done/);
  t.same(objects(simulator), [0, 0, 0]);
  t.ok(simulator.state.encapSource.isUnspecified);
  t.equal(simulator.state.encapHopLimit, 64);
});

// The releases between them are brought to the same state by test/flow/releases.
for (const release of [listReleases().at(0)!, listReleases().at(-1)!]) {
  t.test(`the demo does the same with VPP ${release}`, async (t) => {
    const simulator = await simulate(t, { release, shuffleIds: release });
    const { exitCode, stdout } = await run("demo", ["--yes", "--keep"], simulator);
    t.equal(exitCode, 0);
    t.match(stdout, new RegExp(` version .*${release}`));
    t.match(stdout, /verify {6}verified/);
    t.match(stdout, /plan again {2}nothing to do/);
    t.same(objects(simulator), [2, 3, 3]);
  });
}

t.test("with --keep it leaves what it added, and then finds nothing to do", async (t) => {
  const simulator = await simulate(t);
  t.equal((await run("demo", ["--yes", "--keep"], simulator)).exitCode, 0);
  t.same(objects(simulator), [2, 3, 3]);
  const { exitCode, stdout } = await run("demo", [], simulator);
  t.equal(exitCode, 0);
  t.match(stdout, /plan {8}nothing to do/);
  t.same(objects(simulator), [2, 3, 3]);
});

t.test("what VPP refuses is told, and the rest is removed again", async (t) => {
  const simulator = await simulate(t);
  simulator.on(srPolicyAddV2, ({ bsidAddr }, answer) =>
    String(bsidAddr) === "cafe::1c3" ? { retval: -12 } : answer(),
  );
  const { exitCode, stdout } = await run("demo", ["--yes"], simulator);
  t.equal(exitCode, 4);
  t.match(stdout, /apply {7}8 of 10 steps done/);
  t.match(stdout, /failed: add policy cafe::1c3 .*: the BSID is taken/);
  t.same(objects(simulator), [0, 0, 0]);
});

t.test("an unknown option is bad usage", async (t) => {
  const { exitCode, stderr } = await run("demo", ["--yess"]);
  t.equal(exitCode, 2);
  t.match(stderr, /usage: \[TSVPP_VPP_SOCKET=PATH\] npm start \[-- --yes\] \[--keep\]/);
});

t.test("without a VPP there is no connection", async (t) => {
  const { exitCode, stderr } = await run("demo", [], { socketPath: join(temporaryFolder(t), "api.sock") });
  t.equal(exitCode, 3);
  t.match(stderr, /api\.sock: no such socket/);
});

t.test("an interruption ends the demo", async (t) => {
  const socketPath = join(temporaryFolder(t), "api.sock");
  const server = createServer((socket) => {
    child.kill("SIGINT");
    socket.on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  const child = launch("demo", [], { socketPath });
  const exitCode = await new Promise((resolve) => child.on("exit", resolve));
  t.equal(exitCode, 130);
  server.close();
});

t.test("raw messages make and read what an overlay stands on", async (t) => {
  const simulator = await simulate(t);
  const { exitCode, stdout } = await run("raw-messages", [], simulator);
  t.equal(exitCode, 0);
  t.match(stdout, /^interface 1 loop0 /m);
  t.match(stdout, /^address fd11::1000\/64$/m);
  t.match(stdout, /^route fcdd:bb::\/32 via fd11::1 on interface 1$/m);
  t.equal(simulator.state.interfaces.length, 1);
  t.equal(simulator.state.tables.length, 2);
});

async function simulate(t: Test, options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator(options);
  t.teardown(() => simulator.close());
  return simulator;
}

function objects({ state }: Simulator): number[] {
  return [state.localSids.length, state.policies.length, state.steering.length];
}

async function run(example: string, options: readonly string[], vpp?: { socketPath: string }): Promise<Ran> {
  const child = launch(example, options, vpp);
  const exit = new Promise<number | null>((resolve) => child.on("exit", resolve));
  const [stdout, stderr, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
  return { exitCode, stdout, stderr };
}

function launch(example: string, options: readonly string[], vpp?: { socketPath: string }) {
  const path = fileURLToPath(new URL(`../../examples/${example}.js`, import.meta.url));
  const env = { ...process.env, TSVPP_VPP_SOCKET: vpp?.socketPath };
  return spawn(process.execPath, [path, ...options], { env, stdio: ["ignore", "pipe", "pipe"] });
}
