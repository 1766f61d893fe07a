import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { connect } from "../../../src/client/index.ts";
import { parseOverlayConfig, startOverlay } from "../../../src/overlay/index.ts";
import { startSimulator } from "../../../src/simulator/index.ts";
import { Srv6 } from "../../../src/srv6/index.ts";
import { temporaryFolder } from "../../helpers.ts";
import { configText, heldBy, startScene, writeCounter } from "./scene.ts";

/** The content of a state file of a node with other addresses than the first of its pools. */
function stateOf(node: string): string {
  const localSids = { DT4: "fcdd:0:0:11aa::8", DT6: "fcdd:0:0:11aa::9" };
  return JSON.stringify({
    tsvpp: "overlay",
    version: 1,
    node,
    localSids,
    bsids: { IPv4: "cafe::108", IPv6: "cafe::109" },
  });
}

t.test("the addresses of the state file are used again", async (t) => {
  const stateFile = join(temporaryFolder(t), "overlay.json");
  writeFileSync(stateFile, stateOf("node1"));
  const scene = await startScene(t, configText({ rest: `stateFile: ${stateFile}` }));
  t.same(heldBy(scene.simulator).localSids, ["fcdd:0:0:11aa::8", "fcdd:0:0:11aa::9"]);
  t.equal(String(scene.overlay.status.own?.bsids.IPv6), "cafe::109");
});

t.test("without a state file, the local SIDs that VPP has from an agent before are used again", async (t) => {
  const simulator = await startSimulator();
  await using vpp = await connect({ socketPath: simulator.socketPath });
  const other = new Srv6(vpp);
  await other.addLocalSid({ sid: "fcdd:0:0:11aa::8", behavior: { type: "End.DT4", tableId: 0 } });
  await other.addLocalSid({ sid: "fcdd:0:0:11aa::9", behavior: { type: "End.DT6", tableId: 0 } });
  const writes = writeCounter(simulator);
  writes();
  const scene = await startScene(t, configText(), { simulator });
  t.same(writes(), { srSetEncapSource: 1 });
  t.match(heldBy(scene.simulator).localSids, ["fcdd:0:0:11aa::8", "fcdd:0:0:11aa::9"]);
});

t.test("a state file of another node is refused, and neither it nor VPP is changed", async (t) => {
  const stateFile = join(temporaryFolder(t), "overlay.json");
  writeFileSync(stateFile, stateOf("node2"));
  await using simulator = await startSimulator();
  await using vpp = await connect({ socketPath: simulator.socketPath });
  const config = await parseOverlayConfig(configText({ rest: `stateFile: ${stateFile}` }), "node1.yaml");
  await t.rejects(startOverlay(vpp, { config }), { code: "VPP_FILE", message: /node "node2"/ });
  t.equal(readFileSync(stateFile, "utf8"), stateOf("node2"));
  t.same(writeCounter(simulator)(), {});
});

t.test("a local SID that VPP has for another purpose is not taken", async (t) => {
  const simulator = await startSimulator();
  await using vpp = await connect({ socketPath: simulator.socketPath });
  await new Srv6(vpp).addLocalSid({ sid: "fcdd:0:0:11aa::1", behavior: { type: "End" } });
  const scene = await startScene(t, configText(), { simulator });
  t.same(String(scene.overlay.status.own?.localSids.DT4), "fcdd:0:0:11aa::2");
  const config = await parseOverlayConfig(
    configText().replace('pool: "fcdd:0:0:11aa::/64"', 'DT4: "fcdd:0:0:11aa::1", DT6: "fcdd:0:0:11aa::7"'),
    "node1.yaml",
  );
  await t.rejects(startOverlay(vpp, { config }), { code: "VPP_SRV6", message: /fcdd:0:0:11aa::1 is taken by .*End/ });
});
