import type { VppClient } from "../../client/index.ts";
import { VppError } from "../../errors.ts";
import { CLIENT_OPTIONS, timeoutOf } from "../arguments/index.ts";
import type { Command } from "../command.ts";
import { withCalls } from "../connection.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { followWords, listCommands, readCliTree } from "../line/index.ts";

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

type Options = { readonly timeoutMs?: number; readonly signal: AbortSignal };

/**
 * Returns the syntax of a command whose arguments end with `?`; undefined for other texts. VPP explains a command without arguments,
 * but carries out one with arguments, whatever follows them.
 */
async function explain(vpp: VppClient, text: string, options: Options): Promise<string | undefined> {
  const words = text.trim().split(/\s+/);
  if (words.length === 1 || words.pop() !== "?") return undefined;
  const { node, rest } = followWords(readCliTree(await vpp.cli("?", options)), words);
  return rest.length === 0 || node.help === undefined ? undefined : listCommands(node);
}

/** Returns VPP's text, also that of a command that fails. */
async function ask(
  vpp: VppClient,
  text: string,
  options: Options,
): Promise<readonly [reply: string, exitCode: ExitCode]> {
  try {
    return [(await explain(vpp, text, options)) ?? (await vpp.cli(text, options)), EXIT.done];
  } catch (error) {
    if (error instanceof VppError && error.reply !== undefined) return [error.reply, EXIT.refused];
    throw error;
  }
}
