import t from "tap";
import { temporaryFolder } from "../../helpers.ts";
import { configText, PEERS, pathRoute, prefixRoute } from "../../overlay/agent/scene.ts";
import { tsvpp } from "../tsvpp.ts";
import { named, startAgent } from "./scene.ts";

t.test("prints the state of the running agent, and as JSON all of it", async (t) => {
  const agent = await startAgent(t);
  const node2 = await agent.peer("127.0.0.2");
  const path = pathRoute("fd12::1000", "cafe::201", ["fcdd:0:0:12aa::4"], { behavior: 19, preference: 11 });
  node2.announce([prefixRoute("172.16.104.64/26", "fd12::1000"), named(path, "node2")]);
  await agent.out(/^tunnel/);
  const { exitCode, stdout, stderr } = await agent.ask("status");
  t.same([exitCode, stderr], [0, ""]);
  t.match(stdout, /^node +node1 \(fd11::1000\), process \d+$/m);
  t.match(stdout, /^127\.0\.0\.2 +node +established +2 +0( |$)/m);
  t.match(stdout, "node2 (fd12::1000)\n└─ IPv4: up, 1 prefix: 172.16.104.64/26\n   └─ cafe::201, best effort from");
  const all = JSON.parse((await agent.ask("status", "--json")).stdout);
  t.equal(all.pid, process.pid);
  t.match(all.nodes, [{ address: "fd12::1000", name: "node2", tunnels: [{ prefixes: ["172.16.104.64/26"] }] }]);
});

t.test("--until waits for a condition", async (t) => {
  const agent = await startAgent(t);
  const waiting = agent.ask("status", "--json", "--until", "node=fd12::1000");
  const node2 = await agent.peer("127.0.0.2");
  node2.announce([
    prefixRoute("172.16.104.64/26", "fd12::1000"),
    pathRoute("fd12::1000", "cafe::201", ["fcdd:0:0:12aa::4"], { behavior: 19 }),
  ]);
  const { exitCode, stdout } = await waiting;
  t.equal(exitCode, 0);
  t.match(JSON.parse(stdout).nodes, [{ tunnels: [{ state: "up" }] }]);
  t.equal((await agent.ask("status", "--until", "peer=127.0.0.2")).exitCode, 0);
});

t.test("--until ready holds at once for a node without peers, whose sources have said all", async (t) => {
  const agent = await startAgent(t, { text: configText() });
  t.equal((await agent.ask("status", "--until", "ready")).exitCode, 0);
  t.equal((await agent.ask("status", "--until", "settled")).exitCode, 0);
});

t.test("the exit code is 4 when the time of --wait is over", async (t) => {
  const agent = await startAgent(t, { text: configText({ peers: PEERS }) });
  const { exitCode, stderr } = await agent.ask("status", "--until", "settled", "--wait", "0");
  t.equal(exitCode, 4);
  t.equal(stderr, "tsvpp: after 0 s: the condition settled does not hold (see tsvpp overlay status)\n");
});

t.test("--until waits for the agent, too, until an interruption", async (t) => {
  const server = `${temporaryFolder(t)}/overlay.sock`;
  const argv = ["overlay", "status", "--server", server, "--until", "ready"];
  const over = await tsvpp([...argv, "--wait", "0"]);
  t.equal(over.exitCode, 4);
  t.match(over.stderr, "no overlay agent listens");
  const interruption = new AbortController();
  const waiting = tsvpp(argv, { signal: interruption.signal });
  interruption.abort("SIGINT");
  t.same(await waiting, { exitCode: 130, stdout: "", stderr: "" });
});

t.test("refuses a condition that is none before it asks", async (t) => {
  const { exitCode, stderr } = await tsvpp(["overlay", "status", "--server", "/nowhere", "--until", "redy"]);
  t.equal(exitCode, 2);
  t.match(stderr, /^tsvpp: --until redy: ready, settled, node=ADDRESS or peer=ADDRESS is expected\n$/);
});
