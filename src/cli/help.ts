import { readFileSync } from "node:fs";
import { CLIENT_OPTIONS } from "./arguments/index.ts";
import type { Command } from "./command.ts";
import { COMMANDS } from "./commands/index.ts";
import { formatPairs } from "./output/index.ts";

const EXIT_CODES = `  0  done
  1  VPP refused the request, or holds another state than the one that was applied, verified or planned for
  2  bad usage or input: nothing was sent
  3  no connection, or it was lost
  4  timed out, or only partly done
  5  there is something to do (plan --exit-code)
  130 or 143, when interrupted by SIGINT or SIGTERM
`;

/** The help of lines, at the prompt and in scripts. */
export function lineHelp(): string {
  return `What a line is, by its first characters:
  show int addr         a command of VPP's own command line, as it is; its words may be shortened
  sw_interface_dump     a message of VPP's API: NAME [FIELD=VALUE...] [--json] [--fields A,B] [--dry-run]
                        a VALUE is text, "text", [V, V] or { FIELD=VALUE }; an interface may be named
  :explain 10.0.0.1     a command of tsvpp (see below)
  = await vpp.cli("?")  JavaScript with vpp, srv6 and _, the last result
  # text                nothing
  LINE ?                explains what stands before it, and sends nothing
  LINE | COMMAND        gives the output to sh; also LINE > FILE, LINE >> FILE; >| overwrites a file
  quit, exit, q         end

A quote or bracket that is open goes on in the next line. Of pasted lines, those behind one that fails are not run.

Keys of the prompt:
  Tab          completes, or lists what may follow
  Right, End   accept the dim hint
  Ctrl-R       searches in the history; Up and Down go through it. A line that begins with a blank, or has
               key, secret, passw, psk or token in it, is not kept
  Ctrl-C       gives up the line that is typed or runs
  Ctrl-Z, Ctrl-D  stop tsvpp, as in a shell; end it

Commands (:COMMAND --help prints the help of one):
${commandList()}`;
}

function commandList(): string {
  return formatPairs(COMMANDS.map(({ name, summary }) => [`  ${name}`, summary]));
}

/** The help of `tsvpp` itself. */
export function overviewHelp(): string {
  return `Usage: tsvpp [COMMAND] [options]

Calls the binary API of VPP, and plans, applies and explains its SRv6 state.
Without a COMMAND, tsvpp is a prompt on a terminal, and otherwise runs the lines of standard input: commands of VPP,
messages with FIELD=VALUE, and :COMMAND (:help explains them).

Commands (tsvpp COMMAND --help prints the help of one):
${commandList()}
Options:
${CLIENT_OPTIONS}  --version       print the version of tsvpp

Exit codes:
${EXIT_CODES}
Example:
  tsvpp show interfaces --socket /run/vpp/api.sock
`;
}

/** The help of one command. */
export function commandHelp(name: string, command: Command): string {
  const usage = ["tsvpp", name, ...command.operands, "[options]"].join(" ");
  return `Usage: ${usage}\n\n${command.help}\nOptions:\n${command.optionsHelp ?? CLIENT_OPTIONS}`;
}

/** The version of the package that this file is part of. */
export function packageVersion(): string {
  const path = new URL("../../../package.json", import.meta.url);
  return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
}
