import { describeTraffic, type Srv6View } from "../../srv6/index.ts";
import type { Difference, LocalSidDifference, PolicyDifference, SteeringDifference } from "./difference.ts";
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
  switch (difference.kind) {
    case "route":
      return changeReason(difference, owned, (route) => owned.ownsRoute(route));
    case "localSid":
      return sidReason(difference, owned) ?? changeReason(difference, owned, (localSid) => owned.ownsSid(localSid));
    case "policy":
      return (
        policyReason(difference, observed, owned) ??
        changeReason(difference, owned, (policy) => owned.ownsPolicy(policy))
      );
    case "steering":
      return twinReason(difference, owned) ?? changeReason(difference, owned, (rule) => owned.ownsSteering(rule));
    default:
      return undefined;
  }
}

/** What VPP has otherwise than it is named is of others, unless it is owned, or what is named is adopted. */
function changeReason<Value>(
  { desired, observed: found, reason, renews }: Changed<Value>,
  owned: Owned,
  owns: (found: Value) => boolean,
): string | undefined {
  const isChange = desired !== undefined && found !== undefined && !renews;
  return !isChange || owned.adopts || owns(found) ? undefined : `${reason}, which is neither owned nor adopted`;
}

interface Changed<Value> {
  readonly desired: Value | undefined;
  readonly observed: Value | undefined;
  readonly reason: string;
  readonly renews?: true;
}

function sidReason({ desired, observed: found }: LocalSidDifference, owned: Owned): string | undefined {
  const isTaken = found === undefined && owned.isForeignPolicy(desired.sid);
  return isTaken ? `VPP has a policy ${desired.sid}, which is not owned` : undefined;
}

function twinReason({ twins = [] }: SteeringDifference, owned: Owned): string | undefined {
  const foreign = twins.find((twin) => !owned.ownsSteering(twin));
  return foreign && `VPP has one route for it and for ${describeTraffic(foreign)}, which is not owned`;
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
