import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import t from "tap";
import { startSpeaker } from "../../src/bgp/index.ts";
import { temporaryFolder } from "../helpers.ts";
import { configText, heldBy, pathRoute, prefixRoute, startScene } from "../overlay/agent/scene.ts";

const ENGINE = fileURLToPath(new URL("../../examples/te-engine.js", import.meta.url));

t.test("the engine moves all nodes to the least loaded waypoint", async (t) => {
  const peers = `
    - { address: 127.0.0.2, port: 9, node: "fd12::1000" }
    - { address: 127.0.0.4, port: 9, role: injector }
`;
  const scene = await startScene(t, configText({ peers }));
  const { port } = scene.overlay;
  const loads = join(temporaryFolder(t), "loads.json");
  writeFileSync(loads, '{ "fcff:3::1": 0.7, "fcff:5::1": 0.2 }');
  const node2 = await startSpeaker(
    {
      as: 64512,
      routerId: "10.0.0.2",
      listen: { address: "127.0.0.2", port: 0 },
      peers: [
        { address: "127.0.0.1", port: port!, localAddress: "127.0.0.2" },
        { address: "127.0.0.4", connects: false },
      ],
    },
    { onRoutes() {}, onEvent() {} },
  );
  t.teardown(() => node2.close());
  node2.announce([
    prefixRoute("172.16.104.64/26", "fd12::1000"),
    pathRoute("fd12::1000", "cafe::201", ["fcdd:0:0:12aa::4"], { behavior: 19, preference: 11 }),
  ]);
  const engine = spawn(process.execPath, [ENGINE, loads, "127.0.0.4", `127.0.0.1,${port}`, `127.0.0.2,${node2.port}`], {
    stdio: "ignore",
  });
  t.teardown(() => engine.kill());
  const held = () => heldBy(scene.simulator).policies.join();
  await scene.until(() => /^cafe::800\d: fcff:5::1 fcdd:0:0:12aa::4 x1$/.test(held()));
  writeFileSync(loads, '{ "fcff:3::1": 0.1, "fcff:5::1": 0.2 }');
  await scene.until(() => /^cafe::800\d: fcff:3::1 fcdd:0:0:12aa::4 x1$/.test(held()));
  t.match(heldBy(scene.simulator).steering, [/^172\.16\.104\.64\/26 -> cafe::800\d$/]);
});
