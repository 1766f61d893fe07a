import type { Operation } from "../../srv6/index.ts";
import { phasesOf } from "./phases.ts";
import type { Step } from "./step.ts";

/** The operations of steps that are sent together: each step's stage with this number. */
export interface Part {
  readonly steps: readonly Step[];
  readonly stage: number;
  readonly operations: readonly Operation[];
}

/** Returns the parts of a plan, in the order in which they are sent: of each phase the first stages, then the second ones. */
export function partsOf(steps: readonly Step[]): Part[] {
  return phasesOf(steps).flatMap(partsOfPhase);
}

/** Returns the part of these steps with one stage of each. */
export function partOf(steps: readonly Step[], stage: number): Part {
  const operations: Operation[] = [];
  for (const { stages } of steps) for (const operation of stages[stage]!) operations.push(operation);
  return { steps, stage, operations };
}

function partsOfPhase(steps: readonly Step[]): Part[] {
  const parts: Part[] = [];
  for (let stage = 0, left = steps; left.length > 0; stage++) {
    parts.push(partOf(left, stage));
    left = left.filter(({ stages }) => stages.length > stage + 1);
  }
  return parts;
}
