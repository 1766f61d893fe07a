import type { VppCalls } from "../client/index.ts";
import { VppError } from "../errors.ts";
import {
  describeTraffic,
  type SrPolicy,
  Srv6,
  type Srv6View,
  type Steering,
  takesFrames,
  takesPackets,
} from "../srv6/index.ts";
import { placeProblem } from "./document/places.ts";
import { documentError } from "./document/problem.ts";
import type { DesiredState, ResolvedState } from "./document/state.ts";
import type { Conflict } from "./plan/conflict.ts";
import { describeStep } from "./plan/describe.ts";
import { findDetours } from "./plan/detour.ts";
import {
  type Comparison,
  compareEncap,
  compareLocalSids,
  compareNeighbors,
  compareTables,
  type Difference,
  type Extras,
  findExtras,
  goneSteering,
  type PolicyDifference,
  type RouteDifference,
  type SteeringDifference,
} from "./plan/difference.ts";
import { mark } from "./plan/marks.ts";
import { Owned } from "./plan/ownership.ts";
import { isEncap } from "./plan/phases.ts";
import { type Sorted, sort, sortPolicies, sortRoutes, sortSteering } from "./plan/sort.ts";
import { isReplacement, type Step, stagesOf, stepFor } from "./plan/step.ts";
import { sortTables } from "./plan/used-tables.ts";
import { observe } from "./vpp/observe.ts";
import { warnOfOverheads } from "./vpp/overheads.ts";
import { resolve } from "./vpp/resolve.ts";

/** What must be done to make VPP hold what is desired. */
export interface Plan {
  /** In a safe order. */
  readonly steps: readonly Step[];
  /** What is not done, since it would change what others own. */
  readonly conflicts: readonly Conflict[];
  /** In words, what will keep packets from their way: lists whose overhead leaves no room for packets of `innerMtu` bytes. */
  readonly warnings: readonly string[];
}

/** What a plan may do. */
export interface PlanOptions {
  /** Whether packets may get lost meanwhile; default true. */
  readonly interrupt?: boolean;
  /** Whether more than a fifth of what is owned may be removed; default false. */
  readonly force?: boolean;
}

/** A plan that removes more of what is owned than one in this many needs `force`. */
const MOST_REMOVED = 5;

/** Why the inverse of a step is done. */
const TAKEN_BACK: Readonly<Record<Step["action"], string>> = {
  add: "the plan added it",
  change: "the plan changed it",
  remove: "the plan removed it",
  set: "the plan set another",
};

/**
 * Reads what VPP holds, compares, and tells what is to be done. Changes nothing. What is neither named in the desired state
 * nor owned is left alone.
 *
 * @throws {VppError} `VPP_DOCUMENT` when VPP lacks an interface, table or policy that the state names; `VPP_SRV6` or
 * `VPP_HAZARD` when a step could not be done: VPP cannot change what it has; `VPP_HAZARD` when the options do not allow what
 * must be done.
 */
export function plan(vpp: VppCalls, desired: DesiredState, options: PlanOptions = {}): Promise<Plan> {
  return planState(vpp, new Srv6(vpp, { follows: true }), desired, { ...options, asks: true });
}

/** How a plan is made. */
export interface PlanWays extends PlanOptions {
  /** Whether VPP is asked what it has at each new BSID; else it refuses a policy at one that is taken. Default false. */
  readonly asks?: boolean;
  /** Interfaces that were created again under the number that they had. */
  readonly renewed?: ReadonlySet<number>;
}

/** The same, by what `srv6` knows of VPP. */
export async function planState(vpp: VppCalls, srv6: Srv6, desired: DesiredState, ways: PlanWays): Promise<Plan> {
  const [resolved, observed] = await Promise.all([resolve(vpp, desired, ways.renewed), observe(srv6, desired)]);
  return await planFrom(vpp, srv6, resolved, observed, ways);
}

