/**
 * SRv6 as RFC 8986 and RFC 9256 speak of it, published as `tsvpp/srv6`. In come local SIDs, policies and steering as values,
 * out go VPP's messages; what VPP shows comes back as the same values. Guards VPP against what it does not survive. It
 * decides nothing: what a node should hold is the business of `desired` or of a program.
 */
export {
  BEHAVIORS,
  describeBehavior,
  type EndpointBehavior,
  type EndpointBehaviorInput,
  noBehavior,
} from "./behavior.ts";
export { bucketsOf } from "./buckets.ts";
export type { CheckedBatch, CheckRefusal, SentPart } from "./checked-batch.ts";
export type { LocalSidCounters, PacketCount } from "./counters.ts";
export { encapSourceFrom } from "./encap.ts";
export { type Destination, type Forwarding, forwardingOf, type Route } from "./forwarding.ts";
export { type LocalSid, type LocalSidInput, localSidFrom, prefixLengthOf } from "./local-sid.ts";
export { describeNeighbor, type Neighbor } from "./neighbor.ts";
export type {
  AddSegmentList,
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
export { readTables, type Tables } from "./read.ts";
export { readNeighbors } from "./read-neighbors.ts";
export { checking, isRefusal } from "./refusal.ts";
export {
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
export { Srv6, type Srv6Options } from "./srv6.ts";
export { describeRoute, describeWay, isSameWay, type NextHop, requireWay, type StaticRoute } from "./static-route.ts";
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
export { describeTable, nameOfRoute, type TableName, type TableRoute } from "./table-route.ts";
export type { Srv6View } from "./view.ts";
