import { describeStep, describeSubject, type Step } from "../desired/index.ts";
import type { Output, Style } from "./output.ts";

const STYLES: Readonly<Record<Step["action"], Style>> = {
  add: "green",
  change: "yellow",
  remove: "red",
  set: "yellow",
};

/** Prints the steps of a plan for people. */
export function printSteps(output: Output, steps: readonly Step[]): void {
  for (const step of steps) output.line(output.style(STYLES[step.action], describeStep(step)));
  output.line(steps.length === 0 ? "nothing to do" : `${countSteps(steps.length)} to do`);
}

/** A step for programs. */
export function stepToJson({ action, subject, reason, interrupts }: Step): object {
  return { action, ...subject, description: describeSubject(subject), reason, interrupts };
}

/** `1 step`, `2 steps` */
export function countSteps(count: number): string {
  return count === 1 ? "1 step" : `${count} steps`;
}
