import { once } from "node:events";
import { PassThrough, Readable } from "node:stream";
import t, { type Test } from "tap";
import { run } from "../../../src/cli/run.ts";
import { type Simulator, startSimulator } from "../../../src/simulator/index.ts";
import { temporaryFolder } from "../../helpers.ts";
import { NATIVE } from "../../native.ts";
import { Sink, tsvpp } from "../tsvpp.ts";

async function sceneOf(t: Test): Promise<{ simulator: Simulator; path: string }> {
  const path = `${temporaryFolder(t)}/stats.sock`;
  const simulator = await startSimulator({ statsSocketPath: path, workers: 1 });
  t.teardown(() => simulator.close());
  simulator.stats.set("/if/rx", { packets: 1n, bytes: 64n }, { index: 0 });
  simulator.stats.set("/if/rx", { packets: 2n, bytes: 128n }, { index: 0, thread: 1 });
  return { simulator, path };
}

/** Runs a command until it is interrupted; `line` gives its next line. */
function start(...argv: string[]): { line: () => Promise<string>; interrupt: () => void; exitCode: Promise<number> } {
  const stdout = new PassThrough({ encoding: "utf8" });
  const abort = new AbortController();
  const exitCode = run(argv, { stdin: Readable.from([]), stdout, stderr: new Sink(), env: {}, signal: abort.signal });
  const line = async (): Promise<string> => {
    for (;;) {
      const text: string | null = stdout.read();
      if (text !== null) return text;
      await once(stdout, "readable");
    }
  };
  return { line, interrupt: () => abort.abort("SIGINT"), exitCode };
}

t.test("ls prints names, in VPP's order", NATIVE, async (t) => {
  const { path } = await sceneOf(t);
  const { stdout, exitCode } = await tsvpp(["stats", "ls", "^/sys/[hb]", "^/if/rx$", "--socket", path]);
  t.equal(stdout, "/sys/heartbeat\n/sys/boottime\n/if/rx\n");
  t.equal(exitCode, 0);
  const json = await tsvpp(["stats", "ls", "--json", "^/if/rx$", "--socket", path]);
  t.equal(json.stdout, '"/if/rx"\n');
});

t.test("get prints the sums of all threads, and each thread in JSON", NATIVE, async (t) => {
  const { path } = await sceneOf(t);
  const { stdout } = await tsvpp(["stats", "get", "^/if/(rx|names)$", "--socket", path]);
  t.equal(stdout, "/if/rx 3 packets, 192 bytes\n/if/names[0] local0\n");
  const json = await tsvpp(["stats", "get", "^/if/rx$", "--json", "--socket", path]);
  t.same(JSON.parse(json.stdout).threads, [
    { packets: ["1"], bytes: ["64"] },
    { packets: ["2"], bytes: ["128"] },
  ]);
});

t.test("watch prints what changes until it is interrupted", NATIVE, async (t) => {
  const { simulator, path } = await sceneOf(t);
  const watch = start("stats", "watch", "^/if/rx$", "--interval", "0.01", "--json", "--socket", path);
  const [first] = (await watch.line()).split("\n");
  t.match(JSON.parse(first!), { reset: false, entries: { "/if/rx": { kind: "combined" } } });
  simulator.stats.set("/if/rx", { packets: 4n, bytes: 1064n }, { index: 0 });
  let changes = "";
  while (!changes.includes('"1000"')) changes = await watch.line();
  t.match(changes, '"3"');
  watch.interrupt();
  t.equal(await watch.exitCode, 0);
});

t.test("--prometheus serves metrics until it is interrupted", NATIVE, async (t) => {
  const { path } = await sceneOf(t);
  const serving = start("stats", "--prometheus", "--listen", "127.0.0.1:0", "--json", "--socket", path);
  const { url } = JSON.parse(await serving.line());
  const text = await (await fetch(url)).text();
  t.match(text, '# TYPE vpp_interface_rx_bytes_total counter\nvpp_interface_rx_bytes_total{interface="local0"} 192\n');
  t.match(text, 'vpp_buffers_available{pool="default-numa-0"} 16800\n');
  t.notMatch(text, "vpp_sys_");
  serving.interrupt();
  t.equal(await serving.exitCode, 0);
});

for (const [argv, text] of [
  [["stats"], "stats: ls, get, watch or --prometheus is expected (see tsvpp stats --help)"],
  [["stats", "list"], "stats: no such action: list; did you mean ls? (see tsvpp stats --help)"],
  [["stats", "ls", "--listen", "127.0.0.1:0"], "stats: --listen is for --prometheus"],
] as const) {
  t.test(`refuses ${argv.join(" ")}`, async (t) => {
    const { exitCode, stderr } = await tsvpp([...argv]);
    t.equal(exitCode, 2);
    t.equal(stderr, `tsvpp: ${text}\n`);
  });
}

t.test("refuses a wrong pattern, interval and address", NATIVE, async (t) => {
  const { path } = await sceneOf(t);
  const outcome = async (...argv: string[]) => (await tsvpp(["stats", ...argv, "--socket", path])).stderr;
  t.match(await outcome("get", "("), /^tsvpp: .*pattern/);
  t.match(await outcome("watch", "--interval", "0"), "--interval 0: a number of seconds above 0 is expected");
  t.match(await outcome("--prometheus", "--listen", "x"), "--listen x: HOST:PORT is expected");
});

t.test("says where no VPP gives statistics", NATIVE, async (t) => {
  const { exitCode, stderr } = await tsvpp(["stats", "ls", "--socket", `${temporaryFolder(t)}/no.sock`]);
  t.equal(exitCode, 3);
  t.match(stderr, "no.sock");
});
