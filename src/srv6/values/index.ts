/**
 * The values of SRv6, in the words of RFC 8986, RFC 9256 and RFC 9800: local SIDs, policies, segment lists, steering, and the
 * tables, routes and neighbors under them; the operations that change them, and why one is refused. Knows no messages.
 */
export {
  BEHAVIORS,
  checkFlavor,
  describeBehavior,
  type EndpointBehavior,
  type EndpointBehaviorInput,
  isMicroSid,
  lookupTable,
  noBehavior,
} from "./behavior.ts";
export { bucketsOf } from "./buckets.ts";
export { type Encap, encapSourceFrom } from "./encap.ts";
export { type Destination, type Forwarding, forwardingOf, forwardingOfRule, type Route } from "./forwarding.ts";
export {
  asFound,
  companionLengthOf,
  type FoundLocalSid,
  LENGTH_STEP_BITS,
  type LocalSid,
  type LocalSidInput,
  localSidFrom,
  ownPrefixLength,
  prefixLengthOf,
  USID_BITS,
  withPrefixLength,
} from "./local-sid.ts";
export { describeNeighbor, type Neighbor } from "./neighbor.ts";
export type {
  AddSegmentList,
  CheckedOperation,
  CheckedReplacement,
  DeleteLocalSid,
  DeleteSegmentList,
  DeleteTable,
  Operation,
  ReplaceLocalSid,
  SetWeight,
} from "./operation.ts";
export { overheadBytes } from "./overhead.ts";
export { type PathTracing, type PathTracingInput, pathTracingFrom } from "./path-tracing.ts";
export {
  checkPolicy,
  describePolicyKind,
  type Headend,
  hasOtherSource,
  isSameKind,
  MOST_SEGMENT_LISTS,
  type PolicyType,
  policyFrom,
  type SrPolicy,
  type SrPolicyInput,
  sharesOf,
  takesPackets,
} from "./policy.ts";
export { describeWayBack, findPolicyCycles, type PolicyCycle } from "./policy-cycles.ts";
export { checking, hazard, invalid, isRefusal, requireRunning } from "./refusal.ts";
export {
  checkShares,
  describeLists,
  describePath,
  isSamePath,
  isSameSegmentList,
  type SegmentList,
  type SegmentListInput,
  segmentListFrom,
  takesFrames,
  weightFrom,
} from "./segment-list.ts";
export { sidFrom } from "./sid.ts";
export {
  describeRoute,
  describeWay,
  isSameWay,
  type NextHop,
  type OtherPaths,
  requireWay,
  type StaticRoute,
} from "./static-route.ts";
export {
  describeTraffic,
  exactTrafficFrom,
  keyOfTraffic,
  type Steering,
  type Traffic,
  type TrafficInput,
  trafficFrom,
  withoutHostBits,
} from "./steering.ts";
export { describeTable, nameOfRoute, type TableName, type TableRoute, tableNames } from "./table-route.ts";
export { API_SOURCE, CLI_SOURCE, HIDDEN_TABLE, NO_INTERFACE, SR_SOURCE } from "./vpp-constants.ts";
