/**
 * What the agent knows of the other nodes: their prefixes, the paths that lead to them, and the path that is used. It sends nothing, and
 * reads the clock only for the time at which a prefix was received.
 */
export {
  type Candidate,
  type CandidateOrigin,
  isSamePolicy,
  type PathPolicy,
  type PathSource,
  type TrafficFamily,
} from "./candidate.ts";
export { type Dirty, familyOf, OverlayModel } from "./model.ts";
export { keyOfTunnel, type TunnelName } from "./path-table.ts";
export type { OwnedPrefix } from "./prefix-table.ts";
