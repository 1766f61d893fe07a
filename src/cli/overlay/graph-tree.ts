import { type Branch, leaf } from "../output/index.ts";
import { percent } from "../words.ts";
import type { PlainStatus } from "./ask-agent.ts";
import { nodeText } from "./events/index.ts";
import type { PlainTunnel } from "./status-text.ts";

/** Returns this node, the other nodes, and the paths that VPP has to them as a tree. */
export function overlayBranch({ node, nodes }: PlainStatus): Branch {
  const branches = nodes.map(({ address, name, tunnels }) => {
    return { text: nodeText(address, name), branches: tunnels.map(tunnelBranch) };
  });
  return { text: nodeText(node.address, node.id), branches };
}

function tunnelBranch({ family, state, prefixes, path }: PlainTunnel): Branch {
  const traffic = prefixes.length === 0 ? "no prefixes" : prefixes.join(", ");
  if (path === undefined) return leaf(`${family} ${traffic}: ${state}`);
  const branches = path.lists.map(({ share, segments }) => leaf(`${percent(share)}: ${segments.join(" -> ")}`));
  const isUp = state === "up" ? "" : ` (${state})`;
  return { text: `${family} ${traffic} -> ${path.bsid}${isUp}`, branches };
}
