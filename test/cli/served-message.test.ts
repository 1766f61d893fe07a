import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { getApiJson } from "../../src/binapi/memclnt.ts";
import { findServed } from "../../src/cli/served-message.ts";
import { startSimulator } from "../../src/simulator/index.ts";
import { temporaryFolder } from "../helpers.ts";
import { TOOLBOX } from "./api/run-api.ts";
import { invocation, type Surroundings, tsvpp, tsvppBeside } from "./tsvpp.ts";

t.test("messages of a plugin that only this VPP has", async (t) => {
  const cache = temporaryFolder(t);
  const env = { XDG_CACHE_HOME: cache };
  const simulation = tsvppBeside("simulate", "--json", "--api", TOOLBOX);
  const { socketPath } = JSON.parse((await simulation.out()) ?? "");
  const plugin = (argv: string[], more: Surroundings = { env }) => tsvpp([...argv, "--socket", socketPath], more);

  await t.test("are sent by the definition that VPP has", async (t) => {
    const { exitCode, stderr } = await plugin([
      "call",
      "toolbox_probe",
      '{"__proto__":1,"constructor":2,"toString":3}',
    ]);
    t.same([exitCode, stderr], [1, "tsvpp: toolbox_probe: unimplemented (UNIMPLEMENTED, -9)\n"]);
    t.same(await plugin(["call", "toolbox_list"]), { exitCode: 0, stdout: "", stderr: "" });
    t.match((await plugin(["call", "toolbox_probe", "--template"])).stdout, '"toString": 0');
  });
  await t.test("are kept by name and CRC, and VPP is not asked again", async (t) => {
    const files = readdirSync(join(cache, "tsvpp")).sort();
    t.match(files, [/^toolbox_list_[0-9a-f]{8}\.api\.json$/, /^toolbox_probe_[0-9a-f]{8}\.api\.json$/]);
    const path = join(cache, "tsvpp", files[1] ?? "");
    writeFileSync(path, readFileSync(path, "utf8").replaceAll("toString", "kept"));
    t.match((await plugin(["call", "toolbox_probe", "--template"])).stdout, '"kept": 0');
    writeFileSync(path, '{"generator":"tsvpp",');
    t.match((await plugin(["call", "toolbox_probe", "--template"])).stdout, '"toString": 0');
    t.match(readFileSync(path, "utf8"), "toString");
  });
  await t.test("are sent where nothing can be kept", async (t) => {
    for (const env of [{}, { HOME: "/dev/null" }])
      t.equal((await plugin(["call", "toolbox_list"], { env })).exitCode, 0);
  });
  await t.test("are shown", async (t) => {
    const { stdout } = await tsvpp(["api", "show", "toolbox_ring"], { env: { TSVPP_VPP_SOCKET: socketPath } });
    t.match(stdout, /toolbox_ring_[0-9a-f]{8}, message of module toolbox/);
    t.match((await plugin(["api", "ls", "toolbox"])).stdout, "toolbox_ring");
  });
  simulation.interrupt("SIGINT");
  await simulation.exitCode;
});

t.test("a message of a release comes from the catalogue, in the version that VPP has", async (t) => {
  await using simulator = await startSimulator({ release: "24.02" });
  const found = await findServed("sr_policy_add_v2", invocation({ socketPath: simulator.socketPath }));
  // VPP 24.02's definition in sr.api.json.
  t.match(found, { message: { name: "sr_policy_add_v2", crc: "f6297f36" }, module: { name: "sr" } });
  t.same(simulator.calls(getApiJson), []);
});

t.test("nothing is found without a VPP, or on one that does not have the message", async (t) => {
  t.equal(await findServed("sr_policy_add", invocation()), undefined);
  await using simulator = await startSimulator();
  t.equal(await findServed("toolbox_get", invocation({ socketPath: simulator.socketPath })), undefined);
});

t.test("a VPP before 24.06 cannot send definitions, and the error says what to do", async (t) => {
  const simulation = tsvppBeside("simulate", "--json", "--release", "24.02", "--api", TOOLBOX);
  const { socketPath } = JSON.parse((await simulation.out()) ?? "");
  await t.rejects(findServed("toolbox_get", invocation({ socketPath })), {
    code: "VPP_MESSAGE_MISSING",
    message: /^this VPP is older than 24\.06 .*; name a file with them \(--api\)$/,
  });
  simulation.interrupt("SIGINT");
  await simulation.exitCode;
});
