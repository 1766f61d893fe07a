import { isSameKind, type Operation, type SrPolicy } from "../../srv6/index.ts";
import type { Difference, PolicyDifference, SteeringDifference } from "./difference.ts";
import { addMarks, withMarks } from "./marks.ts";
import { isSameLists } from "./segment-lists.ts";
import {
  addLocalSid,
  addNeighbor,
  addPolicy,
  addRoute,
  addSteering,
  addTable,
  changeLocalSid,
  changeNeighbor,
  changePolicy,
  changeRoute,
  changeSteering,
  removeLocalSid,
  removeNeighbor,
  removePolicy,
  removeRoute,
  removeSteering,
  removeTable,
  renewRoute,
  renewSteering,
  replacePolicy,
  replaceTwins,
  setEncapHopLimit,
  setEncapSource,
  type Work,
} from "./work.ts";

/** A part of a plan: makes one difference go away. */
export interface Step extends Work {
  readonly reason: string;
  /** Whether packets can get lost meanwhile: not every local SID can be changed, only deleted and added again. */
  readonly interrupts: boolean;
  /** Whether packets are copied more often meanwhile: a policy of type `spray` sends them along old and new lists. */
  readonly duplicates: boolean;
  /** Gives what takes it back. */
  readonly inverse: () => Work;
}

/** The step for a difference. `interrupts` allows what makes a local SID go for a moment. */
export function stepFor(difference: Difference, interrupts = false): Step {
  const { kind, reason } = difference;
  const { action, subject, stages } = workFor(difference, interrupts);
  return {
    action,
    subject,
    stages,
    reason,
    interrupts: interrupts || (kind === "steering" && difference.twins !== undefined),
    duplicates: isDuplicating(difference),
    inverse: () => workFor(opposite(difference), interrupts),
  };
}

/** The stages of steps, in order. */
export function stagesOf(steps: readonly Step[]): (readonly Operation[])[] {
  return steps.flatMap(({ stages }) => stages);
}

/** Whether a step gives a policy of type `spray` more lists for a moment. */
function isDuplicating(difference: Difference): boolean {
  if ("marked" in difference) return difference.marked?.some(isDuplicating) === true;
  const { kind, desired, observed } = difference;
  const isChange = kind === "policy" && desired !== undefined && observed !== undefined;
  return isChange && observed.policyType === "spray" && !isReplacement(difference);
}

/** Whether VPP cannot change a policy into what is desired: it must be deleted and added. */
export function isReplacement({ desired, observed, replacesLists }: PolicyDifference): boolean {
  return desired !== undefined && observed !== undefined && !canChange(observed, desired, replacesLists);
}

/** VPP forwards by the old lists of a policy of type `tef`, whatever it shows. */
function canChange(from: SrPolicy, to: SrPolicy, replacesLists: boolean): boolean {
  if (!isSameKind(from, to)) return false;
  return from.policyType !== "tef" || (!replacesLists && isSameLists(from.segmentLists, to.segmentLists));
}

/** The same difference, where what VPP has is desired. */
function opposite(difference: Difference): Difference {
  const { desired, observed } = difference;
  if (difference.kind === "steering" && difference.twins !== undefined) return withoutTwins(difference);
  if ("marked" in difference) {
    const marked = difference.marked?.map(opposite);
    return { ...difference, desired: observed, observed: desired, marked } as Difference;
  }
  // In each member of the union the two are of one type, but the compiler forgets that where they come apart.
  return { ...difference, desired: observed, observed: desired } as Difference;
}

/** Host bits mean nothing, and are not steered again: where they went, the prefix without them goes. */
function withoutTwins({ twins: [twin] = [], ...difference }: SteeringDifference): SteeringDifference {
  const { desired, observed } = difference;
  if (desired === undefined || twin === undefined) return difference;
  return { ...difference, desired: observed ?? { ...desired, bsid: twin.bsid }, observed: desired };
}

function workFor(difference: Difference, interrupts: boolean): Work {
  switch (difference.kind) {
    case "encapSource":
      return setEncapSource(difference.desired, difference.marked?.flatMap(addMarks));
    case "encapHopLimit":
      return setEncapHopLimit(difference.desired, difference.marked?.flatMap(addMarks));
    case "table": {
      const { desired, observed } = difference;
      return desired === undefined ? removeTable(observed) : addTable(desired);
    }
    case "neighbor": {
      const { desired, observed } = difference;
      if (desired === undefined) return removeNeighbor(observed);
      return observed === undefined ? addNeighbor(desired) : changeNeighbor(observed, desired);
    }
    case "route": {
      const { desired, observed } = difference;
      if (desired === undefined) return removeRoute(observed);
      if (difference.renews) return renewRoute(desired);
      return observed === undefined ? addRoute(desired) : changeRoute(desired);
    }
    case "localSid": {
      const { desired, observed } = difference;
      if (desired === undefined) return removeLocalSid(observed);
      return observed === undefined ? addLocalSid(desired) : changeLocalSid(observed, desired, interrupts);
    }
    case "policy": {
      const { desired, observed } = difference;
      if (desired === undefined) return removePolicy(observed);
      return observed === undefined ? addPolicy(desired) : intoPolicy(observed, desired, difference);
    }
    case "steering": {
      const { desired, observed, twins } = difference;
      if (desired === undefined) return removeSteering(observed);
      if (twins !== undefined) return replaceTwins(desired, observed, twins);
      if (difference.renews) return renewSteering(desired);
      return observed === undefined ? addSteering(desired) : changeSteering(desired);
    }
  }
}

function intoPolicy(from: SrPolicy, to: SrPolicy, difference: PolicyDifference): Work {
  const { replacesLists, takesFrames, isMarked } = difference;
  if (!canChange(from, to, replacesLists)) return replacePolicy(to);
  return changePolicy(isMarked ? withMarks(from, difference) : from, to, replacesLists, takesFrames);
}
