/**
 * The values of SRv6, in the words of RFC 8986, RFC 9256 and RFC 9800: local SIDs, policies, segment lists, steering, and the
 * tables, routes and neighbors under them; the operations that change them, and why one is refused. Knows no messages.
 */
export { type Encap, encapSourceFrom, ip6From, sidFrom } from "./addresses.ts";
export type { EndpointBehavior, EndpointBehaviorInput } from "./behavior.ts";
export {
  BEHAVIORS,
  behaviorOfType,
  checkFlavor,
  describeBehavior,
  isMicroSid,
  lookupTable,
  noBehavior,
} from "./behavior.ts";
export { bucketsOf } from "./buckets.ts";
export type { Destination, FibEntry, FirstSids, Forwarding } from "./forwarding.ts";
export { forwardingOf, forwardingOfRule } from "./forwarding.ts";
export type { FoundLocalSid, LocalSid, LocalSidInput } from "./local-sid.ts";
export {
  checkPrefixLength,
  companionLengthOf,
  keyOfLocalSid,
  LENGTH_STEP_BITS,
  lengthsOf,
  localSidFrom,
  ownPrefixLength,
  prefixLengthOf,
  USID_BITS,
} from "./local-sid.ts";
export { describeNeighbor, type Neighbor, type NeighborName } from "./neighbor.ts";
export type {
  CheckedList,
  CheckedOf,
  CheckedOperation,
  CheckedReplacement,
  DeleteLocalSid,
  Operation,
  OperationOf,
  ReplaceLocalSid,
  Stages,
} from "./operation.ts";
export { overheadBytes } from "./overhead.ts";
export { type PathTracing, type PathTracingInput, pathTracingFrom } from "./path-tracing.ts";
export type { Headend, PolicyType, SrPolicy, SrPolicyInput } from "./policy.ts";
export {
  checkPolicy,
  describeLists,
  describePolicyKind,
  hasOtherSource,
  isSameKind,
  MAX_SEGMENT_LISTS,
  policyFrom,
  sharesOf,
  TAKES_IP6_ONLY,
  takesPackets,
  withEncapSource,
} from "./policy.ts";
export { describeCycle, findPolicyCycles, type PolicyCycle } from "./policy-cycles.ts";
export { abortedBy, checking, hazard, invalid, Refusal, requireRunning } from "./refusal.ts";
export type { SegmentList, SegmentListInput } from "./segment-list.ts";
export {
  checkSegmentList,
  checkShares,
  checkWeight,
  describePath,
  exactSegmentListFrom,
  isSamePath,
  isSameSegmentList,
  segmentListFrom,
  takesFrames,
  weightFrom,
} from "./segment-list.ts";
export type { NextHop, OtherPaths, StaticRoute, StaticRouteInput } from "./static-route.ts";
export { checkNextHop, describeRoute, describeWay, isSameWay, requireWay, staticRouteFrom } from "./static-route.ts";
export type { Steering, Traffic, TrafficInput } from "./steering.ts";
export {
  describeTraffic,
  exactTrafficFrom,
  keyOfTraffic,
  steeringTo,
  trafficFrom,
  withoutHostBits,
} from "./steering.ts";
export type { TableName, TableRoute, TableRouteInput } from "./table-route.ts";
export { describeTable, nameOfRoute, tableNames, tableOf, tableRouteFrom } from "./table-route.ts";
export { describeTableUser, type TableUser } from "./table-user.ts";
export { API_SOURCE, CLI_SOURCE, HIDDEN_TABLE, NO_INTERFACE, SR_SOURCE } from "./vpp-constants.ts";
