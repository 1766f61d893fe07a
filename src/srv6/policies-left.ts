import type { Held, Survey } from "./held/index.ts";
import type { Operation, Refusal, SrPolicy, Traffic } from "./values/index.ts";
import {
  checkShares,
  describeCycle,
  describeTraffic,
  findPolicyCycles,
  hazard,
  invalid,
  takesFrames,
} from "./values/index.ts";

/** A refusal, and the place of the operation that it is about. */
export interface Refused {
  readonly operation: number;
  readonly refusal: Refusal;
}

/** Operations, and the state that all of them leave. */
interface Done extends Pick<Survey, "operations" | "kinds"> {
  readonly held: Held;
}

/** Policies that operations leave changed, each with the place of the first of those next to each other. */
interface Left {
  readonly policies: SrPolicy[];
  readonly places: number[];
}

/**
 * Checks the policies after all operations. Only the result counts: meanwhile a policy can have old and new lists.
 */
export function checkPoliciesLeft(done: Done, isGuarded: boolean): Refused | undefined {
  const weighed = policiesLeft(done, ["addSegmentList", "setWeight"]);
  const starving = firstRefused(weighed, ({ segmentLists }) => checkShares(segmentLists));
  if (starving !== undefined || !isGuarded) return starving;
  return checkCycles(done) ?? checkNewFrames(done) ?? checkOldFrames(done);
}

/** Returns the changed policies that cannot take frames: the check needs the steering to them. */
export function policiesUnfitForFrames(done: Done): Left {
  const isUnfit = ({ segmentLists }: SrPolicy) => !takesFrames(segmentLists);
  return policiesLeft(done, ["addSegmentList", "setWeight", "deleteSegmentList"], isUnfit);
}

/** Returns the policies of operations of these kinds, each once for those that stand next to each other. */
function policiesLeft(
  { operations, kinds, held }: Done,
  wanted: readonly Operation["op"][],
  isWanted: (policy: SrPolicy) => boolean = () => true,
): Left {
  const found: Left = { policies: [], places: [] };
  if (!wanted.some((kind) => kinds.has(kind))) return found;
  for (let operation = 0; operation < operations.length; operation++) {
    const each = operations[operation]!;
    if (!wanted.includes(each.op)) continue;
    const policy =
      "policy" in each ? held.policy(each.policy.bsid) : "bsid" in each ? held.policy(each.bsid) : undefined;
    if (policy === undefined || policy === found.policies.at(-1) || !isWanted(policy)) continue;
    found.policies.push(policy);
    found.places.push(operation);
  }
  return found;
}

function firstRefused(
  { policies, places }: Left,
  check: (policy: SrPolicy) => Refusal | undefined,
): Refused | undefined {
  for (const [at, policy] of policies.entries()) {
    const refusal = check(policy);
    if (refusal !== undefined) return { operation: places[at]!, refusal };
  }
  return undefined;
}

function checkCycles(done: Done): Refused | undefined {
  const { policies, places } = policiesLeft(done, ["addPolicy", "addSegmentList"]);
  const cycle = findPolicyCycles(policies, (bsid) => done.held.policy(bsid)).next().value;
  if (cycle === undefined) return undefined;
  const operation = places[policies.findLastIndex((policy) => cycle.policies.includes(policy))]!; // it closes the cycle
  // @refuses addPolicy, addSegmentList: a segment leads back to the policy through BSIDs | packets never leave VPP, and get
  // one more outer header in each round
  return { operation, refusal: hazard(describeCycle(cycle)) };
}

function checkNewFrames({ operations, kinds, held }: Done): Refused | undefined {
  if (!kinds.has("steer")) return undefined;
  for (let operation = 0; operation < operations.length; operation++) {
    const each = operations[operation]!;
    if (each.op !== "steer" || each.traffic.kind !== "l2") continue;
    const refusal = checkFrames(each.traffic, held.policy(each.bsid));
    if (refusal !== undefined) return { operation, refusal };
  }
  return undefined;
}

function checkOldFrames(done: Done): Refused | undefined {
  return firstRefused(policiesUnfitForFrames(done), (policy) => {
    const rule = done.held.steeringTo(policy.bsid).find(({ kind }) => kind === "l2");
    return rule && checkFrames(rule, policy);
  });
}

function checkFrames(traffic: Traffic, policy: SrPolicy | undefined): Refusal | undefined {
  if (policy === undefined || takesFrames(policy.segmentLists)) return undefined;
  const weights = policy.segmentLists.map(({ weight }) => weight).join(", ");
  // @refuses steer, addSegmentList, deleteSegmentList, setWeight: frames are steered to a policy that has not 1, 2, 4, 8,
  // ... lists of equal weight | VPP ignores weights for frames; of three lists one gets none
  return invalid(
    `steering of ${describeTraffic(traffic)}: VPP can spread frames only over 1, 2, 4, 8, ... segment lists of equal weight; ` +
      `the weights in policy ${policy.bsid} are ${weights}: change its segment lists`,
  );
}
