/*
 * Two nodes of an overlay: node1 has the sender of packets, node2 the receiver. Their VPPs are connected by a veth pair. The pods of
 * node2 are in a table of their own, those of node1 in table 0.
 */
import type { Test } from "tap";
import { Ip6Address } from "../../src/address/index.ts";
import { type Speaker, startSpeaker } from "../../src/bgp/index.ts";
import { connect, type VppClient } from "../../src/client/index.ts";
import { type Overlay, type OverlayEvent, parseOverlayConfig, startOverlay } from "../../src/overlay/index.ts";
import { Srv6 } from "../../src/srv6/index.ts";
import { addHostInterface, deleteHostInterface, ip } from "./host-interface.ts";
import { DESTINATION, PacketPath, TABLE } from "./packet-path.ts";

/** The addresses of the BGP sessions. */
export const NODE1 = "127.0.0.11";
export const NODE2 = "127.0.0.12";
export const INJECTOR = "127.0.0.4";
/** A SID of node2 through which packets can take a detour. */
export const WAYPOINT = "fcff:2::1";
/** A port on which no peer listens. */
const NO_PORT = 9;
const SENDERS_NETWORK = "10.1.0.0/24";
const LINK = ["tsvpp-ov1", "tsvpp-ov2"] as const;

/** What a configuration of a node can have beside the usual. */
export interface NodeOptions {
  readonly mode?: "bgp" | "configmap";
  readonly port?: number;
  readonly peers?: readonly string[];
  readonly stateFile?: string;
  readonly more?: string;
}

/** Returns the configuration of node 1 or 2 in YAML. */
export function nodeConfig(
  at: 1 | 2,
  { mode = "bgp", port = 0, peers = [], stateFile, more = "" }: NodeOptions,
): string {
  const [prefix, table] = at === 1 ? [SENDERS_NETWORK, 0] : [DESTINATION, TABLE];
  return `
node: { id: node${at}, address: "fd1${at}::1000" }
mode: ${mode}
pods: { prefixes: [${prefix}], cluster: [10.1.0.0/16, 10.2.0.0/16], table: ${table} }
sids:
  localSids: { pool: "fcdd:0:0:${at}aa::/64", cluster: "fcdd::/48" }
  bsids: { pool: "cafe::${at}00/120", cluster: "cafe::/112" }
${stateFile === undefined ? "" : `stateFile: ${stateFile}`}
bgp:
  as: 64512
  routerId: 10.0.0.${10 + at}
  listen: { address: ${at === 1 ? NODE1 : NODE2}, port: ${port} }
  peers: [${peers.join(", ")}]
  restartSeconds: 60
  settleSeconds: 2
configmap: { file: te.yaml }
${more}`;
}

/** A peer that connects to the node. */
export const passive = (address: string, more: string): string => `{ address: ${address}, port: ${NO_PORT}, ${more} }`;
/** A peer to which the node connects. */
export const active = (address: string, port: number, from: string, more: string): string =>
  `{ address: ${address}, port: ${port}, localAddress: ${from}, ${more} }`;

/** An agent, and what it has reported. */
export interface Agent {
  readonly overlay: Overlay;
  readonly events: OverlayEvent[];
  /** Resolves when a condition holds; looks again after each event. */
  until(condition: () => boolean): Promise<void>;
}

/** Starts an agent in this process. */
export async function startAgent(vpp: VppClient, configuration: string): Promise<Agent> {
  const events: OverlayEvent[] = [];
  const waiting = new Set<() => void>();
  const onEvent = (event: OverlayEvent) => {
    events.push(event);
    for (const look of [...waiting]) look();
  };
  const overlay = await startOverlay(vpp, { config: await parseOverlayConfig(configuration), onEvent });
  const until = (condition: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!condition()) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  return { overlay, events, until };
}

/** Starts the speaker of a TE engine, and resolves at once. */
export function startInjector(port: number): Promise<Speaker> {
  const peers = [{ address: NODE1, port, localAddress: INJECTOR }];
  return startSpeaker({ as: 64512, routerId: "10.0.0.4", peers }, { onRoutes() {}, onEvent() {} });
}

/** Two VPPs with the sender and the receiver of packets. */
export interface Underlay {
  readonly vpps: readonly [VppClient, VppClient];
  readonly path: PacketPath;
}

/** Connects two VPPs, with routes to the addresses of the nodes, and a waypoint at node2. */
export async function createUnderlay(t: Test, sockets: readonly string[]): Promise<Underlay> {
  const [one, two] = [await connect({ socketPath: sockets[0]! }), await connect({ socketPath: sockets[1]! })];
  t.teardown(() => Promise.all([one.close(), two.close()]));
  ip("link", "add", LINK[0], "type", "veth", "peer", "name", LINK[1]);
  await addHostInterface(one, LINK[0], 0, "fd00:12::1/64");
  await addHostInterface(two, LINK[1], 0, "fd00:12::2/64");
  const routes = [
    [one, `fd12::1000/128 via fd00:12::2 host-${LINK[0]}`],
    [one, `fcff:2::/32 via fd00:12::2 host-${LINK[0]}`],
    [two, `fd11::1000/128 via fd00:12::1 host-${LINK[1]}`],
  ] as const;
  for (const [vpp, route] of routes) await vpp.cli(`ip route add ${route}`);
  await new Srv6(two).addLocalSid({ sid: WAYPOINT, behavior: { type: "End" } });
  t.teardown(async () => {
    await new Srv6(two).deleteLocalSid(WAYPOINT);
    for (const [vpp, route] of routes) await vpp.cli(`ip route del ${route}`);
    await deleteHostInterface(one, LINK[0]);
    await deleteHostInterface(two, LINK[1]);
  });
  const path = await PacketPath.create(one, two);
  t.teardown(() => path[Symbol.asyncDispose]());
  return { vpps: [one, two], path };
}

/** The address of a node. */
export const addressOf = (at: 1 | 2): Ip6Address => Ip6Address.parse(`fd1${at}::1000`);
