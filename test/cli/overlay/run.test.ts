import { renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { startSimulator } from "../../../src/simulator/index.ts";
import { temporaryFolder } from "../../helpers.ts";
import { configText, heldBy, PEERS, pathRoute, prefixRoute } from "../../overlay/agent/scene.ts";
import { tsvpp, tsvppBeside } from "../tsvpp.ts";
import { named, startAgent } from "./scene.ts";

const TE = `node: node1
policies:
  - { egress_node: "fd12::1000", bsid: "cafe::1c3", segment_list: ["fcff:3::1", "fcdd:0:0:12aa::4"], traffic: IPv4 }
`;

t.test("prints a line for each change of a tunnel, and leaves all in VPP at SIGTERM", async (t) => {
  const agent = await startAgent(t);
  const node2 = await agent.peer("127.0.0.2");
  const best = pathRoute("fd12::1000", "cafe::201", ["fcdd:0:0:12aa::6"], { preference: 11 });
  node2.announce([prefixRoute("fdfb:af47:32af:2::/122", "fd12::1000"), named(best, "node2")]);
  t.equal(
    await agent.out(/^tunnel/),
    "tunnel to node2 (fd12::1000) IPv6: cafe::201 by fcdd:0:0:12aa::6, best effort from 127.0.0.2 (new); 1 prefix",
  );
  const injector = await agent.peer("127.0.0.4");
  const nextHop = "fd00:34::2";
  injector.announce([pathRoute("fd12::1000", "cafe::25", ["fcff:6::1", "fcdd:0:0:12aa::6"], { nextHop, color: 9 })]);
  t.equal(
    await agent.out(/^tunnel/),
    "tunnel to node2 (fd12::1000) IPv6: cafe::25 by fcff:6::1, fcdd:0:0:12aa::6, preference 100 from 127.0.0.4 " +
      "(was best effort); 1 prefix",
  );
  node2.close();
  t.match(await agent.err(/ended/), /^tsvpp: peer 127\.0\.0\.2: session ended: .*; its routes stay for 120 s$/);
  const before = heldBy(agent.simulator);
  agent.running.interrupt("SIGTERM");
  t.equal(await agent.running.exitCode, 0);
  t.same(heldBy(agent.simulator), before);
  t.equal(agent.simulator.zombies, 0);
  t.equal(agent.simulator.clients.length, 0);
});

t.test("a changed configuration is taken, an invalid one or one that needs a restart changes nothing", async (t) => {
  const agent = await startAgent(t);
  const replace = (text: string) => {
    writeFileSync(`${agent.configPath}.new`, text);
    renameSync(`${agent.configPath}.new`, agent.configPath);
  };
  replace("nodes: 3\n");
  t.match(await agent.err(/node1\.yaml:1: /), "node: missing: expected a mapping");
  replace(configText({ peers: "[]" }).replace("64512", "64513"));
  t.match(
    await agent.err(/node1\.yaml: /),
    /: a restart of the agent is needed to change bgp\.as: nothing of the file/,
  );
  t.match(JSON.parse((await agent.ask("status", "--json")).stdout).peers, { length: 3 });
  replace(configText({ peers: "[]" }));
  await agent.out(/node1\.yaml: taken$/);
  t.match(JSON.parse((await agent.ask("status", "--json")).stdout).peers, { length: 0 });
  rmSync(agent.configPath);
  t.match(await agent.err(/node1/), "no such file or directory");
});

t.test("SIGHUP reads the files at once, changed or not", async (t) => {
  const agent = await startAgent(t);
  agent.running.signals.send(0, "SIGHUP");
  await agent.out(/node1\.yaml: taken$/);
});

t.test("the policies of mode configmap come from its file, and follow it", async (t) => {
  const te = join(temporaryFolder(t), "te.yaml");
  const rest = `configmap: { file: ${te} }`;
  const agent = await startAgent(t, { text: configText({ peers: PEERS, mode: "configmap", rest }) });
  t.equal(
    await agent.err(/te\.yaml/),
    `tsvpp: ${te}: the file is gone: its policies stay for 30 s, unless it comes back`,
  );
  const node2 = await agent.peer("127.0.0.2");
  node2.announce([prefixRoute("172.16.104.64/26", "fd12::1000")]);
  writeFileSync(te, TE);
  t.equal(
    await agent.out(/^tunnel/),
    `tunnel to fd12::1000 IPv4: cafe::1c3 by fcff:3::1, fcdd:0:0:12aa::4, preference 100 from ${te} (new); 1 prefix`,
  );
  writeFileSync(te, TE.replace("cafe::1c3", "beef::1"));
  t.match(await agent.err(/te\.yaml:3/), "beef::1 is outside of cafe::/112");
  t.same(heldBy(agent.simulator).steering, ["172.16.104.64/26 -> cafe::1c3"]);
});

t.test("a second agent does not start, and does not disturb the first one", async (t) => {
  const agent = await startAgent(t);
  t.equal(statSync(agent.server).mode & 0o777, 0o660);
  const second = await agent.ask("run", "--config", agent.configPath, "--socket", agent.simulator.socketPath);
  t.equal(second.exitCode, 2);
  t.match(second.stderr, `tsvpp: cannot listen on ${agent.server}: another process listens there`);
  t.equal((await agent.ask("status")).exitCode, 0);
  t.equal(agent.simulator.clients.length, 1);
});

t.test("a second agent on the same VPP does not start, whatever its socket, node and files are", async (t) => {
  const agent = await startAgent(t);
  const [path, server] = ["node9.yaml", "node9.sock"].map((name) => join(agent.folder, name));
  const text = configText().replace("node1", "node9").replace("fd11::1000", "fd19::1000");
  writeFileSync(path!, text.replace("11aa", "99aa").replace("cafe::100/120", "cafe::900/120"));
  const before = heldBy(agent.simulator);
  const socket = ["--socket", agent.simulator.socketPath];
  const second = await tsvpp(["overlay", "run", "--config", path!, "--server", server!, ...socket]);
  t.equal(second.exitCode, 2);
  const reason = `another overlay agent (process ${process.pid}) is connected to this VPP: end it first`;
  t.equal(second.stderr, `tsvpp: ${reason}\n`);
  const left = await tsvpp(["overlay", "leave", "--config", path!, "--server", server!, ...socket]);
  t.same([left.exitCode, left.stderr], [2, `tsvpp: ${reason}\n`]);
  t.same(heldBy(agent.simulator), before);
  t.equal(agent.simulator.clients.length, 1);
});

t.test("two nodes with one ID are named in the log and in the status", async (t) => {
  const agent = await startAgent(t);
  const path = (endpoint: string, bsid: string) => named(pathRoute(endpoint, bsid, ["fcdd:0:0:12aa::6"]), "node2");
  const [node2, node3] = [await agent.peer("127.0.0.2"), await agent.peer("127.0.0.3")];
  node2.announce([path("fd12::1000", "cafe::201")]);
  node3.announce([path("fd13::1000", "cafe::301")]);
  const text = "node ID node2 is that of 2 nodes: fd12::1000 (router ID 10.0.0.2) and fd13::1000 (router ID 10.0.0.3)";
  t.match(await agent.err(/node ID/), text);
  t.match((await agent.ask("status")).stdout, text);
  node3.announce([
    { ...path("fd13::1000", "cafe::301"), attributes: named(path("fd13::1000", "cafe::301"), "node1").attributes },
  ]);
  t.match(
    await agent.err(/node ID/),
    "node ID node1 is that of 2 nodes: fd13::1000 (router ID 10.0.0.3) and fd11::1000",
  );
});

t.test("waits for a VPP that is not there, is known by then, and ends in order meanwhile", async (t) => {
  const folder = temporaryFolder(t);
  const [path, server, socketPath] = ["node1.yaml", "overlay.sock", "api.sock"].map((name) => join(folder, name));
  writeFileSync(path!, configText({ rest: `vpp: { socket: ${socketPath} }` }));
  const argv = ["overlay", "run", "--config", path!, "--server", server!];
  const waiting = tsvppBeside(...argv);
  t.match(await waiting.err(), /api\.sock: no such socket.*: waiting for it$/);
  const asked = await tsvpp(["overlay", "status", "--server", server!]);
  t.same([asked.exitCode, asked.stderr], [3, `tsvpp: the agent (process ${process.pid}) still waits for VPP\n`]);
  waiting.interrupt("SIGTERM");
  t.equal(await waiting.exitCode, 0);
  await using _ = await startSimulator({ socketPath: socketPath! });
  const running = tsvppBeside(...argv);
  t.match(await running.out(), /^local SID/);
  running.interrupt("SIGTERM");
  t.equal(await running.exitCode, 0);
});

t.test("reports a loss of VPP once, and brings the next VPP to the same state", async (t) => {
  const agent = await startAgent(t);
  const before = heldBy(agent.simulator);
  await agent.simulator.restart();
  t.match(await agent.err(/connecting again/), /^tsvpp: /);
  // The outer source and both local SIDs.
  await agent.out(/VPP is connected: 3 steps brought it to what it should hold/);
  t.same(heldBy(agent.simulator), before);
});

t.test("gives programs an object for each event", async (t) => {
  const agent = await startAgent(t, { argv: ["--json"] });
  const node2 = await agent.peer("127.0.0.2");
  node2.announce([
    prefixRoute("fdfb:af47:32af:2::/122", "fd12::1000"),
    pathRoute("fd12::1000", "cafe::201", ["fcdd:0:0:12aa::6"], { preference: 11 }),
  ]);
  t.match(JSON.parse(await agent.out(/"tunnel"/)), {
    type: "tunnel",
    endpoint: "fd12::1000",
    family: "IPv6",
    path: { bsid: "cafe::201", lists: [{ segments: ["fcdd:0:0:12aa::6"], share: 1 }], isBestEffort: true },
    before: null,
    prefixes: 1,
  });
});

const refused: readonly (readonly [argv: string[], line: RegExp])[] = [
  [[], /^tsvpp: overlay run: --config is missing/],
  [["--config", "/nowhere/node1.yaml"], /^tsvpp: \/nowhere\/node1\.yaml: no such file or directory\n$/],
  [["--config", "x", "--metrics", "9483"], /^tsvpp: --metrics 9483: HOST:PORT is expected/],
];

for (const [argv, line] of refused) {
  t.test(`refuses overlay run ${argv.join(" ")}`, async (t) => {
    const { exitCode, stderr } = await tsvpp(["overlay", "run", ...argv]);
    t.equal(exitCode, 2);
    t.match(stderr, line);
  });
}
