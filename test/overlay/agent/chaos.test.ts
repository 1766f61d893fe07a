/** Agents, VPP and peers that end at any moment, again and again: at the end VPP holds what it would hold without. */
import t from "tap";
import { type Speaker, startSpeaker } from "../../../src/bgp/index.ts";
import { connect } from "../../../src/client/index.ts";
import { type Overlay, parseOverlayConfig, startOverlay } from "../../../src/overlay/index.ts";
import { startSimulator } from "../../../src/simulator/index.ts";
import { configText, heldBy, pathRoute, prefixRoute } from "./scene.ts";

const KILLS = 200;
const SEED = 20261130;
const LIMIT_MS = 120_000;

const PEERS = `
    - { address: 127.0.0.2, port: 9, node: "fd12::1000" }
    - { address: 127.0.0.4, port: 9, role: injector }
`;

const OF_NODE2 = [
  ...Array.from({ length: 20 }, (_, at) => prefixRoute(`172.16.${105 + at}.0/26`, "fd12::1000")),
  pathRoute("fd12::1000", "cafe::201", ["fcdd:0:0:12aa::4"], { behavior: 19, preference: 11 }),
];
const OF_ENGINE = [
  pathRoute("fd12::1000", "cafe::1c2", ["fcff:3::1", "fcdd:0:0:12aa::4"], {
    behavior: 19,
    color: 94,
    nextHop: "fd00:34::2",
  }),
];

t.test(
  `after ${KILLS} ends of the agent, of VPP and of peers VPP holds what it held before`,
  { timeout: LIMIT_MS },
  async (t) => {
    const random = randomFrom(SEED);
    await using simulator = await startSimulator();
    await using vpp = await connect(simulator);
    const fail = (reason: unknown) => t.fail(String(reason));
    let port = 0;
    const startAgent = async () => {
      const config = await parseOverlayConfig(configText({ peers: PEERS }).replace("port: 0 }", `port: ${port} }`));
      const overlay = await startOverlay(vpp, { config });
      port = overlay.port ?? port;
      return overlay;
    };
    let overlay: Overlay = await startAgent();
    const startPeer = (at: 2 | 4): Promise<Speaker> => {
      const peers = [{ address: "127.0.0.1", port, localAddress: `127.0.0.${at}` }];
      return startSpeaker({ as: 64512, routerId: `10.0.0.${at}`, peers }, { onRoutes() {}, onEvent() {} });
    };
    const speakers = { 2: await startPeer(2), 4: await startPeer(4) };
    t.teardown(async () => {
      for (const speaker of Object.values(speakers)) speaker.close();
      await overlay.close();
    });
    const announce = () => {
      speakers[2].announce(OF_NODE2);
      speakers[4].announce(OF_ENGINE);
    };
    announce();
    await until(() => heldBy(simulator).steering.filter((each) => each.endsWith("cafe::1c2")).length === 20);
    await overlay.idle();
    const before = heldBy(simulator);

    const kills = [
      async () => {
        await overlay.close();
        overlay = await startAgent();
      },
      () => simulator.restart(),
      async () => {
        speakers[2].close();
        speakers[2] = await startPeer(2);
        announce();
      },
      async () => {
        speakers[4].close();
        speakers[4] = await startPeer(4);
        announce();
      },
    ];
    for (let done = 0; done < KILLS; done++) {
      await kills[random(kills.length)]!().catch(fail);
      // Some come at once, others when something is under way.
      if (random(3) === 0) await new Promise((resolve) => setTimeout(resolve, random(60)));
    }
    await until(() =>
      overlay.status.peers.every(({ state, staleRoutes }) => state === "established" && staleRoutes === 0),
    );
    await until(() => vpp.state.type === "ready" && JSON.stringify(heldBy(simulator)) === JSON.stringify(before));
    t.same(heldBy(simulator), before);
    t.same(overlay.status.obstacles, []);
  },
);

/** Numbers that are the same in each run. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}
