import type { Difference } from "./difference.ts";
import {
  addLocalSid,
  addPolicy,
  addSteering,
  changeLocalSid,
  changePolicy,
  changeSteering,
  removeLocalSid,
  removePolicy,
  removeSteering,
  setEncapHopLimit,
  setEncapSource,
  type Work,
} from "./work.ts";

/** A part of a plan: makes one difference go away. */
export interface Step extends Work {
  readonly reason: string;
  /** Whether packets can get lost meanwhile. */
  readonly interrupts: boolean;
  /** What takes it back. */
  readonly inverse: Work;
}

/** The step for a difference. @throws {VppError} `VPP_SRV6` when VPP cannot change what it has into what is desired. */
export function stepFor(difference: Difference): Step {
  const { reason, kind } = difference;
  const interrupts = kind === "localSid" && difference.observed !== undefined;
  return { ...workFor(difference), reason, interrupts, inverse: inverseFor(difference) };
}

function workFor({ kind, desired, observed }: Difference): Work {
  switch (kind) {
    case "encapSource":
      return setEncapSource(desired);
    case "encapHopLimit":
      return setEncapHopLimit(desired);
    case "localSid":
      return observed === undefined ? addLocalSid(desired) : changeLocalSid(observed, desired);
    case "policy":
      return observed === undefined ? addPolicy(desired) : changePolicy(observed, desired);
    case "steering":
      return observed === undefined ? addSteering(desired) : changeSteering(desired);
  }
}

function inverseFor({ kind, desired, observed }: Difference): Work {
  switch (kind) {
    case "encapSource":
      return setEncapSource(observed);
    case "encapHopLimit":
      return setEncapHopLimit(observed);
    case "localSid":
      return observed === undefined ? removeLocalSid(desired) : changeLocalSid(desired, observed);
    case "policy":
      return observed === undefined ? removePolicy(desired) : changePolicy(desired, observed);
    case "steering":
      return observed === undefined ? removeSteering(desired) : changeSteering(observed);
  }
}
