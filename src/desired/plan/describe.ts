import {
  describeBehavior,
  describeLists,
  describeNeighbor,
  describeRoute,
  describeTable,
  describeTraffic,
} from "../../srv6/index.ts";
import { type BySubject, type Difference, type Subject, type SubjectKind, subjectOf } from "../difference/index.ts";
import type { Conflict } from "./conflict.ts";
import type { Step } from "./step.ts";

/** Returns a step in a line: `add policy cafe::1c3 via fcdd::11aa:4: VPP has no such policy`. */
export function describeStep({ action, subject, reason, interrupts, duplicates }: Step): string {
  const interruption = interrupts ? " (interrupts traffic: VPP can only delete it and add it again)" : "";
  const duplication = duplicates ? " (duplicates packets: for a moment they go through old and new lists)" : "";
  return `${action} ${describeSubject(subject)}: ${reason}${interruption}${duplication}`;
}

/** Returns a difference in a line: `policy cafe::1c3 via fcdd::11aa:4: VPP has no such policy`. */
export function describeDifference(difference: Difference): string {
  return `${describeSubject(subjectOf(difference))}: ${difference.reason}`;
}

/** Returns a conflict in a line: `steering of 10.1.0.0/16 table 0 to cafe::1: VPP steers it to beef::1, which is not owned`. */
export function describeConflict({ subject, reason }: Conflict): string {
  return `${describeSubject(subject)}: ${reason}`;
}

/** Returns a subject in words: `local SID fcdd::11aa:4 End.DT4 table 0`. */
export function describeSubject<Kind extends SubjectKind>({ kind, value }: Subject<Kind>): string {
  return WORDS[kind](value);
}

const WORDS: BySubject<string> = {
  encapSource: (source) => `encap source ${source}`,
  encapHopLimit: (hopLimit) => `encap hop limit ${hopLimit}`,
  table: describeTable,
  neighbor: (neighbor) => `neighbor ${describeNeighbor(neighbor)}`,
  route: (route) => `route ${describeRoute(route)}`,
  localSid: ({ sid, behavior }) => `local SID ${sid} ${describeBehavior(behavior)}`,
  policy: (policy) => `policy ${policy.bsid} via ${describeLists(policy)}`,
  steering: (rule) => `steering of ${describeTraffic(rule)} to ${rule.bsid}`,
};
