/**
 * A BGP speaker for a node at the edge: sessions with peers, its own routes, and what peers announce (RFC 4271, 4456, 4724, 4760,
 * 5492, 6286, 6793, 7606, 8538, 8950, 9012, 9830). It knows nothing of VPP.
 */
export {
  type AsPath,
  type AsPathSegment,
  type CandidatePath,
  type DecodedPath,
  decodePathBytes as decodePath,
  describeNlri,
  type Family,
  keyOfNlri,
  type Nlri,
  NO_ADVERTISE,
  type Origin,
  type PathAttributes,
  type PathBytes,
  type PathSegment,
  type PathSegmentList,
  type SrPolicyKey,
} from "./message/index.ts";
export {
  encodePath,
  type Originator,
  type OwnAttributes,
  type OwnRoute,
  type OwnRouteKey,
  type ReceivedRoute,
  type RouteChange,
} from "./rib/index.ts";
export {
  type PeerOptions,
  type PeerStatus,
  SPEAKER_DEFAULTS,
  SPEAKER_LIMITS,
  type Speaker,
  type SpeakerEvent,
  type SpeakerHandler,
  type SpeakerOptions,
  startSpeaker,
} from "./speaker/index.ts";
