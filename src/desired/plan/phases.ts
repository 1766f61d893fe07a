import { type Operation, takesFrames } from "../../srv6/index.ts";
import type { Difference } from "../difference/index.ts";
import { isReplacement } from "./stages.ts";
import { type Action, actionOf, type Step } from "./step.ts";

/** Steps that do not need each other and are sent together. */
interface Phase {
  readonly kinds: readonly Difference["kind"][];
  readonly actions: readonly Action[];
  /** Of policies: those that are replaced, or get lists that cannot take frames. Of steering: what leaves these before. */
  readonly how?: "replaced" | "unfit";
}

/** The operations of steps that are sent together: each step's stage with this number. */
export interface Part {
  readonly steps: readonly Step[];
  readonly stage: number;
  readonly operations: readonly Operation[];
}

/**
 * The order of the steps of a plan. A later phase needs what an earlier one has done, by what VPP does to packets:
 * - a list takes encap source and hop limit when it is added;
 * - a table must exist while a route, a SID, a policy or steering names it, and its id may be taken over once it is deleted;
 * - steering must be moved or removed before its policy is deleted: frames would use freed memory, packets would be dropped;
 * - VPP does not check whether a policy is fit for the traffic that it takes already, so that leaves an unfit one before.
 */
const PHASES: readonly Phase[] = [
  { kinds: ["encapSource", "encapHopLimit"], actions: ["set"] },
  { kinds: ["table"], actions: ["add"] },
  { kinds: ["neighbor"], actions: ["add", "change"] },
  { kinds: ["route"], actions: ["add", "change"] },
  { kinds: ["localSid"], actions: ["add", "change"] },
  { kinds: ["policy"], actions: ["add", "change"] },
  { kinds: ["steering"], actions: ["change"], how: "replaced" },
  { kinds: ["policy"], actions: ["change"], how: "replaced" },
  { kinds: ["steering"], actions: ["change", "remove"], how: "unfit" },
  { kinds: ["policy"], actions: ["change"], how: "unfit" },
  { kinds: ["steering"], actions: ["add", "change"] },
  { kinds: ["steering"], actions: ["remove"] },
  { kinds: ["policy"], actions: ["remove"] },
  { kinds: ["localSid"], actions: ["remove"] },
  { kinds: ["route"], actions: ["remove"] },
  { kinds: ["neighbor"], actions: ["remove"] },
  { kinds: ["table"], actions: ["remove"] },
];

/** The number of each phase, by kind and action, and `how` or "". */
const NUMBERS: { [kind: string]: { [action: string]: { [how: string]: number } } } = {};
for (const [number, { kinds, actions, how = "" }] of PHASES.entries()) {
  for (const kind of kinds) {
    NUMBERS[kind] ??= {};
    for (const action of actions) NUMBERS[kind][action] = { ...NUMBERS[kind][action], [how]: number };
  }
}

/** Returns differences in the order of their phases. */
export function inOrder(differences: readonly Difference[]): readonly Difference[] {
  if (differences.length < 2) return differences;
  const phases = PHASES.map((): Difference[] => []);
  for (const difference of differences) phases[phaseOf(difference)]!.push(difference);
  return phases.flat();
}

/**
 * Returns the parts of a plan, in the order in which they are sent: of each phase the first stages, then the second ones.
 *
 * @param joins puts policies that are added in one message and the phase behind them into one part. VPP refuses steering to a policy
 *   that it has just refused, but not if another client has added one with that BSID.
 */
export function partsOf(steps: readonly Step[], joins = false): Part[] {
  const parts: Part[] = [];
  const phases = phasesOf(steps);
  for (const phase of joins ? joined(phases) : phases) {
    for (let stage = 0, left = phase; left.length > 0; stage++) {
      parts.push(partOf(left, stage));
      left = left.filter(({ stages }) => stages.length > stage + 1);
    }
  }
  return parts;
}

/** Returns the part of these steps with one stage of each. */
export function partOf(steps: readonly Step[], stage: number): Part {
  const operations: Operation[] = [];
  for (const { stages } of steps) for (const operation of stages[stage]!) operations.push(operation);
  return { steps, stage, operations };
}

/** Returns the steps phase by phase. Steps in the opposite order, as those of an inverse, have the same phases. */
export function phasesOf(steps: readonly Step[]): Step[][] {
  const phases: Step[][] = [];
  let last = -1;
  for (const step of steps) {
    const number = phaseOf(step.difference);
    if (number === last) phases.at(-1)!.push(step);
    else phases.push([step]);
    last = number;
  }
  return phases;
}

function joined(phases: readonly Step[][]): Step[][] {
  const all: Step[][] = [];
  for (const phase of phases) {
    const before = all.at(-1);
    const joins = before !== undefined && phase[0]!.subject.kind === "steering" && isAdditions(before);
    if (joins) all[all.length - 1] = [...before, ...phase];
    else all.push(phase);
  }
  return all;
}

function isAdditions(phase: readonly Step[]): boolean {
  return phase.every(({ action, subject, stages }) => {
    return action === "add" && subject.kind === "policy" && stages.length === 1 && stages[0]!.length === 1;
  });
}

/** Returns whether a policy that takes frames gets lists that cannot take them. */
export function isUnfit({ desired, takesFrames: hasFrames }: Difference<"policy">): boolean {
  return hasFrames && desired !== undefined && !takesFrames(desired.segmentLists);
}

/** Returns whether a step sets what the node encapsulates with. */
export function isEncap({ subject: { kind } }: Pick<Step, "subject">): boolean {
  return kind === "encapSource" || kind === "encapHopLimit";
}

function phaseOf(difference: Difference): number {
  return NUMBERS[difference.kind]![actionOf(difference)]![howOf(difference)]!; // the table has all that can be
}

function howOf(difference: Difference): NonNullable<Phase["how"]> | "" {
  if (difference.kind === "steering") return difference.leaves ?? "";
  if (difference.kind !== "policy" || difference.desired === undefined || difference.observed === undefined) return "";
  if (isReplacement(difference)) return "replaced";
  return isUnfit(difference) ? "unfit" : "";
}