/** The same, by what was read. */
export async function planFrom(
  vpp: VppCalls,
  srv6: Srv6,
  resolved: ResolvedState,
  observed: Srv6View,
  ways: PlanWays,
): Promise<Plan> {
  const owned = new Owned(resolved, observed);
  const comparison = { desired: resolved, observed, owned };
  const [made, warnings] = await Promise.all([
    planChanges(srv6, comparison, ways, findExtras(resolved, observed, owned)),
    warnOfOverheads(vpp, resolved),
  ]);
  checkRemovals(made, observed, owned, ways);
  const checked = await srv6.check(stagesOf(made.steps));
  if (!checked.ok) throw checked.error;
  return { ...made, warnings };
}

/** The plan for what is not as desired, and for what is to go. */
export async function planChanges(srv6: Srv6, comparison: Comparison, ways: PlanWays, extras: Extras): Promise<Plan> {
  checkTargets(comparison, extras);
  const [routes, policies] = await Promise.all([
    sortRoutes(srv6, comparison, extras),
    sortPolicies(srv6, comparison, ways.asks === true),
  ]);
  const { differences, conflicts } = arrange(comparison, extras, routes.free, policies);
  const { free, used } = await sortTables(srv6, await makeSteps(srv6, differences));
  const made = { steps: free, conflicts: [...routes.conflicts, ...conflicts, ...used], warnings: [] };
  checkInterruptions(made, ways);
  return made;
}

/**
 * The plan that removes what a plan has added and takes back what it has changed, last things first; but encap comes first
 * again, since lists that are put back take its source.
 */
export function inverse({ steps }: Pick<Plan, "steps">): Plan {
  const undone = steps.map(inverseStep).reverse();
  return {
    steps: [...undone.filter(isEncap), ...undone.filter((step) => !isEncap(step))],
    conflicts: [],
    warnings: [],
  };
}

/**
 * Policies are there before traffic is steered to them, and go after. Traffic goes around those that are replaced before
 * they are, and comes back with the rest of the steering. Frames leave a policy before it gets lists that cannot take them.
 */
function arrange(
  comparison: Comparison,
  extras: Extras,
  routes: readonly RouteDifference[],
  policies: Sorted<PolicyDifference>,
): { differences: Difference[]; conflicts: Conflict[] } {
  const { desired, observed, owned } = comparison;
  const marked = mark([...compareEncap(desired, observed)], policies.free, observed.takesSource);
  const detours = findDetours(marked.policies, desired, observed);
  const localSids = sort([...compareLocalSids(desired, observed)], observed, owned);
  const steering = sortSteering(comparison, policies, detours.reroute);
  const frames = framesFirst(marked.policies, [...steering.free, ...extras.steering]);
  const extraPolicies = sort(extras.policies, observed, owned);
  const differences: Difference[] = [
    ...marked.encap,
    ...compareTables(desired, observed),
    ...compareNeighbors(desired),
    ...routes,
    ...localSids.free,
    ...marked.policies.filter((each) => !isReplacement(each) && !isUnfit(each)),
    ...detours.policies,
    ...detours.steering,
    ...marked.policies.filter(isReplacement),
    ...frames,
    ...marked.policies.filter((each) => !isReplacement(each) && isUnfit(each)),
    ...steering.free.filter((each) => !frames.includes(each)),
    ...extras.steering
      .filter((each) => !frames.includes(each))
      .map((rule) => goneSteering(detours.reroute(rule.observed), rule.reason)),
    ...extraPolicies.free,
    ...detours.removal,
    ...extras.localSids,
    ...extras.routes,
    ...extras.tables,
  ];
  const conflicts = [localSids, policies, steering, extraPolicies].flatMap((each) => each.conflicts);
  return { differences, conflicts };
}

/** Whether a policy that takes frames is to get lists that cannot. */
function isUnfit({ desired, takesFrames: hasFrames }: PolicyDifference): boolean {
  return hasFrames && desired !== undefined && !takesFrames(desired.segmentLists);
}

/** What takes frames away from policies that cannot have them any more. */
function framesFirst(
  policies: readonly PolicyDifference[],
  steering: readonly SteeringDifference[],
): SteeringDifference[] {
  const unfit = policies.filter((each) => isUnfit(each) && !isReplacement(each)).map(({ observed }) => observed!.bsid);
  return steering.filter(({ observed }) => observed?.kind === "l2" && unfit.some((bsid) => bsid.equals(observed.bsid)));
}

