/**
 * Restarts of route reflectors of other projects, and of agents beside them: no tunnel is removed that is still announced. The VPPs are
 * simulated. The environment names the reflectors; see `reflectors.ts`. Needs root, for addresses of the loopback interface.
 */
import t, { type Test } from "tap";
import { connect } from "../../src/client/index.ts";
import {
  type Overlay,
  type OverlayEvent,
  parseOverlayConfig,
  parseTeDocument,
  startOverlay,
} from "../../src/overlay/index.ts";
import { type Simulator, startSimulator } from "../../src/simulator/index.ts";
import { temporaryFolder } from "../helpers.ts";
import { heldBy } from "../overlay/agent/scene.ts";
import {
  AS,
  addAddresses,
  CLIENTS,
  PORT,
  REFLECTOR,
  Reflector,
  type ReflectorKind,
  reflectorsOf,
} from "./reflectors.ts";

const SETTLE_SECONDS = 6;
/** How long what was ended stays away, in milliseconds. */
const AWAY_MS = [1000, 8000];

t.setTimeout(1_200_000);

const kinds = reflectorsOf(process.env);
if (kinds.length === 0) {
  const skip = "none of TSVPP_GOBGPD, TSVPP_FRR_BGPD and TSVPP_BIRD is set";
  t.test("an overlay through route reflectors of other projects", { skip }, async () => {});
} else t.teardown(addAddresses());

for (const kind of kinds) {
  for (const ms of AWAY_MS) {
    for (const [what, restart] of Object.entries(restarts())) {
      t.test(`${kind.name}: no tunnel is removed when ${what}, for ${ms / 1000} s`, async (t) => {
        const scene = await startNodes(t, kind);
        const before = heldBy(scene.simulators[1]);
        await restart(scene, ms);
        await scene.agents[1]!.until(({ status }) =>
          status.peers.every(({ state, staleRoutes }) => state === "established" && staleRoutes === 0),
        );
        await scene.agents[1]!.overlay.idle();
        t.same(heldBy(scene.simulators[1]), before);
        t.same(scene.removed(), []);
      });
    }
  }

  t.test(`${kind.name}: what an agent does not announce any more when it is back is removed`, async (t) => {
    const scene = await startNodes(t, kind);
    await scene.agents[0]!.overlay.close();
    await scene.start(0, ["172.16.1.0/26"]);
    await scene.agents[1]!.until(() => heldBy(scene.simulators[1]).steering.length === 1);
    t.match(heldBy(scene.simulators[1]).steering, [/^172\.16\.1\.0\/26 -> /]);
  });
}

interface Agent {
  readonly overlay: Overlay;
  until(condition: (overlay: Overlay) => boolean): Promise<void>;
}

/** Two nodes that are clients of a reflector; the second one has steered the prefixes of the first one. */
interface Nodes {
  readonly reflector: Reflector;
  readonly simulators: readonly [Simulator, Simulator];
  readonly agents: Agent[];
  /** The tunnels and prefixes that the second node has removed. */
  removed(): string[];
  /** Starts the agent of a node, with these pods' prefixes. */
  start(at: number, prefixes?: readonly string[]): Promise<void>;
}

type Restart = (scene: Nodes, awayMs: number) => Promise<void>;

function restarts(): Record<string, Restart> {
  const reflector = (signal: "SIGKILL" | "SIGTERM") => async (scene: Nodes, ms: number) => {
    await scene.reflector.end(signal);
    await wait(ms);
    scene.reflector.start();
  };
  const agent = (at: number) => async (scene: Nodes, ms: number) => {
    await scene.agents[at]!.overlay.close();
    await wait(ms);
    await scene.start(at);
  };
  return {
    "the reflector is ended by SIGKILL": reflector("SIGKILL"),
    "the reflector is ended by SIGTERM": reflector("SIGTERM"),
    "the agent of the other node is ended": agent(0),
    "the agent of the node itself is ended": agent(1),
    "the reflector and then the other agent are ended": async (scene, ms) => {
      await scene.reflector.end("SIGKILL");
      await scene.agents[0]!.overlay.close();
      await wait(ms);
      scene.reflector.start();
      await scene.start(0);
    },
    "the other agent and then the reflector are ended, and come back in this order": async (scene, ms) => {
      await scene.agents[0]!.overlay.close();
      await scene.reflector.end("SIGTERM");
      await scene.start(0);
      await wait(ms);
      scene.reflector.start();
    },
    "the reflector and both agents are ended": async (scene, ms) => {
      await scene.reflector.end("SIGKILL");
      for (const { overlay } of scene.agents) await overlay.close();
      await wait(ms);
      await scene.start(1);
      scene.reflector.start();
      await scene.start(0);
    },
  };
}

