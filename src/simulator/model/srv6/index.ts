/**
 * The SRv6 state of a VPP: local SIDs, policies, steering and path tracing, with the return values that VPP's functions
 * give. It writes to the FIB and knows nothing of interfaces: a handler checks them first.
 */

export { Behavior, type LocalSidEntry, LocalSids, usesInterface } from "./local-sids.ts";
export { PathTracing, type PathTracingEntry } from "./path-tracing.ts";
export { Policies, type PolicyEntry, type SegmentListEntry, type SegmentListRequest } from "./policies.ts";
export { l3Traffic, type SteeredTraffic, type SteeringEntry, SteeringRules, TrafficType } from "./steering.ts";
export { SteeringTables } from "./steering-tables.ts";
