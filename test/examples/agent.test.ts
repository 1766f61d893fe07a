import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import t from "tap";
import { startSimulator } from "../../src/simulator/index.ts";
import { temporaryFolder } from "../helpers.ts";

const AGENT = fileURLToPath(new URL("../../examples/agent.js", import.meta.url));

function document(segment: string): string {
  return `owns: { bsids: ["cafe::/112"] }\npolicies:\n  - { bsid: "cafe::1", segmentLists: [{ segments: ["${segment}"] }] }\n`;
}

t.test("the agent follows its file, survives a restart of VPP, and leaves in order", async (t) => {
  await using simulator = await startSimulator();
  const path = join(temporaryFolder(t), "node.yaml");
  writeFileSync(path, document("fcdd::1"));
  const agent = spawn(process.execPath, [AGENT, path, simulator.socketPath], { stdio: ["ignore", "pipe", "inherit"] });
  t.teardown(() => agent.kill("SIGKILL"));
  const lines = createInterface({ input: agent.stdout })[Symbol.asyncIterator]();
  const next = async () => (await lines.next()).value as string | undefined;
  t.equal(await next(), "add policy cafe::1 via fcdd::1: VPP has no such policy");
  t.equal(await next(), "generation 1: as desired");
  t.equal(await next(), `following ${path}`);
  writeFileSync(path, document("fcdd::2"));
  t.equal(await next(), "change policy cafe::1 via fcdd::2: VPP has fcdd::1");
  t.equal(await next(), "generation 1: as desired");
  await simulator.restart();
  let line = await next();
  // A file may be told of twice.
  while (line?.startsWith("generation 1")) line = await next();
  t.equal(line, "add policy cafe::1 via fcdd::2: VPP has no such policy");
  t.equal(await next(), "generation 2: as desired");
  agent.kill("SIGTERM");
  t.same(await once(agent, "exit"), [null, "SIGTERM"]);
  t.equal(simulator.zombies, 0);
  t.equal(simulator.clients.length, 0);
});
