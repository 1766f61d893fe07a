import type { VppCalls } from "../client/index.ts";
import { VppError } from "../errors.ts";
import { describeTraffic, Srv6 } from "../srv6/index.ts";
import { compare, type Difference } from "./difference.ts";
import { observe } from "./observe.ts";
import type { DesiredState, ObservedState } from "./state.ts";
import { type Step, stepFor } from "./step.ts";

/** What must be done to make VPP hold what is desired: steps in a safe order. */
export interface Plan {
  readonly steps: readonly Step[];
}

/** Why the inverse of a step is done. */
const TAKEN_BACK: Readonly<Record<Step["action"], string>> = {
  add: "the plan added it",
  change: "the plan changed it",
  remove: "the plan removed it",
  set: "the plan set another",
};

/**
 * Reads what VPP holds, compares, and tells what is to be done. Changes nothing. What is not named in the desired state
 * is left alone.
 *
 * @throws {VppError} `VPP_SRV6` or `VPP_HAZARD` when a step could not be done: a table or policy is missing, or VPP cannot
 * change what it has.
 */
export async function plan(vpp: VppCalls, desired: DesiredState): Promise<Plan> {
  const srv6 = new Srv6(vpp);
  const observed = await observe(srv6);
  checkTargets(desired, observed);
  const steps = compare(desired, observed).map(stepFor);
  await srv6.check(steps.flatMap(({ operations }) => operations));
  return { steps };
}

/** Reads back what VPP holds, and gives what is not as desired. */
export async function verify(vpp: VppCalls, desired: DesiredState): Promise<Difference[]> {
  return compare(desired, await observe(new Srv6(vpp)));
}

/**
 * The plan that removes what a plan has added and takes back what it has changed, last things first; but encap comes first
 * again, since lists that are put back take its source.
 */
export function inverse({ steps }: Plan): Plan {
  const undone = steps.map(inverseStep).reverse();
  return { steps: [...undone.filter(isEncap), ...undone.filter((step) => !isEncap(step))] };
}

function isEncap({ subject: { kind } }: Step): boolean {
  return kind === "encapSource" || kind === "encapHopLimit";
}

function inverseStep({ action, subject, operations, interrupts, inverse }: Step): Step {
  return { ...inverse, reason: TAKEN_BACK[action], interrupts, inverse: { action, subject, operations } };
}

function checkTargets(desired: DesiredState, observed: ObservedState): void {
  const policies = new Set([...desired.policies, ...observed.policies].map(({ bsid }) => String(bsid)));
  const astray = desired.steering.find(({ bsid }) => !policies.has(String(bsid)));
  if (astray === undefined) return;
  const where = `steering of ${describeTraffic(astray)}`;
  throw new VppError("VPP_SRV6", `${where}: there is no policy ${astray.bsid}, neither in the document nor in VPP`);
}
