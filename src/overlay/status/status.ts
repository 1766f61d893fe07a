import { setImmediate } from "node:timers/promises";
import type { OverlayConfig } from "../config/index.ts";
import type { InstallCounters, Obstacle } from "../install/index.ts";
import { heldRefusals, ownPrefixes } from "../sources/index.ts";
import { nodesOf } from "./tunnels.ts";
import type { MtuStatus, NodeStatus, OverlayParts, OverlayStatus } from "./types.ts";

const NO_COUNTERS: InstallCounters = { updates: 0, steps: 0, refused: 0, checks: 0, repaired: 0 };

/** So many nodes are looked at in one turn of the event loop. */
const NODES_A_TURN = 100;

/** Returns the state of an agent, as the status shows it. */
export function statusOf(parts: OverlayParts): OverlayStatus {
  return statusWith(parts, [...nodesOf(parts)]);
}

/** Returns the state of an agent, taken in several turns of the event loop where it has many nodes. */
export async function statusInTurns(parts: OverlayParts): Promise<OverlayStatus> {
  const nodes: NodeStatus[] = [];
  for (const node of nodesOf(parts)) {
    nodes.push(node);
    if (nodes.length % NODES_A_TURN === 0) await setImmediate();
  }
  return statusWith(parts, nodes);
}

function statusWith(parts: OverlayParts, nodes: readonly NodeStatus[]): OverlayStatus {
  const { config, model, installer, source, own, peers } = parts;
  const roles = new Map(config.bgp.peers.map(({ address, role }) => [address, role]));
  return {
    node: { id: config.node.id, address: config.node.address },
    mode: config.mode,
    table: config.pods.table,
    enabled: config.enabled,
    knowledge: installer?.knowledge ?? "unknown",
    own,
    peers: peers.map((peer) => ({ ...peer, role: roles.get(peer.address) ?? "node" })),
    nodes,
    locators: [...model.locators.all()].map(({ prefix, node }) => ({ prefix, node })),
    mtu: mtuOf(config, nodes),
    obstacles: (installer?.obstacles ?? []).map(obstacleOf),
    refusals: [...source.refusals, ...heldRefusals(model, ownPrefixes(config, own))],
    sharedIds: source.sharedIds,
    counters: { ...(installer?.counters ?? NO_COUNTERS), refusedRoutes: source.refused, strangers: parts.strangers },
  };
}

function mtuOf({ node, pods }: OverlayConfig, nodes: readonly NodeStatus[]): MtuStatus {
  const paths = nodes.flatMap(({ tunnels }) => tunnels.flatMap(({ path }) => path ?? []));
  const overhead = paths.reduce((most, path) => Math.max(most, path.overheadBytes), 0);
  return { uplink: node.mtu, pods: pods.mtu, overheadBytes: overhead, podsAtMost: node.mtu - overhead };
}

function obstacleOf({ name, error, attempts, nextAt }: Obstacle): OverlayStatus["obstacles"][number] {
  return { name, error: error.message, attempts, nextAt: new Date(nextAt).toISOString() };
}
