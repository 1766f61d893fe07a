import { type Branch, branchText, leaf, type Output } from "../output/index.ts";
import { percent } from "../words.ts";
import type { PlainStatus } from "./ask-agent.ts";
import { kindText, nodeText, prefixCount, sharedIdText } from "./events/index.ts";

type PlainNode = PlainStatus["nodes"][number];
/** A tunnel as the socket of an agent gives it. */
export type PlainTunnel = PlainNode["tunnels"][number];
/** A path as the socket of an agent gives it. */
export type PlainPath = NonNullable<PlainTunnel["path"]>;

/** A list of prefixes or refused routes is shown up to this length; `--json` shows all. */
const MAX_SHOWN = 20;

/** Prints the state of an agent for people. */
export function printStatus(output: Output, status: PlainStatus, pid: number): void {
  output.pairs(factsOf(status, pid));
  const warning = mtuWarning(status.mtu);
  if (warning !== undefined) output.line(warning, "yellow");
  if (!status.enabled) output.line("the agent is not enabled: it sends no SRv6 message to VPP", "yellow");
  output.line("");
  if (status.peers.length === 0) output.line("no peers", "yellow");
  else output.table(["peer", "role", "state", "routes", "stale", "last error"], status.peers.map(peerRow));
  output.line("");
  if (status.nodes.length === 0) output.line("no other nodes", "yellow");
  for (const node of status.nodes) output.text(branchText(nodeBranch(node, status.locators)));
  printTroubles(output, status);
}

/** Returns a warning if packets of pods do not fit the uplink. */
export function mtuWarning({ uplink, pods, overheadBytes, podsAtMost }: PlainStatus["mtu"]): string | undefined {
  if (pods === undefined || pods <= podsAtMost) return undefined;
  const sum = `${pods} bytes and ${overheadBytes} of overhead are more than ${uplink}, the MTU of the uplink`;
  return `pods' packets can be too long: ${sum}: set the MTU of pods to ${podsAtMost} at most`;
}

/** Returns a path with its lists as branches of a tree. */
export function pathBranch(path: PlainPath, why?: string): Branch {
  const { bsid, from, originator, since, overheadBytes, lists } = path;
  const source = originator === undefined || originator === from ? from : `${from} (router ID ${originator})`;
  const facts = [`${bsid}, ${kindText(path)} from ${source} since ${since}`, `adds ${overheadBytes} bytes`];
  const branches = lists.map(({ segments, share, weight }) => {
    return leaf(`${percent(share)} (weight ${weight}): ${segments.join(" -> ")}`);
  });
  return { text: facts.join(", ") + (why === undefined ? "" : `: ${why}`), branches };
}

function factsOf(status: PlainStatus, pid: number): (readonly [string, string])[] {
  const { node, mode, knowledge, own, mtu, counters } = status;
  const { updates, steps, refused, checks, repaired, refusedRoutes, strangers } = counters;
  return [
    ["node", `${node.id} (${node.address}), process ${pid}`],
    ["mode", mode],
    ["knowledge", knowledge],
    ["local SIDs", own === undefined ? "none" : `DT4 ${own.localSids.DT4}, DT6 ${own.localSids.DT6}`],
    ["BSIDs", own === undefined ? "none" : `IPv4 ${own.bsids.IPv4}, IPv6 ${own.bsids.IPv6}`],
    ["MTU of pods", `at most ${mtu.podsAtMost} (uplink ${mtu.uplink}, overhead ${mtu.overheadBytes})`],
    ["since the start", `${updates} updates of VPP with ${steps} steps, ${refused} refused`],
    [
      "",
      `${checks} checks, ${repaired} steps repaired; ${refusedRoutes} routes refused, ${strangers} strangers closed`,
    ],
  ];
}

function peerRow(peer: PlainStatus["peers"][number]): (string | number)[] {
  const { address, role, state, routes, staleRoutes, lastError } = peer;
  return [address, role, state, routes, staleRoutes, lastError ?? ""];
}

function nodeBranch({ address, name, tunnels }: PlainNode, locators: PlainStatus["locators"]): Branch {
  const own = locators.filter(({ node }) => node === address).map(({ prefix }) => leaf(`locator ${prefix}`));
  return { text: nodeText(address, name), branches: [...tunnels.map(tunnelBranch), ...own] };
}

function tunnelBranch({ family, state, prefixes, path, candidates }: PlainTunnel): Branch {
  const shown = prefixes.slice(0, MAX_SHOWN).join(", ");
  const rest = prefixes.length > MAX_SHOWN ? ` and ${prefixes.length - MAX_SHOWN} more` : "";
  const list = prefixes.length === 0 ? "" : `: ${shown}${rest}`;
  const selected = candidates.find(({ isSelected }) => isSelected);
  const isOther = path !== undefined && path.bsid !== selected?.bsid;
  const held = isOther ? [pathBranch(path, "VPP still has it")] : [];
  return {
    text: `${family}: ${state}, ${prefixCount(prefixes.length)}${list}`,
    branches: [...candidates.map((each) => pathBranch(each, each.why)), ...held],
  };
}

function printTroubles(output: Output, { sharedIds, obstacles, refusals }: PlainStatus): void {
  if (sharedIds.length > 0) output.line("");
  for (const shared of sharedIds.slice(0, MAX_SHOWN)) output.line(sharedIdText(shared), "yellow");
  if (obstacles.length > 0) {
    output.line("");
    output.line("VPP refuses:", "red");
    const rows = obstacles.map(({ name, error, attempts, nextAt }) => [name, attempts, nextAt, error]);
    output.table(["item", "attempts", "next at", "error"], rows);
  }
  if (refusals.length > 0) {
    output.line("");
    output.line("routes that are not used:", "yellow");
    const shown = refusals.slice(0, MAX_SHOWN).map(({ peer, route, reason }) => [peer, route, reason]);
    output.table(["peer", "route", "reason"], shown);
    if (refusals.length > MAX_SHOWN) output.line(`and ${refusals.length - MAX_SHOWN} more (see --json)`);
  }
}
