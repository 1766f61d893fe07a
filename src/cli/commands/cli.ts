import type { VppClient } from "../../client/index.ts";
import { VppError } from "../../errors.ts";
import { CLIENT_OPTIONS, timeoutOf } from "../arguments/index.ts";
import type { Command } from "../command.ts";
import { withCalls } from "../connection.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";

/** `tsvpp cli TEXT` */
export const cli: Command = {
  operands: ["TEXT..."],
  options: ["timeout"],
  help: `Runs a command of VPP's own command line and prints its text on standard output, also when VPP refuses the command:
then the exit code is 1. With --json it prints { "reply": "..." }, the text as VPP sent it.
VPP's colours are printed on a terminal only, and not when NO_COLOR is set.
A command that harms other clients of VPP (ping, quit) is not sent.

  tsvpp cli show sr policies
`,
  optionsHelp: `  --timeout SECONDS  how long to wait for the answer
${CLIENT_OPTIONS}`,

  async run(invocation) {
    const { operands, values, output, io } = invocation;
    const options = { ...timeoutOf(values.timeout), signal: io.signal };
    const [reply, exitCode] = await withCalls(invocation, (vpp) => ask(vpp, operands.join(" "), options));
    io.keepResult?.(reply);
    if (output.isJson) output.json({ reply });
    else output.reply(reply);
    return exitCode;
  },
};

/** Returns VPP's text, also that of a command that fails. */
async function ask(
  vpp: VppClient,
  text: string,
  options: { readonly timeoutMs?: number; readonly signal: AbortSignal },
): Promise<readonly [reply: string, exitCode: ExitCode]> {
  try {
    return [await vpp.cli(text, options), EXIT.done];
  } catch (error) {
    if (error instanceof VppError && error.reply !== undefined) return [error.reply, EXIT.refused];
    throw error;
  }
}
