import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import t from "tap";
import { controlPing, sockclntDelete } from "../../src/binapi/memclnt.ts";
import { showVersion } from "../../src/binapi/vpe.ts";
import { startSimulator } from "../../src/simulator/index.ts";
import { tsvpp } from "./tsvpp.ts";

const folder = mkdtempSync(join(tmpdir(), "tsvpp-cli-"));
t.teardown(() => rmSync(folder, { recursive: true }));

const SHOW_VERSION = ["show", "version"];

t.test("without a socket the exit code is 3 and the line names the path", async (t) => {
  const path = join(folder, "none.sock");
  const { exitCode, stdout, stderr } = await tsvpp([...SHOW_VERSION, "--socket", path]);
  t.equal(exitCode, 3);
  t.equal(stdout, "");
  t.ok(stderr.startsWith(`tsvpp: ${path}: no such socket`), stderr);
  t.match(stderr, /^[^\n]+\n$/);
});

t.test("the socket is that of --socket, else of TSVPP_VPP_SOCKET", async (t) => {
  await using simulator = await startSimulator();
  const env = { TSVPP_VPP_SOCKET: simulator.socketPath };
  t.equal((await tsvpp(SHOW_VERSION, { env })).exitCode, 0);
  t.equal((await tsvpp([...SHOW_VERSION, "--socket", join(folder, "none.sock")], { env })).exitCode, 3);
  t.equal((await tsvpp([...SHOW_VERSION, "--socket", simulator.socketPath])).exitCode, 0);
});

t.test("--wait waits for a VPP that starts later", async (t) => {
  const socketPath = join(folder, "later.sock");
  const waiting = tsvpp([...SHOW_VERSION, "--socket", socketPath, "--wait", "forever"]);
  await using _ = await startSimulator({ socketPath });
  t.equal((await waiting).exitCode, 0);
});

t.test("a wait can be interrupted", async (t) => {
  const interruption = new AbortController();
  const argv = [...SHOW_VERSION, "--socket", join(folder, "never.sock"), "--wait", "Infinity"];
  const waiting = tsvpp(argv, { signal: interruption.signal });
  interruption.abort("SIGTERM");
  t.same(await waiting, { exitCode: 143, stdout: "", stderr: "" });
});

t.test("a socket that is not ours to open is 3, and the line names its group", async (t) => {
  await using simulator = await startSimulator({ socketPath: join(folder, "locked.sock") });
  chmodSync(folder, 0o755);
  chmodSync(simulator.socketPath, 0o600);
  const group = execFileSync("stat", ["-c", "%G", simulator.socketPath], { encoding: "utf8" }).trim();
  const { exitCode, stderr } = await asNobody(simulator.socketPath, () =>
    tsvpp([...SHOW_VERSION, "--socket", simulator.socketPath]),
  );
  t.equal(exitCode, 3);
  t.match(stderr, `${simulator.socketPath}: permission denied`);
  t.match(stderr, `group ${group}:`);
});

const strangers: readonly (readonly [title: string, greet: (socket: Socket) => void])[] = [
  ["speaks first and another language", (socket) => socket.write("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")],
  ["closes at once", (socket) => socket.destroy()],
];

for (const [title, greet] of strangers) {
  t.test(`whoever ${title} is not VPP: 3`, async (t) => {
    const path = join(folder, "stranger.sock");
    const server = createServer(greet).listen(path);
    t.teardown(() => server.close());
    const { exitCode, stderr } = await tsvpp([...SHOW_VERSION, "--socket", path]);
    t.equal(exitCode, 3);
    t.match(stderr, `${path}: the peer does not speak the VPP API`);
  });
}

t.test("a connection that is lost while VPP works is 3", async (t) => {
  await using simulator = await startSimulator();
  simulator.on(showVersion, () => {
    void simulator.close();
    return undefined;
  });
  t.same(await tsvpp([...SHOW_VERSION, "--socket", simulator.socketPath]), {
    exitCode: 3,
    stdout: "",
    stderr: "tsvpp: show_version: the connection to VPP ended\n",
  });
});

t.test("a VPP that does not answer in time is 4", async (t) => {
  await using simulator = await startSimulator();
  const clock = performance.now;
  t.teardown(() => {
    performance.now = clock;
  });
  simulator.on(controlPing, () => undefined);
  simulator.on(showVersion, () => {
    performance.now = () => clock.call(performance) + 60_000;
    return undefined;
  });
  t.same(await tsvpp([...SHOW_VERSION, "--socket", simulator.socketPath]), {
    exitCode: 4,
    stdout: "",
    stderr: "tsvpp: show_version: no answer within 5000 ms\n",
  });
});

t.test("a message that VPP drops is 4", async (t) => {
  await using simulator = await startSimulator();
  simulator.on(showVersion, () => undefined);
  const { exitCode, stderr } = await tsvpp([...SHOW_VERSION, "--socket", simulator.socketPath]);
  t.equal(exitCode, 4);
  t.match(stderr, /^tsvpp: show_version: [^\n]+\n$/);
});

t.test("an interrupted command leaves VPP in order, without a word", async (t) => {
  await using simulator = await startSimulator();
  const interruption = new AbortController();
  simulator.on(showVersion, () => {
    interruption.abort("SIGINT");
    return undefined;
  });
  const argv = [...SHOW_VERSION, "--socket", simulator.socketPath];
  t.same(await tsvpp(argv, { signal: interruption.signal }), { exitCode: 130, stdout: "", stderr: "" });
  t.equal(simulator.calls(sockclntDelete).length, 1);
});

t.test("every command leaves VPP in order", async (t) => {
  await using simulator = await startSimulator();
  for (const argv of [
    SHOW_VERSION,
    ["cli", "bogus"],
    ["call", "sr_policy_del", '{"bsidAddr":"::1","srPolicyIndex":0}'],
  ]) {
    await tsvpp([...argv, "--socket", simulator.socketPath]);
  }
  t.equal(simulator.calls(sockclntDelete).length, 3);
});

/** Does something without the rights of root, which may open every socket; others lose their right to this one. */
async function asNobody<T>(socketPath: string, work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) {
    chmodSync(socketPath, 0);
    return work();
  }
  // What is loaded on demand may lie where nobody else may look.
  await tsvpp([...SHOW_VERSION, "--socket", socketPath]);
  process.seteuid?.(65534);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}
