import type { VppClient } from "../../client/index.ts";
import {
  apply as applyPlan,
  describeDifference,
  describeSubject,
  type PlanFile,
  plan,
  planFromFile,
  requirePermission,
  type SourceDocument,
  type StepOutcome,
  type Verification,
  verify,
} from "../../desired/index.ts";
import { readInterfaceNames } from "../../srv6/index.ts";
import { CLIENT_OPTIONS, UsageError } from "../arguments/index.ts";
import type { Command, Invocation } from "../command.ts";
import { withClient } from "../connection.ts";
import { EXIT, type ExitCode, exitCodeOf } from "../exit-code.ts";
import { withNames } from "../interface-names.ts";
import { writeError, writeNote } from "../io.ts";
import {
  countSteps,
  isVerified,
  outcomeToJson,
  PLAN_OPTIONS,
  PLAN_OPTIONS_HELP,
  planOptions,
  printPlan,
  readDocumentOrPlan,
  VERIFY_OPTIONS,
  VERIFY_OPTIONS_HELP,
  verificationToJson,
  writeWarnings,
} from "../state/index.ts";

/** `tsvpp apply FILE` */
export const apply: Command = {
  operands: ["FILE"],
  options: [...PLAN_OPTIONS, ...VERIFY_OPTIONS],
  help: `Brings VPP to the state that FILE describes in YAML (- reads standard input): prints the steps, executes them in one
batch, reads the state back and prints "verified" when it is as described. Leaves alone what FILE does not name.
FILE may also be a plan that "plan -o" wrote: then VPP must still hold the state for which the plan was made. Warns of
prefixes that are shadowed, SIDs that are unresolved, and policies whose packets get the outer source ::.
The exit code is 1 when VPP refused every step or holds another state afterwards, 4 when only some steps are done.

  tsvpp apply overlay.yaml
`,
  optionsHelp: PLAN_OPTIONS_HELP + VERIFY_OPTIONS_HELP + CLIENT_OPTIONS,

  async run(invocation) {
    const { operands, values, io } = invocation;
    const input = await readDocumentOrPlan(operands[0]!, io);
    const given = PLAN_OPTIONS.find((name) => values[name] !== undefined);
    if ("document" in input && given !== undefined) {
      throw new UsageError(`apply: --${given} has no effect on a plan that was made before (see tsvpp apply --help)`);
    }
    return await withClient(invocation, (vpp) => bringTo(vpp, input, invocation));
  },
};

async function bringTo(vpp: VppClient, input: SourceDocument | PlanFile, invocation: Invocation): Promise<ExitCode> {
  const { values, output, io } = invocation;
  const isPlan = "document" in input;
  const { desired } = isPlan ? input.document : input;
  const permission = isPlan ? input.options : planOptions(values);
  const planned = isPlan ? await planFromFile(vpp, input) : await plan(vpp, desired);
  requirePermission(planned, permission);
  const interfaces = await readInterfaceNames(vpp);
  if (!output.isJson) printPlan(output, planned, interfaces);
  const outcomes = await applyPlan(vpp, planned, permission);
  for (const text of failures(outcomes, io.signal.aborted)) writeError(io, withNames(text, interfaces));
  const found = await verify(vpp, desired);
  const isDone = isVerified(found, values);
  if (output.isJson)
    output.json({
      steps: outcomes.map((each) => outcomeToJson(each, interfaces)),
      ...verificationToJson(found, values, interfaces),
    });
  else if (isDone) output.line("verified", "green");
  for (const line of unexpected(outcomes, found)) writeNote(io, withNames(line, interfaces));
  writeWarnings(io, found.warnings, interfaces);
  if (found.differences.length > 0) return exitCodeAfter(outcomes);
  return isDone ? EXIT.done : EXIT.refused;
}

/** The differences after an apply without a failed step: a failed step was reported before. */
function unexpected(outcomes: readonly StepOutcome[], { differences }: Verification): string[] {
  if (outcomes.some(({ ok }) => !ok)) return [];
  return differences.map((difference) => `not verified: ${describeDifference(difference)}`);
}

/** The exit code when VPP is not as desired afterwards. */
function exitCodeAfter(outcomes: readonly StepOutcome[]): ExitCode {
  const refused = outcomes.filter((outcome) => !outcome.ok && exitCodeOf(outcome.error) === EXIT.refused);
  const isAllOrNothing = outcomes.every(({ ok }) => ok) || refused.length === outcomes.length;
  return isAllOrNothing ? EXIT.refused : EXIT.unfinished;
}

/** One line for each step that failed; after an interruption, which fails all that were left, one in all. */
function failures(outcomes: readonly StepOutcome[], isInterrupted: boolean): string[] {
  if (isInterrupted)
    return [`interrupted: ${outcomes.filter(({ ok }) => ok).length} of ${countSteps(outcomes.length)} done`];
  return outcomes.flatMap((outcome) =>
    outcome.ok ? [] : [`${describeSubject(outcome.step.subject)}: ${outcome.error.message}`],
  );
}
