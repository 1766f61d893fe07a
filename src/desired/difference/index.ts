/**
 * The differences between a desired state and what VPP holds, and the ownership that decides what is removed. In come values,
 * out come values; it asks VPP nothing.
 */
export type { StateDifferences } from "./compare.ts";
export { compareLocalSids, compareState, compareSteering, findDifferences, outerSource } from "./compare.ts";
export type { BySubject, Difference, Gone, Subject, SubjectKind } from "./difference.ts";
export { allGone, describeTwins, gone, keyOf, PLAIN, subjectOf, usesOne } from "./difference.ts";
export { carriedTraffic, type Extras, findExtras, Owned, without } from "./owned.ts";
export { hasTwins, isSameLists, listsWithout } from "./same.ts";
