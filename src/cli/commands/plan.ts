import { describeConflict, plan as makePlan } from "../../desired/index.ts";
import { CLIENT_OPTIONS } from "../client-options.ts";
import type { Command } from "../command.ts";
import { withClient } from "../connection.ts";
import { readDocument } from "../document.ts";
import { EXIT } from "../exit-code.ts";
import { PLAN_OPTIONS, PLAN_OPTIONS_HELP, planOptions, printPlan, stepToJson } from "../steps.ts";

/** `tsvpp plan FILE` */
export const plan: Command = {
  operands: ["FILE"],
  options: PLAN_OPTIONS,
  help: `Compares VPP with the state that FILE describes in YAML (- reads standard input), and prints the steps that would
bring it there, each with its reason. Changes nothing. What others own is told, and left alone. The exit code is 0
whether there is something to do or not; with --json it is { "steps": [...], "conflicts": [...], "warnings": [...] }.

  tsvpp plan overlay.yaml
`,
  optionsHelp: PLAN_OPTIONS_HELP + CLIENT_OPTIONS,

  async run(invocation) {
    const { operands, values, output, io } = invocation;
    const desired = await readDocument(operands[0]!, io);
    const made = await withClient(invocation, (vpp) => makePlan(vpp, desired, planOptions(values)));
    const { steps, conflicts, warnings } = made;
    if (output.isJson) {
      output.json({ steps: steps.map(stepToJson), conflicts: conflicts.map(describeConflict), warnings });
    } else printPlan(output, made);
    return EXIT.done;
  },
};
