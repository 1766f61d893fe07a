/**
 * What an operator sees of an agent: its peers, the other nodes with their paths, and what hinders it. It only reads.
 */
export { explain } from "./explain.ts";
export { statusInTurns, statusOf } from "./status.ts";
export type {
  Explanation,
  MtuStatus,
  NodeStatus,
  OverlayParts,
  OverlayStatus,
  PathStatus,
  TunnelStatus,
} from "./types.ts";
