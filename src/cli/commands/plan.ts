import type { VppClient } from "../../client/index.ts";
import {
  describeConflict,
  isSavedPlan,
  plan as makePlan,
  type Plan,
  requirePermission,
  type SourceDocument,
  savePlan,
} from "../../desired/index.ts";
import { checkTarget, type FileKind, replaceFile } from "../../files/index.ts";
import { CLIENT_OPTIONS, UsageError } from "../arguments/index.ts";
import type { Command, Invocation } from "../command.ts";
import { withClient } from "../connection.ts";
import { EXIT } from "../exit-code.ts";
import { readInterfaceNames, withNames } from "../interface-names.ts";
import { PLAN_OPTIONS, PLAN_OPTIONS_HELP, planOptions, printPlan, readDocument, stepToJson } from "../state/index.ts";

const PLAN: FileKind = { name: "a plan that tsvpp wrote", has: isSavedPlan };

/** `tsvpp plan FILE` */
export const plan: Command = {
  operands: ["FILE"],
  options: [...PLAN_OPTIONS, "output"],
  help: `Compares VPP with the state that FILE describes in YAML (- reads standard input), and prints the steps that would
bring VPP there, each with its reason. Changes nothing. Lists what others own, and leaves it alone. The exit code is 0
whether there are steps or not. With --json it prints { "steps": [...], "conflicts": [...], "warnings": [...] }.

  tsvpp plan overlay.yaml
  tsvpp plan overlay.yaml -o overlay.plan && tsvpp apply overlay.plan
`,
  optionsHelp: `  -o PLANFILE     also write the plan to PLANFILE: "apply PLANFILE" executes this plan, or nothing when VPP was changed
                  since then. Replaces an older plan, but no other file
${PLAN_OPTIONS_HELP}${CLIENT_OPTIONS}`,

  async run(invocation) {
    const { operands, values, output, io } = invocation;
    if (values.output !== undefined) checkPlanPath(values.output);
    const document = await readDocument(operands[0]!, io);
    const [made, interfaces] = await withClient(invocation, (vpp) =>
      Promise.all([make(vpp, document, invocation), readInterfaceNames(vpp)]),
    );
    const { steps, conflicts, warnings } = made;
    if (output.isJson) {
      output.json({
        steps: steps.map((step) => stepToJson(step, interfaces)),
        conflicts: conflicts.map((conflict) => withNames(describeConflict(conflict), interfaces)),
        warnings: warnings.map((warning) => withNames(warning, interfaces)),
      });
    } else printPlan(output, made, interfaces);
    return EXIT.done;
  },
};

/** Before VPP is asked, which may take long. */
function checkPlanPath(path: string): void {
  if (path === "" || path === "-") throw new UsageError("plan: -o needs the path of a file; ./- is a file named -");
  checkTarget(path, PLAN);
}

async function make(vpp: VppClient, document: SourceDocument, { values, io }: Invocation): Promise<Plan> {
  const options = planOptions(values);
  if (values.output === undefined) {
    const made = await makePlan(vpp, document.desired);
    requirePermission(made, options);
    return made;
  }
  const { plan, text } = await savePlan(vpp, document, options);
  // VPP's last answers may come after an interruption.
  io.signal.throwIfAborted();
  replaceFile(values.output, text, PLAN);
  return plan;
}
