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

/** The help of `tsvpp` itself. */
export function overviewHelp(): string {
  const commands = formatPairs(COMMANDS.map(({ name, summary }) => [`  ${name}`, summary]));
  return `Usage: tsvpp COMMAND [options]

Calls the binary API of VPP, and plans, applies and explains its SRv6 state.
Without a COMMAND, tsvpp runs the lines of standard input: commands of VPP, messages with FIELD=VALUE, and :COMMAND.

Commands (tsvpp COMMAND --help prints the help of one):
${commands}
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
