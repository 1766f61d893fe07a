/**
 * What the agent knows of the other nodes: which prefixes they have, which paths lead to them, and which path is used. It sends nothing
 * and reads no clock but for the time at which something was told.
 */
export {
  type Candidate,
  type CandidateOrigin,
  compareCandidates,
  isSameCandidate,
  isSamePolicy,
  type PathPolicy,
  type PathSource,
  type TrafficFamily,
} from "./candidate.ts";
export { type Dirty, familyOf, OverlayModel } from "./model.ts";
export { keyOfTunnel, PathTable, type TunnelName } from "./path-table.ts";
export { type OwnedPrefix, PrefixTable } from "./prefix-table.ts";
