/**
 * The SRv6 overlay: an agent that connects the pods of one node with those of the others, by what BGP peers and documents say.
 */
export { leaveOverlay, Overlay, type OverlayEvent, type OverlayOptions, startOverlay } from "./agent/index.ts";
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
export type {
  InstallCounters,
  InstallEvent,
  Knowledge,
  PrefixChange,
  TunnelChange,
} from "./install/index.ts";
export type { Candidate, CandidateOrigin, PathPolicy, PathSource, TrafficFamily, TunnelName } from "./model/index.ts";
export type { Refusal, SharedId } from "./sources/index.ts";
export type {
  Explanation,
  MtuStatus,
  NodeStatus,
  OverlayStatus,
  PathStatus,
  TunnelStatus,
} from "./status/index.ts";
