import { cliInband } from "../../binapi/vlib.ts";
import type { Model } from "../model/index.ts";
import { showLocalSids, showPolicies, showSteering } from "./cli-sr.ts";
import type { Handlers } from "./handlers.ts";
import { BUILD_DATE, versionOf } from "./vpe.ts";

/** How much of a text VPP quotes when it does not know it. @see VPP src/vppinfra/unformat.c format_unformat_error */
const MOST_QUOTED = 30;

/** What a command prints. */
type Command = (model: Model, release: string) => string;

const COMMANDS: Readonly<Record<string, Command>> = {
  "show version": (_, release) => `vpp v${versionOf(release)} built by tsvpp on simulator at ${BUILD_DATE}\n`,
  "show sr localsids": showLocalSids,
  "show sr policies": showPolicies,
  "show sr steering-policies": showSteering,
  "show sr encaps source addr": ({ policies }) => `SR encaps source addr = ${policies.encapSource}\n`,
  "show sr encaps hop-limit": ({ policies }) => `SR encaps hop-limit = ${policies.encapHopLimit}\n`,
};

/** The command line, as far as it shows what is modelled. @see VPP src/vlib/cli.c */
export function handleCli(handlers: Handlers, model: Model, release: string): void {
  handlers.request(cliInband, ({ cmd }) => execute(cmd, (command) => command(model, release)));
}

/** Follows the words of the text through the commands, as far as there are some that begin so. */
function execute(text: string, run: (command: Command) => string): { retval: number; reply: string } {
  let path = "";
  let rest = text.trimStart();
  for (let command: Command | undefined; ; ) {
    const [word = ""] = rest.split(/\s/, 1);
    const longer = path === "" ? word : `${path} ${word}`;
    const isKnown = word !== "" && Object.keys(COMMANDS).some((each) => `${each} `.startsWith(`${longer} `));
    if (!isKnown) return { retval: -1, reply: `${path && `${path}: `}unknown input \`${quote(rest)}'\n` };
    path = longer;
    rest = rest.slice(word.length).trimStart();
    command = COMMANDS[path];
    if (command === undefined) continue;
    const error = rest === "" ? "" : `unknown input \`${quote(rest)}'\n`;
    return { retval: error === "" ? 0 : -1, reply: `${run(command)}${error}` };
  }
}

function quote(text: string): string {
  const shown = text.length > MOST_QUOTED ? text.slice(0, MOST_QUOTED) : text.trimEnd();
  const escaped = shown.replaceAll("\r", "\\r").replaceAll("\n", "\\n").replaceAll("\t", "\\t");
  return text.length > MOST_QUOTED ? `${escaped}...` : escaped;
}
