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
  describeTwins,
  findDifferences,
  outerSource,
} from "./compare.ts";
export type { BySubject, Difference, Gone, Subject, SubjectKind } from "./difference.ts";
export { gone, PLAIN, subjectOf, usesOne } from "./difference.ts";
export { carriedTraffic, type Extras, findExtras, without } from "./extras.ts";
export { keyOf } from "./key.ts";
export { Owned } from "./owned.ts";
export { hasTwins, isSameLists, listsWithout } from "./segment-lists.ts";
