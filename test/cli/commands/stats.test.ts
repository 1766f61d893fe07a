import { once } from "node:events";
import { PassThrough, Readable } from "node:stream";
import t, { type Test } from "tap";
import { srLocalsidsWithPacketStatsDump } from "../../../src/binapi/sr.ts";
import { SrBehavior } from "../../../src/binapi/sr_types.ts";
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

/** Lets the simulated VPP count packets of a local SID. Returns how often it was asked. */
function countLocalSid(simulator: Simulator): () => number {
  let asked = 0;
  simulator.on(srLocalsidsWithPacketStatsDump, () => {
    asked++;
    const traffic = { goodTrafficPktCount: 5n, goodTrafficBytes: 240n, badTrafficPktCount: 3n, badTrafficBytes: 204n };
    const common = { endPsp: false, fibTable: 0, vlanIndex: 0, xconnectNhAddr: "0.0.0.0", xconnectIfaceOrVrfTable: 0 };
    return [{ ...common, addr: "fc00::1", behavior: SrBehavior.SR_BEHAVIOR_API_END, ...traffic }];
  });
  return () => asked;
}

t.test("get prints the counters of local SIDs when VPP may be asked for them", NATIVE, async (t) => {
  const { simulator, path } = await sceneOf(t);
  const asked = countLocalSid(simulator);
  const argv = ["stats", "get", "^/if/rx$", "--socket", path];
  t.notMatch((await tsvpp(argv)).stdout, "local SID");
  t.equal(asked(), 0);
  const { stdout } = await tsvpp([...argv, "--local-sids", simulator.socketPath]);
  const lines = ["local SID fc00::1 good 5 packets, 240 bytes", "local SID fc00::1 bad 3 packets, 204 bytes"];
  t.equal(stdout, `/if/rx 3 packets, 192 bytes\n${lines.join("\n")}\n`);
  const json = await tsvpp([...argv, "--json", "--local-sids", simulator.socketPath]);
  t.match(JSON.parse(json.stdout.split("\n")[1]!), { localSid: "fc00::1", good: { packets: "5", bytes: "240" } });
  t.same(simulator.clients, []);
});

t.test("--prometheus asks for local SIDs once a minute, and disconnects at its end", NATIVE, async (t) => {
  const { simulator, path } = await sceneOf(t);
  const asked = countLocalSid(simulator);
  const options = ["--listen", "127.0.0.1:0", "--json", "--socket", path, "--local-sids", simulator.socketPath];
  const serving = start("stats", "--prometheus", ...options);
  const { url } = JSON.parse(await serving.line());
  const scrape = async (): Promise<string> => await (await fetch(url)).text();
  const texts = [await scrape(), await scrape()];
  for (const text of texts) t.match(text, 'vpp_local_sid_good_packets_total{sid="fc00::1"} 5\n');
  t.equal(asked(), 1);
  serving.interrupt();
  t.equal(await serving.exitCode, 0);
  t.same(simulator.clients, []);
});

for (const [argv, text] of [
  [["stats", "ls", "--local-sids", "/x"], "stats: --local-sids is for get and --prometheus"],
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
