import {
  type Contested,
  describeConflict,
  describeStep,
  describeSubject,
  type KeepReport,
  type StepOutcome,
} from "../../desired/index.ts";
import type { Invocation } from "../command.ts";
import { type InterfaceNames, withNames } from "../interface-names.ts";
import { writeError } from "../io.ts";
import type { Output } from "../output/index.ts";
import { countSteps, stepToJson } from "./steps.ts";

/** Prints what happened to a state that is kept: errors to standard error, for people. */
export function printReport(
  report: KeepReport,
  name: string,
  { output, io }: Pick<Invocation, "output" | "io">,
  interfaces: InterfaceNames,
): void {
  if (output.isJson) output.json(reportToJson(report, interfaces));
  else if (report.type === "reached") printReached(report, name, output, interfaces);
  for (const line of troubles(report)) writeError(io, withNames(line, interfaces));
}

function printReached(
  { outcomes, conflicts }: KeepReport & { type: "reached" },
  name: string,
  output: Output,
  interfaces: InterfaceNames,
): void {
  for (const { step } of outcomes) output.line(withNames(describeStep(step), interfaces));
  for (const each of conflicts) output.line(withNames(`left alone: ${describeConflict(each)}`, interfaces), "red");
  output.line(`as described in ${name}`, "green");
}

function troubles(report: KeepReport): string[] {
  switch (report.type) {
    case "reached":
      return [];
    case "drift":
      return [`another program changed VPP: ${countSteps(report.steps.length)} would undo that`];
    case "contested":
      return report.things.map(contestedText);
    case "failed":
      return failureLines(report.outcomes, report.error.message);
  }
}

function contestedText({ subject, repairs, since }: Contested): string {
  return `contested: ${describeSubject(subject)}: ${repairs} repairs since ${since.toISOString()}`;
}

/** Returns a line for each step that failed, or the error if no step was tried. */
function failureLines(outcomes: readonly StepOutcome[], message: string): string[] {
  const failed = outcomes.flatMap((each) =>
    each.ok ? [] : [`${describeSubject(each.step.subject)}: ${each.error.message}`],
  );
  return failed.length === 0 ? [message] : failed;
}

function reportToJson(report: KeepReport, interfaces: InterfaceNames): object {
  const { type } = report;
  const text = (each: string): string => withNames(each, interfaces);
  const steps = (outcomes: readonly StepOutcome[]) => outcomes.map((each) => outcomeToJson(each, interfaces));
  switch (type) {
    case "reached":
      return {
        type,
        steps: steps(report.outcomes),
        conflicts: report.conflicts.map((each) => text(describeConflict(each))),
      };
    case "drift":
      return { type, steps: report.steps.map((step) => stepToJson(step, interfaces)) };
    case "contested":
      return { type, things: report.things.map((each) => contestedToJson(each, interfaces)) };
    case "failed":
      return { type, error: text(report.error.message), steps: steps(report.outcomes) };
  }
}

function contestedToJson({ subject, repairs, since }: Contested, interfaces: InterfaceNames): object {
  return { ...subject, description: withNames(describeSubject(subject), interfaces), repairs, since };
}

/** Returns the JSON form of a step that was executed. */
export function outcomeToJson(outcome: StepOutcome, interfaces: InterfaceNames): object {
  const { step, ok } = outcome;
  return {
    ...stepToJson(step, interfaces),
    ok,
    ...(ok ? {} : { error: withNames(outcome.error.message, interfaces) }),
  };
}
