import { join } from "node:path";
import t from "tap";
import { leaveOverlay, parseOverlayConfig } from "../../../src/overlay/index.ts";
import { Srv6 } from "../../../src/srv6/index.ts";
import { configText, heldBy, PEERS, pathRoute, prefixRoute, startScene } from "./scene.ts";

t.test("removes what an agent has left in VPP, and nothing else", async (t) => {
  const text = configText({ peers: PEERS });
  const { simulator, vpp, overlay, events, peer, until } = await startScene(t, text);
  const srv6 = new Srv6(vpp);
  await srv6.addLocalSid({ sid: "fc00::1", behavior: { type: "End" } });
  await srv6.addPolicy({ bsid: "beef::1", segmentLists: [{ segments: ["fc00::2"] }] });
  const node2 = await peer("127.0.0.2");
  node2.announce([
    prefixRoute("172.16.104.64/26", "fd12::1000"),
    prefixRoute("fcdd:0:0:12aa::/64", "fd12::1000"),
    pathRoute("fd12::1000", "cafe::201", ["fcdd:0:0:12aa::4"], { behavior: 19 }),
  ]);
  await until(() => events.some(({ type }) => type === "tunnel"));
  await overlay.close();
  t.same(heldBy(simulator).localSids, ["fc00::1", "fcdd:0:0:11aa::1", "fcdd:0:0:11aa::2"]);
  await leaveOverlay(vpp, await parseOverlayConfig(text));
  t.same(heldBy(simulator), { policies: ["beef::1: fc00::2 x1"], steering: [], localSids: ["fc00::1"] });
  const table = { family: 6, tableId: 0 } as const;
  const routes = (await srv6.observe({ routesIn: [table] })).routesIn(table);
  t.same(
    routes.filter(({ prefix }) => String(prefix).startsWith("fcdd:0:0:12aa")),
    [],
  );
});

t.test("removes fixed local SIDs also without the range of all nodes", async (t) => {
  const text = configText().replace(
    'pool: "fcdd:0:0:11aa::/64", cluster: "fcdd::/48"',
    'DT4: "fcdd::4", DT6: "fcdd::6"',
  );
  const { simulator, vpp, overlay } = await startScene(t, text);
  await overlay.close();
  t.same(heldBy(simulator).localSids, ["fcdd::4", "fcdd::6"]);
  await leaveOverlay(vpp, await parseOverlayConfig(text));
  t.same(heldBy(simulator).localSids, []);
});

t.test("removes the local SIDs of the state file also where fixed ones have taken their place", async (t) => {
  const stateFile = join(t.testdir(), "state.json");
  const text = configText({ rest: `stateFile: ${stateFile}` }).replace(', cluster: "fcdd::/48"', "");
  const { simulator, vpp, overlay } = await startScene(t, text);
  await overlay.close();
  t.same(heldBy(simulator).localSids, ["fcdd:0:0:11aa::1", "fcdd:0:0:11aa::2"]);
  const fixed = text.replace('pool: "fcdd:0:0:11aa::/64"', 'DT4: "fcdd::4", DT6: "fcdd::6"');
  await leaveOverlay(vpp, await parseOverlayConfig(fixed));
  t.same(heldBy(simulator).localSids, []);
});
