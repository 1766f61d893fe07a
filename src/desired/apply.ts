import type { VppCalls } from "../client/index.ts";
import type { VppError } from "../errors.ts";
import { Srv6 } from "../srv6/index.ts";
import type { Plan } from "./plan.ts";
import type { Step } from "./step.ts";

/** How a step ended. One of several operations that fails makes it fail; those behind it were tried all the same. */
export type StepOutcome =
  | { readonly step: Step; readonly ok: true }
  | { readonly step: Step; readonly ok: false; readonly error: VppError };

/**
 * Carries out a plan in one batch, in order, and tells how each step ended. A step that fails does not stop those behind it:
 * those that need it fail by themselves, as steering into a policy that is not there.
 *
 * @throws {VppError} `VPP_SRV6` or `VPP_HAZARD` when a step cannot be done any more; nothing is sent then.
 */
export async function apply(vpp: VppCalls, { steps }: Plan): Promise<StepOutcome[]> {
  const outcomes = (await new Srv6(vpp).batch(steps.flatMap(({ operations }) => operations))).values();
  return steps.map((step) => {
    const failed = step.operations.map(() => outcomes.next().value!).find(({ ok }) => !ok);
    return failed === undefined || failed.ok ? { step, ok: true } : { step, ok: false, error: failed.error };
  });
}
