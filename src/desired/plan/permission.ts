import { VppError } from "../../errors.ts";
import type { SrPolicy } from "../../srv6/index.ts";
import { describeStep } from "./describe.ts";
import type { Inputs } from "./questions.ts";
import type { Step } from "./step.ts";

/** What a plan may do when it is carried out. */
export interface Permission {
  /** Whether packets may get lost meanwhile; default true. */
  readonly interrupt?: boolean;
  /** Whether more than a fifth of the owned entries may be removed; default false. */
  readonly force?: boolean;
}

/** What a plan does only with permission, by the option that gives it. */
export interface Needs {
  /** The number of steps that interrupt traffic. */
  readonly interrupt?: number;
  /** The removals, if they are more than a fifth of the owned entries. */
  readonly force?: { readonly removed: number; readonly owned: number };
}

/** A plan that removes more than one in this many of the owned entries needs `force`. */
const MAX_REMOVED = 5;

/** Returns `needs` of a plan; empty if it needs no permission. Without inputs, removals need none. */
export function needsOf(steps: readonly Step[], inputs?: Inputs): { readonly needs?: Needs } {
  const interrupt = steps.filter(({ interrupts }) => interrupts).length;
  const force = inputs?.isWholeState === true ? removalsOf(steps, inputs) : undefined;
  if (interrupt === 0 && force === undefined) return {};
  return { needs: { ...(interrupt > 0 && { interrupt }), ...(force && { force }) } };
}

/**
 * Refuses a plan that needs more permission than it has.
 *
 * @throws {VppError} `VPP_HAZARD`.
 */
export function requirePermission(
  { steps, needs = {} }: { readonly steps: readonly Step[]; readonly needs?: Needs },
  { interrupt = true, force = false }: Permission,
): void {
  if (needs.interrupt !== undefined && !interrupt) {
    const interrupting = steps.filter(({ interrupts }) => interrupts).map(describeStep);
    throw new VppError("VPP_HAZARD", `not possible without an interruption:\n${interrupting.join("\n")}`);
  }
  if (needs.force === undefined || force) return;
  const { removed, owned } = needs.force;
  const count = `${removed} of ${owned} owned entries would be removed`;
  throw new VppError("VPP_HAZARD", `${count}, which is more than one in ${MAX_REMOVED}: use --force to allow it`);
}

/** Returns the removals if they need `force`. Policies that stand in for others do not count. */
function removalsOf(steps: readonly Step[], { observed, owned }: Inputs): Needs["force"] {
  const isCounted = (policy: SrPolicy) => !owned.isScratch(policy.bsid);
  const removed = steps.filter(
    ({ action, subject }) => action === "remove" && (subject.kind !== "policy" || isCounted(subject.value)),
  ).length;
  if (removed === 0) return undefined;
  const all =
    observed.localSids.filter((each) => owned.ownsSid(each)).length +
    observed.policies.filter((each) => owned.ownsPolicy(each) && isCounted(each)).length +
    observed.steering.filter((each) => owned.ownsSteering(each)).length +
    owned.routes.length +
    owned.tables.length;
  return removed * MAX_REMOVED <= all ? undefined : { removed, owned: all };
}
