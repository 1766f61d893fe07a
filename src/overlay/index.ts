/**
 * The SRv6 overlay: an agent that connects the pods of one node with those of the others, by what BGP peers and documents say.
 */
export {
  type InstallCounters,
  type InstallEvent,
  type Knowledge,
  type Obstacle,
  Overlay,
  type OverlayEvent,
  type OverlayOptions,
  type PrefixChange,
  startOverlay,
  type TunnelChange,
} from "./agent/index.ts";
export type { OwnAddresses } from "./allocation/index.ts";
export {
  needsRestart,
  type OverlayBgp,
  type OverlayConfig,
  type OverlayPeer,
  type OverlaySids,
  overlayConfigSchema,
  parseOverlayConfig,
} from "./config/index.ts";
export {
  parseTeDocument,
  type TeDocument,
  type TeNode,
  type TePolicy,
  type TeSegmentList,
} from "./documents/index.ts";
