import t from "tap";
import { configText, heldBy, PEERS, pathRoute, prefixRoute, startScene } from "./scene.ts";

t.test("a node steers the prefixes of others to the paths that lead to them", async (t) => {
  const scene = await startScene(t, configText({ peers: PEERS }));
  t.same(heldBy(scene.simulator).localSids, ["fcdd:0:0:11aa::1", "fcdd:0:0:11aa::2"]);
  const node2 = await scene.peer("127.0.0.2");
  node2.announce([
    prefixRoute("172.16.104.64/26", "fd12::1000"),
    pathRoute("fd12::1000", "cafe::201", ["fcdd:0:0:12aa::4"], { behavior: 19, preference: 11 }),
  ]);
  await scene.until(() => scene.events.some(({ type }) => type === "tunnel"));
  t.same(heldBy(scene.simulator), {
    policies: ["cafe::201: fcdd:0:0:12aa::4 x1"],
    steering: ["172.16.104.64/26 -> cafe::201"],
    localSids: ["fcdd:0:0:11aa::1", "fcdd:0:0:11aa::2"],
  });
  const injector = await scene.peer("127.0.0.4");
  injector.announce([
    pathRoute("fd12::1000", "cafe::1c2", ["fcff:3::1", "fcdd:0:0:12aa::4"], {
      behavior: 19,
      color: 94,
      nextHop: "fd00:34::2",
    }),
  ]);
  await scene.until(() => scene.events.filter(({ type }) => type === "tunnel").length === 2);
  t.same(heldBy(scene.simulator).steering, ["172.16.104.64/26 -> cafe::1c2"]);
  t.same(heldBy(scene.simulator).policies, ["cafe::1c2: fcff:3::1 fcdd:0:0:12aa::4 x1"]);
});
