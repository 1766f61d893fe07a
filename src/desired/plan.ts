import type { VppCalls } from "../client/index.ts";
import { type CheckedBatch, type CheckRefusal, Srv6 } from "../srv6/index.ts";
import type { DesiredState } from "./document/index.ts";
import { makePlan, type Part, type Plan, partsOf } from "./plan/index.ts";
import { readInputs } from "./vpp/index.ts";

/**
 * Reads what VPP holds, compares, and returns what is to be done. Changes nothing. Entries that are neither named in the desired
 * state nor owned are left alone.
 *
 * @throws {VppError} `VPP_DOCUMENT` when VPP lacks an interface, table or policy that the state names; `VPP_SRV6` or
 * `VPP_HAZARD` when a step could not be done: VPP cannot change what it has; `VPP_ABORTED`.
 */
export async function plan(
  vpp: VppCalls,
  desired: DesiredState,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<Plan> {
  const srv6 = new Srv6(vpp, { follows: true });
  const made = makePlan(await readInputs(vpp, srv6, desired, { signal }));
  await requireCheck(srv6, partsOf(made.steps), signal);
  return made;
}

/** Refuses parts of a plan that cannot be done. @throws {VppError} `VPP_SRV6` or `VPP_HAZARD`. */
export async function requireCheck(srv6: Srv6, parts: readonly Part[], signal?: AbortSignal): Promise<void> {
  const checked = await checkParts(srv6, parts, signal);
  if (!checked.ok) throw checked.error;
}

/** Returns the parts of a plan, checked, or the operations that could not be done. */
export function checkParts(
  srv6: Srv6,
  parts: readonly Part[],
  signal?: AbortSignal,
): Promise<CheckedBatch | CheckRefusal> {
  const stages = parts.map(({ operations }) => operations);
  return srv6.check(stages, signal === undefined ? {} : { signal });
}
