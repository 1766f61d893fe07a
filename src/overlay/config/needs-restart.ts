import type { OverlayConfig } from "./config.ts";

/** The settings that an agent uses once, when it starts. */
const FIXED: Readonly<Record<string, (config: OverlayConfig) => unknown>> = {
  "node.id": ({ node }) => node.id,
  "vpp.socket": ({ vpp }) => vpp.socket,
  enabled: ({ enabled }) => enabled,
  stateFile: ({ stateFile }) => stateFile,
  "pods.table": ({ pods }) => pods.table,
  "bgp.as": ({ bgp }) => bgp.as,
  "bgp.routerId": ({ bgp }) => bgp.routerId,
  "bgp.holdSeconds": ({ bgp }) => bgp.holdSeconds,
  "bgp.restartSeconds": ({ bgp }) => bgp.restartSeconds,
  "bgp.settleSeconds": ({ bgp }) => bgp.settleSeconds,
  "bgp.listen": ({ bgp: { listen } }) => listen && [listen.address, listen.port],
};

/** Returns the names of the settings that differ and cannot change while an agent runs: `["node.id", "bgp.listen"]`. */
export function needsRestart(from: OverlayConfig, to: OverlayConfig): readonly string[] {
  return Object.keys(FIXED).filter((name) => textOf(FIXED[name]!(from)) !== textOf(FIXED[name]!(to)));
}

function textOf(value: unknown): string | undefined {
  return JSON.stringify(value);
}
