import { type CliInbandReply, cliInband, cliInbandReply } from "../../binapi/vlib.ts";
import type { Input, Message, WireWriter } from "../../wire/index.ts";
import { type Model, Retval } from "../model/index.ts";
import { showLocalSids, showPolicies, showSteering } from "./cli-sr.ts";
import type { Handlers } from "./handlers.ts";
import { BUILD_DATE, versionOf } from "./vpe.ts";

/** How many characters of an unknown text VPP quotes. @see VPP src/vppinfra/unformat.c format_unformat_error */
const MAX_QUOTED = 30;

/** Returns the output of a command. */
type Command = (model: Model, release: string) => string;

const COMMANDS: Readonly<Record<string, Command>> = {
  "show version": (_, release) => `vpp v${versionOf(release)} built by tsvpp on simulator at ${BUILD_DATE}\n`,
  "show sr localsids": showLocalSids,
  "show sr policies": showPolicies,
  "show sr steering-policies": showSteering,
  "show sr encaps source addr": ({ policies }) => `SR encaps source addr = ${policies.encapSource}\n`,
  "show sr encaps hop-limit": ({ policies }) => `SR encaps hop-limit = ${policies.encapHopLimit}\n`,
};

/** White space between words, as VPP has it. @see VPP src/vppinfra/format.h is_white_space */
const SPACE = /^[ \t\r\n]+/;
const TRAILING_SPACE = /[ \t\r\n]+$/;

/** A word of a command. Any other character ends it. @see VPP src/vlib/cli.c vlib_cli_sub_command_match */
const WORD = /^[A-Za-z0-9_-]*/;

/** The reply with the bytes of its text as they are: VPP quotes a command of which a NUL is part. */
const REPLY: Message<CliInbandReply> = {
  ...cliInbandReply,
  codec: { ...cliInbandReply.codec, write: writeReply },
};

/** The result of the text of one `cli_inband`. */
interface Result {
  readonly retval: number;
  readonly reply: string;
}

/** The command line, as far as it shows what is modelled. @see VPP src/vlib/cli.c */
export function handleCli(handlers: Handlers, model: Model, release: string): void {
  handlers.set(cliInband, REPLY, ({ cmd }) => [executeAll(cmd, (command) => command(model, release))]);
}

/** Runs one command after the other until the text ends or one fails. @see VPP src/vlib/cli.c vlib_cli_input */
function executeAll(text: string, run: (command: Command) => string): Result {
  let reply = "";
  let rest = withoutSpace(text);
  do {
    const { path, command, rest: left } = findCommand(rest);
    if (command === undefined) {
      return { retval: Retval.unspecified, reply: `${reply}${path && `${path}: `}unknown input \`${quote(left)}'\n` };
    }
    reply += run(command);
    rest = left;
  } while (rest !== "");
  return { retval: Retval.ok, reply };
}

/** Follows the words of the text through the commands, until one is complete or a word is unknown. */
function findCommand(text: string): { path: string; command: Command | undefined; rest: string } {
  let path = "";
  let rest = text;
  for (;;) {
    const [word] = WORD.exec(rest)!;
    const longer = path === "" ? word : `${path} ${word}`;
    const isKnown = word !== "" && Object.keys(COMMANDS).some((each) => `${each} `.startsWith(`${longer} `));
    if (!isKnown) return { path, command: undefined, rest };
    path = longer;
    rest = withoutSpace(rest.slice(word.length));
    const command = COMMANDS[path];
    if (command !== undefined) return { path, command, rest };
  }
}

function withoutSpace(text: string): string {
  return text.replace(SPACE, "");
}

function quote(text: string): string {
  const shown = text.length > MAX_QUOTED ? text.slice(0, MAX_QUOTED) : text.replace(TRAILING_SPACE, "");
  const escaped = shown.replaceAll("\r", "\\r").replaceAll("\n", "\\n").replaceAll("\t", "\\t");
  return text.length > MAX_QUOTED ? `${escaped}...` : escaped;
}

function writeReply(writer: WireWriter, at: number, { retval, reply }: Input<CliInbandReply>): number {
  const text = Buffer.from(reply);
  writer.i32(at, retval, "retval");
  writer.u32(at + 4, text.length, "reply");
  writer.octets(at + 8, text, text.length, "reply");
  return at + 8 + text.length;
}
