import type { Ip6Address } from "../../address/index.ts";
import { keyOfTunnel, type TrafficFamily } from "../model/index.ts";
import { pathStatus, whyNot } from "./paths.ts";
import type { NodeStatus, OverlayParts, TunnelStatus } from "./types.ts";

/** Yields what is known of the other nodes, in the order of their addresses. */
export function* nodesOf(parts: OverlayParts): Iterable<NodeStatus> {
  const nodes = new Map<string, { readonly address: Ip6Address; readonly families: TrafficFamily[] }>();
  for (const { endpoint, family } of parts.model.tunnels()) {
    const key = endpoint.toKey();
    const node = nodes.get(key);
    if (node === undefined) nodes.set(key, { address: endpoint, families: [family] });
    else node.families.push(family);
  }
  const sorted = [...nodes.values()].sort((a, b) => a.address.compare(b.address));
  for (const { address, families } of sorted) {
    const tunnels = families.sort().map((family) => tunnelOf(parts, address, family));
    const all = tunnels.flatMap(({ candidates }) => candidates);
    const name = all.find(({ isBestEffort, name }) => isBestEffort && name !== undefined)?.name;
    yield { address, name, tunnels };
  }
}

/** Returns the state of one tunnel. */
export function tunnelOf(
  { model, installer }: OverlayParts,
  endpoint: Ip6Address,
  family: TrafficFamily,
): TunnelStatus {
  const key = keyOfTunnel({ endpoint, family });
  const selected = model.selected(key);
  const path = installer?.pathOf(key);
  const prefixes = [...model.prefixesOf({ endpoint, family })].map(({ prefix }) => prefix);
  const isSteered = prefixes.every((prefix) => installer?.isSteered(prefix.toKey()) === true);
  const state =
    selected === undefined
      ? "no path"
      : prefixes.length === 0
        ? "no prefixes"
        : path !== undefined && isSteered
          ? "up"
          : "pending";
  return {
    family,
    state,
    prefixes,
    path: path && pathStatus(path),
    candidates: model.candidates(key).map(({ candidate, obstacle }) => {
      const isSelected = candidate === selected;
      return {
        ...pathStatus(candidate),
        isSelected,
        why: obstacle ?? (isSelected ? "it is used" : whyNot(candidate, selected)),
      };
    }),
  };
}
