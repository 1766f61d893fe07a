import t from "tap";
import { srLocalsidAddDel } from "../../../src/binapi/sr.ts";
import { heldBy, pathRoute, prefixRoute } from "../../overlay/agent/scene.ts";
import { tsvpp } from "../tsvpp.ts";
import { startAgent } from "./scene.ts";

t.test("the running agent withdraws, removes what it owns, and ends; the command says so", async (t) => {
  const agent = await startAgent(t);
  const node2 = await agent.peer("127.0.0.2");
  node2.announce([
    prefixRoute("172.16.104.64/26", "fd12::1000"),
    pathRoute("fd12::1000", "cafe::201", ["fcdd:0:0:12aa::4"], { behavior: 19 }),
  ]);
  await agent.out(/^tunnel/);
  t.same(await agent.ask("leave"), {
    exitCode: 0,
    stdout: "node node1 has left: VPP has nothing of its agent any more\n",
    stderr: "",
  });
  t.equal(await agent.running.exitCode, 0);
  t.same(heldBy(agent.simulator), { policies: [], steering: [], localSids: [] });
});

t.test("reports what VPP refuses to remove, as the agent does", async (t) => {
  const agent = await startAgent(t);
  agent.simulator.on(srLocalsidAddDel, (fields, answer) => (fields.isDel ? { retval: -1 } : answer()));
  const { exitCode, stderr } = await agent.ask("leave");
  t.equal(exitCode, 1);
  t.match(stderr, /^tsvpp: the agent has ended, but has not left: sr_localsid_add_del: /);
  t.equal(await agent.running.exitCode, 1);
});

t.test("who may not signal the agent cannot let it leave", async (t) => {
  const agent = await startAgent(t);
  agent.running.signals.send = () => {
    throw Object.assign(new Error("kill EPERM"), { code: "EPERM", errno: -1 });
  };
  const { exitCode, stderr } = await agent.ask("leave");
  t.equal(exitCode, 3);
  t.match(stderr, /^tsvpp: process \d+: operation not permitted: run this as the user of the agent, or as root\n$/);
  t.equal((await agent.ask("status")).exitCode, 0);
});

t.test("without an agent, --config removes what one has left; not while one runs", async (t) => {
  const agent = await startAgent(t);
  const argv = ["leave", "--config", agent.configPath, "--socket", agent.simulator.socketPath];
  const refused = await agent.ask(...argv);
  t.equal(refused.exitCode, 2);
  t.match(refused.stderr, /an agent runs \(process \d+\): leave without --config lets it leave/);
  agent.running.interrupt("SIGTERM");
  await agent.running.exitCode;
  t.equal(heldBy(agent.simulator).localSids.length, 2);
  t.match(await agent.ask(...argv, "--json"), { exitCode: 0, stdout: '{"left":true}\n' });
  t.same(heldBy(agent.simulator).localSids, []);
});

t.test("without an agent and --config there is nothing to ask", async (t) => {
  const { exitCode, stderr } = await tsvpp(["overlay", "leave", "--server", "/nowhere/overlay.sock"]);
  t.equal(exitCode, 3);
  t.match(stderr, "/nowhere/overlay.sock: no overlay agent listens: no such file or directory; start one with");
});
