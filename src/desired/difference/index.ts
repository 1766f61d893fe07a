/**
 * The differences between a desired state and what VPP holds, and the ownership that decides what is removed. In come values,
 * out come values; it asks VPP nothing.
 */
export {
  compareEncap,
  compareLocalSids,
  compareNeighbors,
  comparePolicies,
  compareRoutes,
  compareSteering,
  compareTables,
  counterpartOf,
} from "./compare.ts";
export {
  type Difference,
  type EncapDifference,
  goneLocalSid,
  gonePolicy,
  goneSteering,
  type LocalSidDifference,
  type NeighborDifference,
  PLAIN,
  type PolicyDifference,
  type RouteDifference,
  type SteeringDifference,
  type Subject,
  subjectOf,
  type TableDifference,
} from "./difference.ts";
export { type Extras, findExtras } from "./extras.ts";
export { findDifferences } from "./find-differences.ts";
export { isSameLocalSid, keyOf } from "./key.ts";
export { Owned } from "./owned.ts";
export { hasTwins, isSameLists, listsWithout } from "./segment-lists.ts";
