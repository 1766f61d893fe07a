import type { IpAddress, Prefix } from "../../address/index.ts";
import { familyOf, type OwnedPrefix } from "../model/index.ts";
import { heldRefusal } from "../sources/index.ts";
import { tunnelOf } from "./tunnels.ts";
import type { Explanation, OverlayParts, TunnelStatus } from "./types.ts";

/** Returns how packets to an address go: by the longest prefix that holds it. */
export function explain(parts: OverlayParts, destination: IpAddress): Explanation {
  const { model } = parts;
  let found: OwnedPrefix | undefined;
  for (const each of model.prefixes.all()) {
    const isCloser = found === undefined || each.prefix.length > found.prefix.length;
    if (isCloser && each.prefix.contains(destination)) found = each;
  }
  if (found === undefined) {
    return { destination, prefix: undefined, tunnel: undefined, problem: whyNowhere(parts, destination) };
  }
  const { prefix, node, from, since } = found;
  const tunnel = tunnelOf(parts, node, familyOf(prefix));
  return {
    destination,
    prefix: { prefix, node, from, since: new Date(since).toISOString() },
    tunnel,
    problem: problemOf(parts, tunnel, prefix),
  };
}

function whyNowhere({ config, model }: OverlayParts, destination: IpAddress): string {
  if (config.pods.prefixes.some((prefix) => prefix.contains(destination)))
    return "it is an address of a pod of this node";
  const refused = [...model.prefixes.refused()].find(({ prefix }) => prefix.contains(destination));
  if (refused === undefined) return "no node has announced a prefix that holds it";
  return `${refused.prefix} of node ${refused.node} is not used: ${heldRefusal(model, refused.from, refused.prefix).reason}`;
}

function problemOf({ installer, config }: OverlayParts, tunnel: TunnelStatus, prefix: Prefix): string | undefined {
  if (installer === undefined || !config.enabled) return "the agent is not enabled: it programs nothing";
  const { family, state, path } = tunnel;
  if (state === "no path") return `no ${family} path to the node is known that can be used`;
  if (path !== undefined && installer.isSteered(prefix.toKey())) return undefined;
  const obstacle = installer.obstacleOf(prefix);
  if (obstacle !== undefined) return `VPP refuses ${obstacle.name}: ${obstacle.error.message}`;
  return "VPP does not hold it yet";
}
