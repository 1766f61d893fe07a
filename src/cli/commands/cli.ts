import type { Command } from "../command.ts";
import { withClient } from "../connection.ts";
import { EXIT } from "../exit-code.ts";

/** `tsvpp cli TEXT` */
export const cli: Command = {
  operands: ["TEXT..."],
  help: `Runs a command of VPP's own command line and prints its output. With --json it prints { "reply": "..." }, the output
as VPP sent it. VPP's colours are printed on a terminal only, and not when NO_COLOR is set.
The exit code is 1 when VPP refuses the command.

  tsvpp cli show sr policies
`,

  async run(invocation) {
    const { operands, output } = invocation;
    const reply = await withClient(invocation, (vpp) => vpp.cli(operands.join(" ")));
    if (output.isJson) output.json({ reply });
    else output.reply(reply);
    return EXIT.done;
  },
};
