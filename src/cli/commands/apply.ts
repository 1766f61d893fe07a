import type { VppClient } from "../../client/index.ts";
import {
  apply as applyPlan,
  type DesiredState,
  type Difference,
  describeDifference,
  describeSubject,
  plan,
  type StepOutcome,
  verify,
} from "../../desired/index.ts";
import { CLIENT_OPTIONS } from "../client-options.ts";
import type { Command, Invocation } from "../command.ts";
import { withClient } from "../connection.ts";
import { readDocument } from "../document.ts";
import { EXIT, type ExitCode, exitCodeOf } from "../exit-code.ts";
import { countSteps, PLAN_OPTIONS, PLAN_OPTIONS_HELP, planOptions, printPlan, stepToJson } from "../steps.ts";

/** `tsvpp apply FILE` */
export const apply: Command = {
  operands: ["FILE"],
  options: PLAN_OPTIONS,
  help: `Brings VPP to the state that FILE describes in YAML (- reads standard input): prints the steps, does them in one
batch, reads everything back and prints "verified". What FILE does not name is left alone.
The exit code is 1 when VPP refused every step or shows something else afterwards, 4 when only some steps are done.

  tsvpp apply overlay.yaml
`,
  optionsHelp: PLAN_OPTIONS_HELP + CLIENT_OPTIONS,

  async run(invocation) {
    const desired = await readDocument(invocation.operands[0]!, invocation.io);
    return await withClient(invocation, (vpp) => bringTo(vpp, desired, invocation));
  },
};

async function bringTo(vpp: VppClient, desired: DesiredState, invocation: Invocation): Promise<ExitCode> {
  const { values, output, io } = invocation;
  const planned = await plan(vpp, desired, planOptions(values));
  if (!output.isJson) printPlan(output, planned);
  const outcomes = await applyPlan(vpp, planned);
  for (const line of failures(outcomes, io.signal.aborted)) io.stderr.write(`tsvpp: ${line}\n`);
  const differences = await verify(vpp, desired);
  const isVerified = differences.length === 0;
  if (output.isJson) output.json(toJson(outcomes, differences));
  else if (isVerified) output.line(output.style("green", "verified"));
  // What failed is what differs, unless nothing did.
  if (outcomes.every(({ ok }) => ok)) {
    for (const difference of differences) io.stderr.write(`tsvpp: not verified: ${describeDifference(difference)}\n`);
  }
  return isVerified ? EXIT.done : exitCodeAfter(outcomes);
}

/** The exit code when VPP is not as desired afterwards. */
function exitCodeAfter(outcomes: readonly StepOutcome[]): ExitCode {
  const refused = outcomes.filter((outcome) => !outcome.ok && exitCodeOf(outcome.error) === EXIT.answeredNo);
  const isAllOrNothing = outcomes.every(({ ok }) => ok) || refused.length === outcomes.length;
  return isAllOrNothing ? EXIT.answeredNo : EXIT.unfinished;
}

/** One line for each step that failed; after an interruption, which fails all that were left, one in all. */
function failures(outcomes: readonly StepOutcome[], isInterrupted: boolean): string[] {
  if (isInterrupted)
    return [`interrupted: ${outcomes.filter(({ ok }) => ok).length} of ${countSteps(outcomes.length)} done`];
  return outcomes.flatMap((outcome) =>
    outcome.ok ? [] : [`${describeSubject(outcome.step.subject)}: ${outcome.error.message}`],
  );
}

function toJson(outcomes: readonly StepOutcome[], differences: readonly Difference[]): object {
  return {
    steps: outcomes.map((outcome) => ({
      ...stepToJson(outcome.step),
      ok: outcome.ok,
      ...(outcome.ok ? {} : { error: outcome.error.message }),
    })),
    verified: differences.length === 0,
    differences: differences.map((difference) => describeDifference(difference)),
  };
}
