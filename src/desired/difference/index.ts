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
  findDifferences,
} from "./compare.ts";
export {
  type BySubject,
  type Difference,
  type EncapDifference,
  type Gone,
  gone,
  type LocalSidDifference,
  type NeighborDifference,
  PLAIN,
  type PolicyDifference,
  type RouteDifference,
  type SteeringDifference,
  type Subject,
  type SubjectKind,
  subjectOf,
  type TableDifference,
} from "./difference.ts";
export { type Extras, findExtras } from "./extras.ts";
export { counterpartOf, isSameLocalSid, keyOf } from "./key.ts";
export { Owned } from "./owned.ts";
export { hasTwins, isSameLists, listsWithout } from "./segment-lists.ts";
