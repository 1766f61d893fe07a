import { writeFileSync } from "node:fs";
import type { VppClient } from "../../client/index.ts";
import {
  describeConflict,
  plan as makePlan,
  type Plan,
  type PlanOptions,
  type SourceDocument,
  savePlan,
} from "../../desired/index.ts";
import { writeOrRefuse } from "../api/write.ts";
import { CLIENT_OPTIONS } from "../client-options.ts";
import type { Command } from "../command.ts";
import { withClient } from "../connection.ts";
import { readDocument } from "../document.ts";
import { EXIT } from "../exit-code.ts";
import { PLAN_OPTIONS, PLAN_OPTIONS_HELP, planOptions, printPlan, stepToJson } from "../steps.ts";

/** `tsvpp plan FILE` */
export const plan: Command = {
  operands: ["FILE"],
  options: [...PLAN_OPTIONS, "output"],
  help: `Compares VPP with the state that FILE describes in YAML (- reads standard input), and prints the steps that would
bring it there, each with its reason. Changes nothing. What others own is told, and left alone. The exit code is 0
whether there is something to do or not; with --json it is { "steps": [...], "conflicts": [...], "warnings": [...] }.

  tsvpp plan overlay.yaml
  tsvpp plan overlay.yaml -o overlay.plan && tsvpp apply overlay.plan
`,
  optionsHelp: `  -o PLANFILE     also write the plan: "apply PLANFILE" does just that, or nothing when VPP was changed since
${PLAN_OPTIONS_HELP}${CLIENT_OPTIONS}`,

  async run(invocation) {
    const { operands, values, output, io } = invocation;
    const document = await readDocument(operands[0]!, io);
    const made = await withClient(invocation, (vpp) => make(vpp, document, planOptions(values), values.output));
    const { steps, conflicts, warnings } = made;
    if (output.isJson) {
      output.json({ steps: steps.map(stepToJson), conflicts: conflicts.map(describeConflict), warnings });
    } else printPlan(output, made);
    return EXIT.done;
  },
};

async function make(
  vpp: VppClient,
  document: SourceDocument,
  options: PlanOptions,
  path: string | undefined,
): Promise<Plan> {
  if (path === undefined) return await makePlan(vpp, document.desired, options);
  const { plan, text } = await savePlan(vpp, document, options);
  writeOrRefuse(path, () => writeFileSync(path, text));
  return plan;
}
