import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import t, { type Test } from "tap";
import {
  createLoopback,
  swInterfaceDump,
  swInterfaceSetFlags,
  swInterfaceSetMtu,
} from "../../../src/binapi/interface.ts";
import { connect, type VppClient } from "../../../src/client/index.ts";
import { type Simulator, startSimulator } from "../../../src/simulator/index.ts";
import { temporaryFolder } from "../../helpers.ts";
import { startTap } from "../../recording/scene.ts";
import { tsvpp } from "../tsvpp.ts";

const LOOPBACK = { macAddress: "00:00:00:00:00:00" };
const TRACE = gunzipSync(readFileSync(new URL("../../../../test/golden/api-trace-v26.06.gz", import.meta.url)));

t.test("sends the requests again, and says that the replies are equal", async (t) => {
  const file = await record(t, loopbackUp);
  const simulator = await start(t);
  t.match(await tsvpp(["replay", file, "--socket", simulator.socketPath]), {
    exitCode: 0,
    stdout: /^3 requests sent, 0 answered otherwise, 0 not sent; 3 messages/,
    stderr: "",
  });
  t.match(simulator.state.interfaces, [{ name: "local0" }, { name: "loop0" }]);
});

t.test("an interface with another index is found by the reply that gave it", async (t) => {
  const file = await record(t, loopbackUp);
  const simulator = await start(t);
  await tsvpp(["call", "create_loopback", JSON.stringify(LOOPBACK), "--socket", simulator.socketPath]);
  const { exitCode } = await tsvpp(["replay", file, "--socket", simulator.socketPath]);
  t.equal(exitCode, 1, "a dump has one more interface");
  t.match(simulator.calls(swInterfaceSetFlags), [{ swIfIndex: 2, flags: 1 }]);
});

t.test("reports replies that differ, and indexes that no reply gave", async (t) => {
  const file = await record(t, async (vpp, simulator) => {
    simulator.on(swInterfaceSetMtu, () => ({ retval: 0 }));
    await vpp.request(swInterfaceSetMtu, { swIfIndex: 7, mtu: [1500, 0, 0, 0] });
  });
  const simulator = await start(t);
  const { exitCode, stdout, stderr } = await tsvpp(["replay", file, "--socket", simulator.socketPath]);
  t.equal(exitCode, 1);
  t.match(stdout, "#3 sw_interface_set_mtu: retval -2, recorded 0\n");
  t.match(stderr, "sent as recorded, since no recorded reply gave them: swIfIndex 7\n");
});

t.test("--dry-run lists the requests, and sends nothing", async (t) => {
  const file = await record(t, loopbackUp);
  const { exitCode, stdout } = await tsvpp(["replay", file, "--dry-run", "--socket", "/nowhere"]);
  t.equal(exitCode, 0);
  t.match(stdout, "#3 create_loopback macAddress=00:00:00:00:00:00\n#5 sw_interface_set_flags swIfIndex=1 flags=");
  const { stdout: json } = await tsvpp(["replay", file, "--dry-run", "--json"]);
  t.match(JSON.parse(json.split("\n")[0]!), { number: 3, message: "create_loopback", fields: LOOPBACK });
});

t.test("what crashes VPP is not sent", async (t) => {
  const file = await record(
    t,
    async (vpp, simulator) => {
      simulator.on(swInterfaceSetFlags, () => ({ retval: 0 }));
      const { srPolicyAdd } = await import("../../../src/binapi/sr.ts");
      simulator.on(srPolicyAdd, () => ({ retval: 0 }));
      const sids = { numSids: 17, weight: 1, sids: Array.from({ length: 16 }, () => "fc00::1") };
      const fields = { bsidAddr: "cafe::9", weight: 1, isEncap: true, isSpray: false, fibTable: 0, sids };
      await vpp.request(srPolicyAdd, fields);
    },
    true,
  );
  const simulator = await start(t);
  const { exitCode, stdout } = await tsvpp(["replay", file, "--socket", simulator.socketPath]);
  t.equal(exitCode, 4);
  t.match(stdout, /#3 sr_policy_add: not sent: sids: /);
  t.equal(simulator.crash, undefined);
});

t.test("the last message before VPP died is sent only with --last", async (t) => {
  const file = join(temporaryFolder(t), "api_post_mortem.1");
  writeFileSync(file, TRACE);
  const simulator = await start(t);
  const socket = ["--socket", simulator.socketPath];
  const without = await tsvpp(["replay", file, ...socket]);
  t.match(without, {
    stdout: /^1 requests sent, /,
    stderr: /#46 cli_inband was the last request .*not sent without --last/,
  });
  t.match(await tsvpp(["replay", file, "--last", ...socket]), { stdout: /^2 requests sent, /m });
});

async function loopbackUp(vpp: VppClient): Promise<void> {
  const { swIfIndex } = await vpp.request(createLoopback, LOOPBACK);
  await vpp.request(swInterfaceSetFlags, { swIfIndex, flags: 1 });
  for await (const _ of vpp.dump(swInterfaceDump, { nameFilterValid: false, nameFilter: "" }));
}

async function record(
  t: Test,
  program: (vpp: VppClient, simulator: Simulator) => Promise<void>,
  unguarded = false,
): Promise<string> {
  const { socketPath, file, close, simulator } = await startTap(t);
  const vpp = await connect({ socketPath, unguarded });
  await program(vpp, simulator);
  await vpp.close();
  await close();
  return file;
}

async function start(t: Test): Promise<Simulator> {
  const simulator = await startSimulator();
  t.teardown(() => simulator.close());
  return simulator;
}
