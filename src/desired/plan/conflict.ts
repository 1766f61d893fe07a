import { describeTraffic, type Srv6View } from "../../srv6/index.ts";
import {
  type Difference,
  type LocalSidDifference,
  type PolicyDifference,
  type SteeringDifference,
  type Subject,
  subjectOf,
} from "../difference/difference.ts";
import type { Owned } from "../difference/owned.ts";
import { isReplacement } from "./stages.ts";

/** An entry that is not as desired and stays so: to change it, an entry of others would have to be changed. */
export interface Conflict {
  readonly subject: Subject;
  readonly reason: string;
}

/** Returns the conflict of a difference that must stay; undefined if it can be made to go away. */
export function conflictOf(difference: Difference, observed: Srv6View, owned: Owned): Conflict | undefined {
  const reason = reasonOf(difference, observed, owned);
  return reason === undefined ? undefined : { subject: subjectOf(difference), reason };
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

/** An entry that VPP has with another value belongs to others, unless it is owned, or named entries are adopted. */
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

/** A policy cannot be deleted, not even for a moment, while others steer to it. */
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
