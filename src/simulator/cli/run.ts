import { Retval } from "../model/index.ts";
import { CliError, NOT_SIMULATED, type Shown } from "./command.ts";
import { type CommandNode, commandTree } from "./command-tree.ts";
import { CliInput } from "./input.ts";

/** The result of the text of one `cli_inband`. */
export interface CliResult {
  readonly retval: number;
  readonly reply: string;
}

/** Runs one command after the other until the text ends or one fails. @see VPP src/vlib/cli.c vlib_cli_input */
export function runCommandLine(text: string, shown: Shown): CliResult {
  const dispatcher = new CommandLine(shown);
  const input = new CliInput(text);
  do {
    const error = dispatcher.dispatch(commandTree(), input);
    if (error !== undefined) return { retval: Retval.unspecified, reply: `${dispatcher.output}${error}\n` };
  } while (!input.isBlank);
  return { retval: Retval.ok, reply: dispatcher.output };
}

/** Follows the words of a text through the commands. @see VPP src/vlib/cli.c vlib_cli_dispatch_sub_commands */
class CommandLine {
  output = "";
  readonly #shown: Shown;

  constructor(shown: Shown) {
    this.#shown = shown;
  }

  /** Runs one command below a node. Returns VPP's error text, if it fails. */
  dispatch(parent: CommandNode, input: CliInput): string | undefined {
    if (input.takeText("help")) return this.#help(parent, input);
    if (input.takeText("choices") || input.takeText("?")) {
      for (const each of parent.commands()) this.#describe(each);
      return undefined;
    }
    if (takesString(input, "comment") || takesString(input, "vpplog")) return undefined;
    const uncommented = takeUncommented(input);
    if (uncommented !== undefined) return this.dispatch(parent, uncommented);
    const node = parent.take(input);
    if (node === undefined) return prefixed(parent, input.unknown);
    const own = input.takeBraces() ?? input;
    const error = node.children.size > 0 ? this.dispatch(node, own) : undefined;
    if (node.children.size > 0 && (error === undefined || error.endsWith(NOT_SIMULATED))) return error;
    return node.command === undefined ? error : this.#run(node, own);
  }

  #run(node: CommandNode, input: CliInput): string | undefined {
    input.skipSpace();
    if (input.takeText("?")) {
      this.#describe(node);
      return undefined;
    }
    try {
      this.output += node.command!.run(this.#shown, input);
      return undefined;
    } catch (reason) {
      if (!(reason instanceof CliError)) throw reason;
      return prefixed(node, reason.message);
    }
  }

  /** `help WORDS` shows the help of a command, `WORDS help` the words that may follow. */
  #help(parent: CommandNode, input: CliInput): string | undefined {
    const isLast = input.isAtEnd;
    let node = parent;
    for (let next = node.take(input); next !== undefined; next = node.take(input)) node = next;
    if (!input.isAtEnd) return prefixed(node, input.unknown);
    if (!isLast) this.output += `${node.help}\n`;
    else if (node.children.size === 0) this.output += `${node.path}: no sub-commands\n`;
    else for (const [name, child] of node.sorted) this.output += `  ${name.padEnd(30)} ${child.help}\n`;
    return undefined;
  }

  #describe({ path, help }: CommandNode): void {
    this.output += `  ${path.padEnd(40)} ${help}\n`;
  }
}

/** Takes a word and a string behind it, or nothing. */
function takesString(input: CliInput, word: string): boolean {
  return input.takeAll(() => input.takeText(word) && input.takeString() !== undefined);
}

/** Takes `uncomment { COMMAND }`. */
function takeUncommented(input: CliInput): CliInput | undefined {
  let command: CliInput | undefined;
  input.takeAll(() => {
    command = input.takeText("uncomment") ? input.takeBraces() : undefined;
    return command !== undefined;
  });
  return command;
}

function prefixed({ path }: CommandNode, error: string): string {
  return path === "" ? error : `${path}: ${error}`;
}
