import { describeTraffic, describeWay, type Srv6View } from "../srv6/index.ts";
import type { Difference, PolicyDifference } from "./difference.ts";
import type { Owned } from "./ownership.ts";
import { isReplacement } from "./step.ts";
import type { Subject } from "./work.ts";

/** Something that is not as desired, and stays so: to change it, something of others would have to be changed. */
export interface Conflict {
  readonly subject: Subject;
  readonly reason: string;
}

/** Why a difference must stay, if it must. */
export function conflictOf(difference: Difference, observed: Srv6View, owned: Owned): Conflict | undefined {
  const reason = reasonOf(difference, observed, owned);
  if (reason === undefined) return undefined;
  const { kind, desired, observed: found } = difference;
  // Kind and value fit in each member of the union, but the compiler forgets that where they come apart.
  return { subject: { kind, value: desired ?? found } as Subject, reason };
}

function reasonOf(difference: Difference, observed: Srv6View, owned: Owned): string | undefined {
  const { kind } = difference;
  if (kind === "policy") return policyReason(difference, observed, owned);
  if (kind === "route" && difference.desired !== undefined && difference.observed !== undefined) {
    const { observed: found, renews } = difference;
    return renews || owned.ownsRoute(found) ? undefined : `VPP has it ${describeWay(found)}, which is not owned`;
  }
  if (kind === "localSid" && difference.observed === undefined) {
    const { sid } = difference.desired;
    return owned.isForeignPolicy(sid) ? `VPP has a policy ${sid}, which is not owned` : undefined;
  }
  if (kind !== "steering") return undefined;
  const foreign = difference.twins?.find((twin) => !owned.ownsSteering(twin));
  if (foreign !== undefined) return `VPP has one route for it and for ${describeTraffic(foreign)}, which is not owned`;
  if (difference.observed === undefined) return undefined;
  const { bsid } = difference.observed;
  return owned.isForeignPolicy(bsid) ? `VPP steers it to ${bsid}, which is not owned` : undefined;
}

/** A policy cannot go, nor for a moment, while others steer to it. */
function policyReason(difference: PolicyDifference, observed: Srv6View, owned: Owned): string | undefined {
  const { desired, observed: found } = difference;
  if (found === undefined) {
    const isTaken = observed.localSidsAt(desired.bsid).some((each) => owned.isForeignSid(each));
    return isTaken ? `VPP has a local SID ${desired.bsid}, which is not owned` : undefined;
  }
  if (desired !== undefined && !isReplacement(difference)) return undefined;
  const foreign = observed.steeringTo(found.bsid).find((rule) => !owned.isOurSteering(rule));
  return foreign && `${describeTraffic(foreign)} is steered to it, which is not owned`;
}
