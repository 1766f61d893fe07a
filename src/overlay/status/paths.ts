import { overheadBytes, sharesOf } from "../../srv6/index.ts";
import type { Candidate } from "../model/index.ts";
import type { PathStatus } from "./types.ts";

/** Returns the first criterion of RFC 9256 section 2.9 by which another path was selected. */
export function whyNot(candidate: Candidate, selected: Candidate | undefined): string {
  if (selected === undefined) return "it cannot be used";
  if (candidate.origin.source !== selected.origin.source) return `paths of ${selected.origin.source} are used`;
  if (candidate.preference !== selected.preference) return `its preference is lower than ${selected.preference}`;
  const [a, b] = [candidate.origin.originator, selected.origin.originator];
  const isOther = a !== undefined && b !== undefined && (a.as !== b.as || !a.routerId.equals(b.routerId));
  if (isOther) return `its originator is higher than ${b.routerId}`;
  if (candidate.origin.distinguisher !== selected.origin.distinguisher) return "its distinguisher is lower";
  return candidate.origin.color === selected.origin.color ? "another peer has announced it too" : "its color is higher";
}

/** Returns a path as the status shows it. */
export function pathStatus({ policy, preference, origin }: Candidate): PathStatus {
  const { isBestEffort, from, originator, color, distinguisher, name, since } = origin;
  const shares = sharesOf({ policyType: "default", segmentLists: policy.segmentLists });
  return {
    bsid: policy.bsid,
    preference,
    lists: policy.segmentLists.map(({ segments, weight }, at) => ({ segments, weight, share: shares![at]! })),
    overheadBytes: overheadOf(policy.segmentLists),
    isBestEffort,
    from,
    originator: originator && String(originator.routerId),
    color,
    distinguisher,
    name,
    since: new Date(since).toISOString(),
  };
}

function overheadOf(lists: Candidate["policy"]["segmentLists"]): number {
  return Math.max(0, ...lists.map((list) => overheadBytes({ headend: "encaps" }, list)));
}
