import { plan as makePlan } from "../../desired/index.ts";
import type { Command } from "../command.ts";
import { withClient } from "../connection.ts";
import { readDocument } from "../document.ts";
import { EXIT } from "../exit-code.ts";
import { printSteps, stepToJson } from "../steps.ts";

/** `tsvpp plan FILE` */
export const plan: Command = {
  operands: ["FILE"],
  help: `Compares VPP with the state that FILE describes in YAML (- reads standard input), and prints the steps that would
bring it there, each with its reason. Changes nothing. The exit code is 0 whether there is something to do or
not; with --json the steps are { "steps": [...] }.

  tsvpp plan overlay.yaml
`,

  async run(invocation) {
    const { operands, output, io } = invocation;
    const desired = await readDocument(operands[0]!, io);
    const { steps } = await withClient(invocation, (vpp) => makePlan(vpp, desired));
    if (output.isJson) output.json({ steps: steps.map(stepToJson) });
    else printSteps(output, steps);
    return EXIT.done;
  },
};
