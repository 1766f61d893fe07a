/** The bytes of BGP messages (RFC 4271) and what they mean. Nothing here knows of connections or time. */
export type { AsPath, AsPathSegment } from "./as-path.ts";
export { lengthOf, passesThrough } from "./as-path.ts";
export { NO_ADVERTISE, type Origin, type PathAttributes } from "./attributes.ts";
export type { CandidatePath, PathSegment, PathSegmentList } from "./candidate-path.ts";
export {
  type Capabilities,
  commonFamilies,
  type GracefulFamily,
  type GracefulRestart,
  MAX_RESTART_SECONDS,
} from "./capabilities.ts";
export { type Announcement, encodeAnnouncement, encodeEndOfRib, encodeWithdrawal } from "./encode-update.ts";
export { FAMILIES, FAMILY_CODES, type Family, familyOf } from "./family.ts";
export { MAX_MESSAGE_BYTES, MessageReader, type MessageSink, type MessageType, messageOf } from "./message.ts";
export { describeNlri, keyOfNlri, type Nlri, type SrPolicyKey } from "./nlri.ts";
export {
  describeNotification,
  type ErrorName,
  encodeNotification,
  isHardReset,
  type Notification,
  notificationOf,
  parseNotification,
} from "./notification.ts";
export { encodeOpen, MIN_HOLD_SECONDS, type Open, parseOpen } from "./open.ts";
export { type DecodedPath, decodePathBytes, encodePathBytes, type PathBytes } from "./path-bytes.ts";
export { type Announced, parseUpdate, type Update, type UpdateContext, type Withdrawn } from "./update.ts";
