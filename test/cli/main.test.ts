/** The command in a process of its own: signals, pipes, and how npm finds it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import t from "tap";
import { swInterfaceDump } from "../../src/binapi/interface.ts";
import { sockclntDelete } from "../../src/binapi/memclnt.ts";
import { showVersion } from "../../src/binapi/vpe.ts";
import { connect } from "../../src/client/index.ts";
import { startSimulator } from "../../src/simulator/index.ts";
import { temporaryFolder } from "../helpers.ts";
import { configText } from "../overlay/agent/scene.ts";

const ROOT = new URL("../../../", import.meta.url);
const { bin } = JSON.parse(readFileSync(new URL("package.json", ROOT), "utf8"));
const MAIN = fileURLToPath(new URL(bin.tsvpp, ROOT));

t.test("a shell can run the file that npm installs as the command", async (t) => {
  t.ok(readFileSync(MAIN, "utf8").startsWith("#!/usr/bin/env node\n"));
});

t.test("the command ends with its exit code", async (t) => {
  const child = start(["show", "nothing"]);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), ended(child)]);
  t.equal(stdout, "");
  t.ok(stderr.startsWith("tsvpp: no such subject: nothing"), stderr);
  t.equal(child.exitCode, 2);
});

const signals = [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const;

for (const [signal, exitCode] of signals) {
  t.test(`${signal} leaves VPP in order, then exits with ${exitCode}`, async (t) => {
    await using simulator = await startSimulator();
    const child = start(["show", "version", "--socket", simulator.socketPath]);
    simulator.on(showVersion, () => {
      child.kill(signal);
      return undefined;
    });
    const [stderr] = await Promise.all([text(child.stderr), ended(child)]);
    t.equal(child.exitCode, exitCode);
    t.equal(stderr, "");
    t.equal(simulator.calls(sockclntDelete).length, 1);
  });
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  t.test(`${signal} ends a simulated VPP in order: its clients and its socket`, async (t) => {
    const child = start(["simulate", "--json"]);
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    const { socketPath } = JSON.parse(line.toString());
    await using vpp = await connect({ socketPath });
    child.kill(signal);
    const [stderr] = await Promise.all([text(child.stderr), ended(child)]);
    t.equal(child.exitCode, 0);
    t.equal(stderr, "");
    t.notOk(existsSync(socketPath));
    await t.rejects(vpp.request(showVersion, {}), { code: "VPP_CONNECTION_LOST" });
  });
}

t.test("SIGHUP lets an agent read its files, SIGUSR2 lets it leave", async (t) => {
  await using simulator = await startSimulator();
  const folder = temporaryFolder(t);
  const [config, server] = [join(folder, "node1.yaml"), join(folder, "overlay.sock")];
  writeFileSync(config, configText());
  const child = start(["overlay", "run", "--config", config, "--server", server, "--socket", simulator.socketPath]);
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  const line = async (pattern: RegExp) => {
    for (;;) {
      const { value } = await lines.next();
      if (value === undefined || pattern.test(value)) return value;
    }
  };
  t.ok(await line(/started/));
  t.equal(simulator.state.localSids.length, 2);
  child.kill("SIGHUP");
  t.equal(await line(/taken/), `${config}: taken`);
  child.kill("SIGUSR2");
  await Promise.all([line(/never/), ended(child)]);
  t.equal(child.exitCode, 0);
  t.same(simulator.state.localSids, []);
  t.equal(simulator.zombies, 0);
  t.notOk(existsSync(server));
});

t.test("a reader that has seen enough (`| head`) ends a dump quietly", async (t) => {
  await using simulator = await startSimulator();
  simulator.on(swInterfaceDump, (_fields, answer) => {
    const [local0] = [...answer()];
    return Array.from({ length: 5000 }, () => local0!);
  });
  const child = start(["show", "interfaces", "--json", "--socket", simulator.socketPath]);
  child.stdout.once("data", () => child.stdout.destroy());
  const [stderr] = await Promise.all([text(child.stderr), ended(child)]);
  t.equal(stderr, "");
  t.equal(child.exitCode, 0);
  t.equal(simulator.calls(sockclntDelete).length, 1);
});

function start(argv: readonly string[]) {
  return spawn(process.execPath, [MAIN, ...argv], { stdio: ["ignore", "pipe", "pipe"] });
}

async function ended(child: ChildProcess): Promise<void> {
  await once(child, "exit");
}
