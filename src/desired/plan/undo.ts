import { isSameSegmentList, type Operation } from "../../srv6/index.ts";
import { inverseOf, type Step } from "./step.ts";

/**
 * Returns the operations that take back what VPP has done of a step that failed; undefined where that would do harm, or is not
 * possible.
 */
export function undoOf(step: Step, done: readonly Operation[]): Operation[] | undefined {
  const all = step.stages.flat();
  const [first] = done;
  // It is many messages, and VPP does not say which of them it has carried out.
  if (all.some(({ op }) => op === "replaceLocalSid")) return undefined;
  const back = inverseOf(step).stages.flat();
  switch (first?.op) {
    case undefined:
      return [];
    case "addPolicy":
      return [{ op: "deletePolicy", bsid: first.policy.bsid }];
    case "deletePolicy":
      return done.some(({ op }) => op === "addPolicy") ? back : back.slice(1);
  }
  // VPP goes on to show the source of the list that was added last, also after that list is deleted.
  if (sourcesIn([...all, ...back]).size > 1) return undefined;
  const undo = done.map((operation) => (operation.op === "addSegmentList" ? deletionOf(all, operation) : undefined));
  return undo.every((operation) => operation !== undefined) ? undo : undefined;
}

/** Returns the sources that lists are added with. */
function sourcesIn(operations: readonly Operation[]): Set<string> {
  return new Set(operations.flatMap((each) => (each.op === "addSegmentList" ? [each.encapSource?.toKey() ?? ""] : [])));
}

/** VPP does not distinguish a new list from an equal old one, and deletes the old one: both must stay. */
function deletionOf(
  all: readonly Operation[],
  { bsid, segmentList }: Extract<Operation, { op: "addSegmentList" }>,
): Operation | undefined {
  const isTwin = all.some(
    (other) => other.op === "deleteSegmentList" && isSameSegmentList(other.segmentList, segmentList),
  );
  return isTwin ? undefined : { op: "deleteSegmentList", bsid, segmentList };
}