async function startNodes(t: Test, kind: ReflectorKind): Promise<Nodes> {
  const folder = temporaryFolder(t);
  const reflector = new Reflector(kind, folder);
  t.teardown(() => reflector.end());
  const simulators = [await startSimulator(), await startSimulator()] as const;
  const vpps = [await connect(simulators[0]), await connect(simulators[1])] as const;
  const removed: string[] = [];
  const agents: Agent[] = [];
  const start = async (at: number, prefixes = ["172.16.1.0/26", "172.16.1.64/26", "fdfb:af47:32af:1::/122"]) => {
    const looks = new Set<() => void>();
    const onEvent = (event: OverlayEvent) => {
      if (at === 1 && event.type === "tunnel" && event.path === undefined) removed.push(`tunnel to ${event.endpoint}`);
      if (at === 1 && event.type === "prefix" && event.node === undefined) removed.push(`${event.prefix}`);
      for (const look of [...looks]) look();
    };
    const config = await parseOverlayConfig(configOf(kind, at, at === 0 ? prefixes : []));
    const document = kind.hasSrPolicies ? {} : { document: { document: await teDocument(at), fileName: "te.yaml" } };
    const overlay = await startOverlay(vpps[at]!, { config, onEvent, ...document });
    const until = (condition: (overlay: Overlay) => boolean) =>
      new Promise<void>((resolve) => {
        // Not each change of a state is an event.
        const timer = setInterval(() => look(), 100);
        const look = () => {
          if (!condition(overlay)) return;
          looks.delete(look);
          clearInterval(timer);
          resolve();
        };
        looks.add(look);
        look();
      });
    agents[at] = { overlay, until };
  };
  t.teardown(async () => {
    for (const { overlay } of agents) await overlay.close();
    for (const vpp of vpps) await vpp.close();
    for (const simulator of simulators) await simulator.close();
  });
  await start(0);
  await start(1);
  await agents[1]!.until(() => heldBy(simulators[1]).steering.length === 3);
  await agents[1]!.until(({ status }) => status.knowledge === "settled");
  return { reflector, simulators, agents, removed: () => removed, start };
}

function configOf(kind: ReflectorKind, at: number, prefixes: readonly string[]): string {
  return `
node: { id: node${at}, address: "fd1${at}::1000" }
mode: ${kind.hasSrPolicies ? "bgp" : "configmap"}
configmap: { file: te.yaml }
pods: { prefixes: [${prefixes.map((each) => `"${each}"`).join(", ")}], cluster: [172.16.0.0/16, "fdfb:af47:32af::/48"] }
sids:
  localSids: { pool: "fcdd:0:0:${at + 1}aa::/64", cluster: "fcdd::/48" }
  bsids: { pool: "cafe::${at + 1}00/120", cluster: "cafe::/112" }
bgp:
  as: ${AS}
  routerId: 10.0.0.1${at}
  peers: [{ address: "${REFLECTOR}", port: ${PORT}, localAddress: "${CLIENTS[at]}", role: reflector }]
  settleSeconds: ${SETTLE_SECONDS}
`;
}

/** A reflector without SR policies passes on the prefixes alone. The first node has no pods to send to. */
async function teDocument(at: number) {
  const paths = `
  - { egress_node: "fd10::1000", bsid: "cafe::1d4", segment_list: ["fcdd:0:0:1aa::1"], traffic: IPv4 }
  - { egress_node: "fd10::1000", bsid: "cafe::1d6", segment_list: ["fcdd:0:0:1aa::2"], traffic: IPv6 }
`;
  const document = at === 0 ? "{ node: node0, policies: [] }" : `node: node${at}\npolicies:${paths}`;
  const { node, sids } = await parseOverlayConfig(configOf({ hasSrPolicies: false } as ReflectorKind, at, []));
  return parseTeDocument(document, "te.yaml", {
    ...node,
    bsids: sids.bsids.cluster,
    localSids: sids.localSids.cluster,
  });
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
