import { writeFileSync } from "node:fs";
import { join } from "node:path";
import t, { type Test } from "tap";
import { createLoopback, swInterfaceDump, swInterfaceEvent, swInterfaceSetFlags } from "../../src/binapi/interface.ts";
import { showVersion } from "../../src/binapi/vpe.ts";
import { connect } from "../../src/client/index.ts";
import { startSimulator } from "../../src/simulator/index.ts";
import { bytes, temporaryFolder } from "../helpers.ts";
import { startTap } from "./scene.ts";

const LOOPBACK = { macAddress: "00:00:00:00:00:00" };
const ALL = { nameFilterValid: false, nameFilter: "" };

t.test("a simulator answers as recorded, equal requests in turn", async (t) => {
  const vpp = await connectToRecording(t, async (vpp) => {
    await namesOf(vpp);
    await vpp.request(createLoopback, LOOPBACK);
    await namesOf(vpp);
  });
  t.same(await namesOf(vpp), ["local0"]);
  t.same(await namesOf(vpp), ["local0", "loop0"], "nothing was created: the recording has it");
  t.same(await namesOf(vpp), ["local0", "loop0"], "the last answers are given again");
  t.match(await vpp.request(createLoopback, LOOPBACK), { retval: 0, swIfIndex: 1 });
});

t.test("events follow the request behind which they were recorded", async (t) => {
  const recorded = async (vpp: Vpp, pid: number): Promise<number> => {
    const events = vpp.events(swInterfaceEvent, { fields: { enableDisable: 1, pid } });
    await vpp.request(swInterfaceSetFlags, { swIfIndex: 0, flags: 1 });
    for await (const event of events) if (event.type === "event") return event.fields.swIfIndex;
    return -1;
  };
  const vpp = await connectToRecording(t, (vpp) => recorded(vpp, 1));
  t.equal(await recorded(vpp, 2), 0, "by a subscriber with another pid");
});

t.test("names a request that was never recorded, and refuses it", async (t) => {
  const unrecorded: string[] = [];
  const vpp = await connectToRecording(t, (vpp) => vpp.request(createLoopback, LOOPBACK), unrecorded);
  await t.rejects(vpp.request(showVersion, {}), { code: "VPP_RETVAL", retval: -9 });
  await t.rejects(vpp.request(createLoopback, { macAddress: "02:00:00:00:00:01" }), { code: "VPP_RETVAL" });
  t.match(unrecorded, [
    "show_version: never recorded with these fields: none",
    "create_loopback: never recorded with these fields: 020000000001",
  ]);
});

t.test("a trace file of VPP has no answers", async (t) => {
  const path = join(temporaryFolder(t), "trace");
  writeFileSync(path, bytes("00000000 00000004 00 00000000"));
  await t.rejects(startSimulator({ from: path }), { code: "VPP_FILE", message: /has no answers/ });
  await t.rejects(startSimulator({ from: "" }), TypeError);
});

type Vpp = Awaited<ReturnType<typeof connect>>;

async function namesOf(vpp: Vpp): Promise<string[]> {
  const names: string[] = [];
  for await (const { interfaceName } of vpp.dump(swInterfaceDump, ALL)) names.push(interfaceName);
  return names;
}

/** Records what a program does, and returns a client of a simulator that answers as recorded. */
async function connectToRecording(
  t: Test,
  program: (vpp: Vpp) => Promise<unknown>,
  unrecorded: string[] = [],
): Promise<Vpp> {
  const { socketPath, file, close } = await startTap(t);
  const recorded = await connect({ socketPath });
  await program(recorded);
  await recorded.close();
  await close();
  const simulator = await startSimulator({
    from: file,
    shuffleIds: "other",
    onUnrecorded: (text) => unrecorded.push(text),
  });
  t.teardown(() => simulator.close());
  const vpp = await connect({ socketPath: simulator.socketPath });
  t.teardown(() => vpp.close());
  return vpp;
}
