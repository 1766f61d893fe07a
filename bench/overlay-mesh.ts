/** A full mesh of agents in one process, each with a simulated VPP of its own, over the loopback addresses 127.0.1.x. */
import { Prefix } from "../src/address/index.ts";
import { connect, type VppClient } from "../src/client/index.ts";
import { type OverlayStatus, parseOverlayConfig, startOverlay } from "../src/overlay/index.ts";
import { type Simulator, startSimulator } from "../src/simulator/index.ts";
import { type Operation, policyFrom, Srv6 } from "../src/srv6/index.ts";

const PORT = 17900;

interface Node {
  readonly simulator: Simulator;
  readonly vpp: VppClient;
}

/** How long a mesh took, in milliseconds. */
export interface MeshTimes {
  /** Until all sessions were up, and all peers had ended their first announcements. */
  readonly sessions: number;
  /** From there, while all agents begin to announce their prefixes and paths, until all VPPs had all tunnels. */
  readonly tunnels: number;
  /** The same messages, as one batch to each VPP. */
  readonly batches: number;
}

/** Measures a mesh of so many agents, at most 250. */
export async function measureMesh(count: number): Promise<MeshTimes> {
  const numbers = Array.from({ length: count }, (_, at) => at);
  const nodes = await Promise.all(numbers.map(makeNode));
  const [before, after] = await Promise.all([configsOf(numbers, false), configsOf(numbers, true)]);
  const start = performance.now();
  const agents = await Promise.all(nodes.map(({ vpp }, at) => startOverlay(vpp, { config: before[at]! })));
  await until(() => agents.every(({ status }) => isIdle(status)), 100);
  const up = performance.now();
  await Promise.all(agents.map((agent, at) => agent.configure(after[at]!)));
  await until(() => nodes.every(({ simulator }) => simulator.state.steering.length >= 2 * (count - 1)), 5);
  await Promise.all(agents.map((agent) => agent.idle()));
  const done = performance.now();
  await Promise.all(agents.map((agent) => agent.close()));
  const others = await Promise.all(numbers.map(makeNode));
  const batches = performance.now();
  await Promise.all(others.map(({ vpp }, at) => new Srv6(vpp, { follows: true }).batch(operationsOf(at, numbers))));
  const end = performance.now();
  for (const { vpp, simulator } of [...nodes, ...others]) {
    await vpp.close();
    await simulator.close();
  }
  return { sessions: up - start, tunnels: done - up, batches: end - batches };
}

async function makeNode(): Promise<Node> {
  const simulator = await startSimulator({ recordCalls: false });
  return { simulator, vpp: await connect(simulator) };
}

const hex = (at: number): string => (at + 1).toString(16);
const address = (at: number): string => `127.0.1.${at + 1}`;
const prefixesOf = (at: number): readonly string[] => [`10.${at}.0.0/24`, `2001:db8:${hex(at)}::/64`];

/** The configurations of all nodes, with prefixes of pods or without. */
function configsOf(numbers: readonly number[], hasPrefixes: boolean) {
  return Promise.all(
    numbers.map((at) => {
      const peers = numbers
        .filter((peer) => peer !== at)
        .map((peer) => {
          const node = `fd11::${hex(peer)}:0`;
          return `{ address: ${address(peer)}, port: ${PORT}, localAddress: ${address(at)}, node: "${node}" }`;
        });
      const prefixes = hasPrefixes ? prefixesOf(at).map((prefix) => `"${prefix}"`) : [];
      return parseOverlayConfig(`
node: { id: n${at}, address: "fd11::${hex(at)}:0" }
pods: { prefixes: [${prefixes}], cluster: [10.0.0.0/8, "2001:db8::/32"] }
sids:
  localSids: { pool: "fcdd:0:0:${hex(at)}::/64", cluster: "fcdd::/48" }
  bsids: { pool: "cafe::${hex(at)}:0/112", cluster: "cafe::/64" }
bgp: { as: 64512, routerId: 10.9.0.${at + 1}, listen: { address: ${address(at)}, port: ${PORT} }, peers: [${peers}] }`);
    }),
  );
}

/** What the agent of a node does for all others. */
function operationsOf(at: number, numbers: readonly number[]): Operation[] {
  const tunnels = numbers
    .filter((other) => other !== at)
    .flatMap((other) => {
      return prefixesOf(other).map((prefix, family) => {
        const segments = [`fcdd:0:0:${hex(other)}::${family + 1}`];
        return {
          prefix,
          policy: policyFrom({ bsid: `cafe::${hex(other)}:${family + 1}`, segmentLists: [{ segments }] }),
        };
      });
    });
  const policies = tunnels.map(({ policy }): Operation => ({ op: "addPolicy", policy }));
  const steering = tunnels.map(({ prefix, policy }): Operation => {
    const traffic = { kind: "l3", prefix: Prefix.parse(prefix), tableId: 0 } as const;
    return { op: "steer", traffic, bsid: policy.bsid };
  });
  return [...policies, ...steering];
}

/** Returns whether all sessions are up, and all peers have ended their first announcements. */
function isIdle({ peers, knowledge }: OverlayStatus): boolean {
  return knowledge !== "unknown" && peers.every(({ state }) => state === "established");
}

async function until(isDone: () => boolean, everyMs: number): Promise<void> {
  while (!isDone()) await new Promise((resolve) => setTimeout(resolve, everyMs));
}
