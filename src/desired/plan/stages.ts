import { Ip6Address } from "../../address/index.ts";
import {
  type DeleteLocalSid,
  isSameKind,
  type LocalSid,
  type Operation,
  type SrPolicy,
  withEncapSource,
} from "../../srv6/index.ts";
import { type Difference, isSameLists } from "../difference/index.ts";
import { addMarks, changeLists, withMarks } from "./list-changes.ts";

/** Operations in order. The operations of a stage are sent when VPP has confirmed all of the stage before. */
export type Stages = readonly (readonly Operation[])[];

/**
 * Returns the operations that make VPP hold what is desired.
 *
 * @param interrupts allows that a local SID is deleted before it is added again.
 */
export function stagesFor(difference: Difference, interrupts: boolean): Stages {
  switch (difference.kind) {
    case "encapSource":
      return afterMarks(difference.marked, { op: "setEncapSource", source: difference.desired });
    case "encapHopLimit":
      return afterMarks(difference.marked, { op: "setEncapHopLimit", hopLimit: difference.desired });
    case "table": {
      const { desired, observed } = difference;
      return desired === undefined ? one({ op: "deleteTable", ...observed }) : one({ op: "addTable", ...desired });
    }
    case "neighbor":
      return neighborStages(difference);
    case "route":
      return routeStages(difference);
    case "localSid":
      return localSidStages(difference, interrupts);
    case "policy":
      return policyStages(difference);
    case "steering":
      return steeringStages(difference);
  }
}

/** Returns whether VPP cannot change a policy into the desired one: it must be deleted and added. */
export function isReplacement({ desired, observed, replacesLists }: Difference<"policy">): boolean {
  return desired !== undefined && observed !== undefined && !canChange(observed, desired, replacesLists);
}

/** VPP forwards by the old lists of a policy of type `tef`, although it shows the new ones. */
function canChange(from: SrPolicy, to: SrPolicy, replacesLists: boolean): boolean {
  if (!isSameKind(from, to)) return false;
  return from.policyType !== "tef" || (!replacesLists && isSameLists(from.segmentLists, to.segmentLists));
}

function one(operation: Operation): Stages {
  return [[operation]];
}

function afterMarks(marked: readonly Difference<"policy">[] | undefined, operation: Operation): Stages {
  return marked === undefined ? one(operation) : [marked.flatMap(addMarks), [operation]];
}

/** VPP changes a static neighbor into a learned one only if it is deleted in between. */
function neighborStages({ desired, observed }: Difference<"neighbor">): Stages {
  if (desired === undefined) return one({ op: "deleteNeighbor", neighbor: observed });
  const setting: Operation = { op: "setNeighbor", neighbor: desired };
  const mustDelete = observed?.isStatic === true && !desired.isStatic;
  return mustDelete ? [[{ op: "deleteNeighbor", neighbor: observed }, setting]] : one(setting);
}

/**
 * VPP puts one path in the place of another in one message, without losing a packet. Routes whose interface was created again
 * are deleted before they are added: all routes by one next hop share in VPP how it is resolved, so all of a plan are deleted
 * before any is added.
 */
function routeStages({ desired, observed, renews }: Difference<"route">): Stages {
  if (desired === undefined) return one({ op: "deleteRoute", route: observed });
  const setting: Operation = { op: "setRoute", route: desired };
  return renews ? [[{ op: "deleteRoute", route: desired }], [setting]] : one(setting);
}

/** VPP cannot change a local SID: a covering prefix takes its packets while it is replaced, or it is interrupted. */
function localSidStages({ desired, observed }: Difference<"localSid">, interrupts: boolean): Stages {
  if (desired === undefined) return one({ op: "deleteLocalSid", sid: observed.sid, ...nameOf(observed) });
  if (observed === undefined) return one({ op: "addLocalSid", localSid: desired });
  return one({ op: "replaceLocalSid", localSid: desired, from: nameOf(observed), interrupts });
}

/** Returns what names a local SID among others at its address: while one is replaced, or if that is cut short, there are two. */
function nameOf({ behavior: { type }, prefixLength }: LocalSid): Pick<DeleteLocalSid, "type" | "prefixLength"> {
  if (typeof prefixLength === "number") return { type, prefixLength };
  const isWhole = prefixLength === undefined && type !== "uN" && type !== "uA";
  return isWhole ? { type, prefixLength: 128 } : { type };
}

function policyStages(difference: Difference<"policy">): Stages {
  const { desired, observed, replacesLists, takesFrames, isMarked } = difference;
  if (desired === undefined) return one({ op: "deletePolicy", bsid: observed.bsid });
  if (observed === undefined) return [additionOf(desired)];
  if (!canChange(observed, desired, replacesLists)) {
    return [[{ op: "deletePolicy", bsid: desired.bsid }, ...additionOf(desired)]];
  }
  return changeLists(isMarked ? withMarks(observed, difference) : observed, desired, replacesLists, takesFrames);
}

/** Adds list by list, so that VPP confirms each. */
function additionOf(desired: SrPolicy): Operation[] {
  const { bsid, encapSource = Ip6Address.UNSPECIFIED } = desired;
  const policy = withEncapSource(desired, encapSource);
  const [first, ...others] = policy.segmentLists;
  if (others.length === 0) return [{ op: "addPolicy", policy }];
  return [
    { op: "addPolicy", policy: { ...policy, segmentLists: [first!] } },
    ...others.map((segmentList): Operation => ({ op: "addSegmentList", bsid, segmentList, encapSource })),
  ];
}

/**
 * VPP moves traffic to another policy in one message, without losing a packet. Twins are removed first, since VPP loses the
 * route of all with any of them; so is steering that VPP shows for an interface that was created again.
 */
function steeringStages({ desired, observed, twins, renews }: Difference<"steering">): Stages {
  if (desired === undefined) return one({ op: "unsteer", traffic: observed });
  const addition: Operation = { op: "steer", traffic: desired, bsid: desired.bsid };
  if (twins === undefined && !renews) return one(addition);
  const before = twins === undefined ? [desired] : observed === undefined ? twins : [observed, ...twins];
  return [[...before.map((traffic): Operation => ({ op: "unsteer", traffic })), addition]];
}