/** The steps for differences, none of which interrupts traffic if there is a way that does not. */
async function makeSteps(srv6: Srv6, differences: readonly Difference[]): Promise<Step[]> {
  const steps = differences.map((difference) => ({ difference, step: stepFor(difference) }));
  const changed = steps.filter(({ step: { action, subject } }) => action === "change" && subject.kind === "localSid");
  if (await canDo(srv6, ...changed.map(({ step }) => step))) return steps.map(({ step }) => step);
  return await Promise.all(
    steps.map(async (each) => {
      const isClear = !changed.includes(each) || (await canDo(srv6, each.step));
      return isClear ? each.step : stepFor(each.difference, true);
    }),
  );
}

/** Whether steps could be done and taken back. Why not is told when the whole plan is checked. */
async function canDo(srv6: Srv6, ...steps: readonly Step[]): Promise<boolean> {
  return (await srv6.check(steps.flatMap(({ stages, inverse }) => [...stages, ...inverse().stages]))).ok;
}

/** @throws {VppError} `VPP_DOCUMENT` when traffic would be steered to policies that are not there, or cannot take it. */
function checkTargets({ desired, observed }: Comparison, extras: Extras): void {
  const policies = new Map(desired.policies.map((policy) => [policy.bsid.toKey(), policy]));
  const leaving = new Set(extras.policies.map((difference) => difference.observed));
  const problems = desired.steering.flatMap((rule, at) => {
    const found = observed.policy(rule.bsid);
    const policy = policies.get(rule.bsid.toKey()) ?? (found && leaving.has(found) ? undefined : found);
    const text = unfitFor(rule, policy);
    return text === undefined ? [] : [{ path: ["steering", at, "bsid"], text }];
  });
  if (problems.length > 0) throw documentError(problems, (problem) => placeProblem(desired, problem));
}

/** Why traffic cannot be steered to a policy, if it cannot. */
function unfitFor(rule: Steering, policy: SrPolicy | undefined): string | undefined {
  if (policy === undefined) {
    return `there is no policy ${rule.bsid} for ${describeTraffic(rule)}, neither in the document nor in VPP`;
  }
  if (takesPackets(policy, rule)) return undefined;
  return `policy ${rule.bsid} inserts, which is for IPv6 packets only`;
}

function checkInterruptions({ steps }: Plan, { interrupt = true }: PlanOptions): void {
  const interrupting = steps.filter(({ interrupts }) => interrupts).map(describeStep);
  if (interrupt || interrupting.length === 0) return;
  throw new VppError("VPP_HAZARD", `not possible without an interruption:\n${interrupting.join("\n")}`);
}

function checkRemovals(made: Plan, observed: Srv6View, owned: Owned, { force = false }: PlanOptions): void {
  const isCounted = (policy: SrPolicy) => !owned.isScratch(policy.bsid);
  const removed = made.steps.filter(
    ({ action, subject }) => action === "remove" && (subject.kind !== "policy" || isCounted(subject.value)),
  );
  const all = [
    ...observed.localSids.filter((each) => owned.ownsSid(each)),
    ...observed.policies.filter((each) => owned.ownsPolicy(each) && isCounted(each)),
    ...observed.steering.filter((each) => owned.ownsSteering(each)),
    ...owned.routes,
    ...owned.tables,
  ];
  if (force || removed.length * MOST_REMOVED <= all.length) return;
  const count = `${removed.length} of ${all.length} owned entries would be removed`;
  throw new VppError("VPP_HAZARD", `${count}, which is more than one in ${MOST_REMOVED}: it takes force`);
}

function inverseStep({ action, subject, stages, interrupts, duplicates, inverse }: Step): Step {
  const back = () => ({ action, subject, stages });
  return { ...inverse(), reason: TAKEN_BACK[action], interrupts, duplicates, inverse: back };
}
