import type { OverlayStatus, TunnelStatus } from "../../../overlay/index.ts";
import { metricText, type Sample } from "../../metrics/index.ts";

const STATES: readonly TunnelStatus["state"][] = ["up", "pending", "no path", "no prefixes"];
const FAMILIES: readonly TunnelStatus["family"][] = ["IPv4", "IPv6"];

/** Returns the metrics of an agent in the text format of Prometheus. @see https://prometheus.io/docs/practices/naming */
export function metricsText(status: OverlayStatus): string {
  const { peers, counters, nodes, obstacles, refusals, mtu } = status;
  const tunnels = nodes.flatMap((node) => node.tunnels);
  const prefixes = tunnels.reduce((sum, each) => sum + each.prefixes.length, 0);
  const ofPeers = (read: (peer: (typeof peers)[number]) => number) =>
    peers.map((peer): Sample => [read(peer), { peer: peer.address, role: peer.role }]);
  return [
    gauge("info", "The node and its mode; always 1.", [[1, { node: status.node.id, mode: status.mode }]]),
    gauge("settled", "Whether entries of VPP from before the start are brought up to date.", [
      [Number(status.knowledge === "settled")],
    ]),
    gauge(
      "peer_up",
      "Whether the BGP session with a peer is established.",
      ofPeers(({ state }) => Number(state === "established")),
    ),
    gauge(
      "peer_routes",
      "Routes that a peer has announced.",
      ofPeers(({ routes }) => routes),
    ),
    gauge(
      "peer_stale_routes",
      "Routes of an earlier session that a peer has not announced again.",
      ofPeers(({ staleRoutes }) => staleRoutes),
    ),
    gauge("tunnels", "Tunnels, one for each node and family, by state.", tunnelSamples(tunnels)),
    gauge("prefixes", "Prefixes of other nodes.", [[prefixes]]),
    gauge("path_overhead_bytes", "The largest overhead of the paths in use.", [[mtu.overheadBytes]]),
    gauge("obstacles", "Items that VPP refuses and that are tried again.", [[obstacles.length]]),
    gauge("unused_routes", "Routes of peers that are not used now.", [[refusals.length]]),
    counter("refused_routes", "Announcements of peers that were not used.", counters.refusedRoutes),
    counter("strangers", "Connections of addresses that are no peers.", counters.strangers),
    counter("updates", "Updates of VPP.", counters.updates),
    counter("steps", "Steps of these updates.", counters.steps),
    counter("refused_items", "Items that VPP has refused, each attempt.", counters.refused),
    counter("checks", "Comparisons of VPP with what it should hold.", counters.checks),
    counter("repaired_steps", "Steps that comparisons needed.", counters.repaired),
  ].join("");
}

function tunnelSamples(tunnels: readonly TunnelStatus[]): Sample[] {
  return FAMILIES.flatMap((family) =>
    STATES.map((state): Sample => {
      const count = tunnels.filter((each) => each.family === family && each.state === state).length;
      return [count, { family, state }];
    }),
  );
}

function gauge(name: string, help: string, samples: readonly Sample[]): string {
  return metricText(`tsvpp_overlay_${name}`, "gauge", help, samples);
}

function counter(name: string, help: string, value: number): string {
  return metricText(`tsvpp_overlay_${name}_total`, "counter", help, [[value]]);
}
