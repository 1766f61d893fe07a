/** Records clients of a real VPP, sends their requests again, and serves them from the recording. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { createLoopback, deleteLoopback, swInterfaceSetFlags } from "../../src/binapi/interface.ts";
import { controlPing } from "../../src/binapi/memclnt.ts";
import { connect, type VppClient } from "../../src/client/index.ts";
import { startSimulator } from "../../src/simulator/index.ts";
import { tsvpp, tsvppBeside } from "../cli/tsvpp.ts";
import { temporaryFolder } from "../helpers.ts";

const socketPath = process.env.TSVPP_VPP_SOCKET ?? "";
const skip = socketPath === "" && "TSVPP_VPP_SOCKET is not set";

t.test("a recording of a VPP is replayed to it, and served without it", { skip }, async (t) => {
  const folder = temporaryFolder(t);
  const [file, path] = [join(folder, "a.rec"), join(folder, "tap.sock")];
  const recording = tsvppBeside("record", file, "--listen", path, "--socket", socketPath);
  await recording.out();
  await runProgram(path);
  recording.interrupt("SIGTERM");
  t.equal(await recording.exitCode, 0);
  t.match(await tsvpp(["replay", file, "--socket", socketPath]), {
    exitCode: 0,
    stdout: /^3 requests sent, 0 answered otherwise, 0 not sent; /,
  });
  await using simulator = await startSimulator({ from: file });
  await runProgram(simulator.socketPath);
  t.equal(simulator.unmodelled.size, 0);
});

t.test("a tap that ends under load leaves no client in VPP", { skip }, async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, "tap.sock");
  const recording = tsvppBeside("record", join(folder, "a.rec"), "--listen", path, "--socket", socketPath);
  await recording.out();
  const clients = await Promise.all(
    ["a", "b", "c"].map((name) => connect({ socketPath: path, name: `tapped-${name}` })),
  );
  const loads = clients.map(load);
  await clients[0]!.request(controlPing, {});
  recording.interrupt("SIGTERM");
  t.equal(await recording.exitCode, 0);
  await Promise.all([...loads, ...clients.map((client) => client.close())]);
  await using vpp = await connect({ socketPath });
  t.notMatch(await vpp.cli("show api clients"), /tapped-/);
  t.notOk(existsSync(path));
});

async function runProgram(path: string): Promise<void> {
  await using vpp = await connect({ socketPath: path });
  const { swIfIndex } = await vpp.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
  await vpp.request(swInterfaceSetFlags, { swIfIndex, flags: 1 });
  await vpp.request(deleteLoopback, { swIfIndex });
}

/** Keeps requests on their way until the connection is lost. */
async function load(vpp: VppClient): Promise<void> {
  const pings = (): Promise<unknown> => Promise.all(Array.from({ length: 500 }, () => vpp.request(controlPing, {})));
  try {
    for (;;) await pings();
  } catch {
    // The tap has ended.
  }
}
