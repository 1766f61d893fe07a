import {
  describeConflict,
  describeStep,
  describeSubject,
  type Permission,
  type Plan,
  type Step,
} from "../../desired/index.ts";
import { overheadBytes, sharesOf } from "../../srv6/index.ts";
import type { CommandValues } from "../arguments/index.ts";
import { type InterfaceNames, withNames } from "../interface-names.ts";
import type { Output, Style } from "../output/index.ts";
import { percent } from "../words.ts";

const STYLES: Readonly<Record<Step["action"], Style>> = {
  add: "green",
  change: "yellow",
  remove: "red",
  set: "yellow",
};

/** The options of commands that make a plan. */
export const PLAN_OPTIONS: readonly (keyof CommandValues)[] = ["force", "no-interrupt"];

export const PLAN_OPTIONS_HELP = `  --no-interrupt  refuse steps during which packets are lost
  --force         allow the removal of more than a fifth of what the document owns
`;

/** Returns what a plan may do, from the options of the command line. */
export function planOptions(values: CommandValues): Permission {
  return { interrupt: values["no-interrupt"] !== true, force: values.force === true };
}

/** Prints a plan for people: what is done, and what is left as it is. */
export function printPlan(output: Output, { steps, conflicts }: Plan, interfaces: InterfaceNames): void {
  const print = (text: string, style: Style) => output.line(withNames(text, interfaces), style);
  for (const step of steps) print(describeStep(step) + sharesText(step) + overheadText(step), STYLES[step.action]);
  for (const conflict of conflicts) print(`left alone: ${describeConflict(conflict)}`, "red");
  output.line(steps.length === 0 ? "nothing to do" : `${countSteps(steps.length)} to do`);
}

/**
 * Returns the shares of the lists of a policy that VPP shares packets between. After a change VPP has the lists in another order,
 * by which it gives equal weights unequal shares: then they are left out.
 */
function sharesText({ action, subject }: Step): string {
  if (subject.kind !== "policy" || action === "remove" || subject.value.policyType !== "default") return "";
  const { segmentLists } = subject.value;
  const shares = sharesOf(subject.value)!;
  const ofWeight = new Map(segmentLists.map(({ weight }, at) => [weight, shares[at]]));
  const isKnown = action === "add" || segmentLists.every(({ weight }, at) => ofWeight.get(weight) === shares[at]);
  return isKnown && shares.length > 1 ? `; shares ${shares.map(percent).join(", ")}` : "";
}

/** By how much packets grow that take the policy of a step. */
function overheadText({ action, subject }: Step): string {
  if (subject.kind !== "policy" || action === "remove") return "";
  const { value: policy } = subject;
  const bytes = policy.segmentLists.map((list) => overheadBytes(policy, list));
  const [least, most] = [Math.min(...bytes), Math.max(...bytes)];
  return `; packets grow by ${least === most ? least : `${least} to ${most}`} bytes`;
}

/** Returns the JSON form of a step: values with the numbers of interfaces, and texts with their names. */
export function stepToJson({ action, subject, reason, interrupts }: Step, interfaces: InterfaceNames): object {
  const description = withNames(describeSubject(subject), interfaces);
  return { action, ...subject, description, reason: withNames(reason, interfaces), interrupts };
}

/** `1 step`, `2 steps` */
export function countSteps(count: number): string {
  return count === 1 ? "1 step" : `${count} steps`;
}
