import t from "tap";
import { createLoopback, swInterfaceAddDelAddress, swInterfaceSetFlags } from "../../../src/binapi/interface.ts";
import { IfStatusFlags } from "../../../src/binapi/interface_types.ts";
import { connect } from "../../../src/client/index.ts";
import { startSimulator } from "../../../src/simulator/index.ts";
import { Srv6 } from "../../../src/srv6/index.ts";
import { tsvpp } from "../tsvpp.ts";

const DOCUMENT = `
encap: { source: fd11::1 }
policies: [{ bsid: cafe::1, segments: [fc00::1] }]
steering: [{ prefix: 10.1.0.0/16, bsid: cafe::1 }, { prefix: 10.2.0.0/16, bsid: cafe::1 }]
`;

const simulator = await startSimulator();
const vpp = await connect({ socketPath: simulator.socketPath });
t.teardown(async () => {
  await vpp.close();
  await simulator.close();
});

function verify(...options: string[]) {
  return tsvpp(["verify", "-", "--socket", simulator.socketPath, ...options], { stdin: DOCUMENT });
}

t.test("what VPP does not hold is told, and nothing is changed", async (t) => {
  const differing = {
    exitCode: 1,
    stdout: [
      "encap source fd11::1: VPP has ::",
      "policy cafe::1 via fc00::1: VPP has no such policy",
      "steering of 10.1.0.0/16 table 0 to cafe::1: VPP does not steer it",
      "steering of 10.2.0.0/16 table 0 to cafe::1: VPP does not steer it",
      "",
    ].join("\n"),
    stderr: "",
  };
  t.same(await verify(), differing);
  t.same(await verify("--strict"), differing);
  t.match(JSON.parse((await verify("--json")).stdout), { verified: false, differences: { length: 4 }, forwarding: [] });
});

t.test("what packets do not take is a warning, and with --strict a failure", async (t) => {
  await tsvpp(["apply", "-", "--socket", simulator.socketPath], { stdin: DOCUMENT });
  const stderr =
    "tsvpp: warning: policy cafe::1 via fc00::1: unresolved: there is no usable route to fc00::1 in table 0\n";
  t.same(await verify(), { exitCode: 0, stdout: "verified\n", stderr });
  t.same(await verify("--strict"), { exitCode: 1, stdout: "", stderr });
});

t.test("a program gets what becomes of each list and prefix", async (t) => {
  const { swIfIndex } = await vpp.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
  await vpp.request(swInterfaceSetFlags, { swIfIndex, flags: IfStatusFlags.IF_STATUS_API_FLAG_ADMIN_UP });
  await new Srv6(vpp).addLocalSid({ sid: "fc00::1", behavior: { type: "End" } });
  const address = { swIfIndex, isAdd: true, delAll: false, prefix: "10.2.0.1/16" };
  await vpp.request(swInterfaceAddDelAddress, address);
  const { exitCode, stdout } = await verify("--json", "--strict");
  t.equal(exitCode, 1);
  t.match(JSON.parse(stdout), {
    verified: false,
    differences: [],
    forwarding: [
      { kind: "segmentList", bsid: "cafe::1", path: "fc00::1", state: "installed", statsIndex: Number },
      { kind: "steering", traffic: "10.1.0.0/16 table 0", bsid: "cafe::1", state: "installed", statsIndex: Number },
      { kind: "steering", traffic: "10.2.0.0/16 table 0", bsid: "cafe::1", state: "shadowed", by: "interface" },
    ],
    warnings: ["steering of 10.2.0.0/16 table 0 to cafe::1: shadowed by interface"],
  });
  await vpp.request(swInterfaceAddDelAddress, { ...address, isAdd: false });
  t.same(await verify("--strict"), { exitCode: 0, stdout: "verified\n", stderr: "" });
});
