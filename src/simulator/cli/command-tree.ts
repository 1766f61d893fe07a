import { type CliCommand, CliError, NOT_SIMULATED } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import type { CliInput } from "./input.ts";
import { VPP_COMMANDS_WITH_SUBCOMMANDS, VPP_WORDS } from "./vpp-words.ts";

/** The help of the groups that have one. @see VPP src/vlib/cli.c */
const GROUP_HELP: Readonly<Record<string, string>> = {
  clear: "Clear commands",
  interface: "Interface commands",
  ip: "Internet protocol (IP) commands",
  ip6: "Internet protocol version 6 (IPv6) commands",
  "packet-generator": "Packet generator commands",
  set: "Set commands",
  show: "Show commands",
  "show api": "Show API information",
  test: "Test commands",
  trace: "Packet tracer commands",
};

/** Commands that VPP has beside those of the simulator, and lists with them. */
const LISTED: readonly string[] = ["show sr localsids behaviors", "show sr policy behaviors"];

const UNSIMULATED: CliCommand = {
  help: NOT_SIMULATED,
  run: () => {
    throw new CliError(NOT_SIMULATED);
  },
};

/** A word of the command line with the words that may follow. */
export class CommandNode {
  /** All words up to this one; empty for the root. */
  readonly path: string;
  readonly children: Map<string, CommandNode> = new Map();
  /** What the words do without another one. */
  command: CliCommand | undefined;

  constructor(path: string) {
    this.path = path;
  }

  get help(): string {
    return this.command?.help ?? GROUP_HELP[this.path] ?? `${this.path} commands`;
  }

  /** Whether VPP has the command and the simulator has not. */
  get isUnsimulated(): boolean {
    return this.command === UNSIMULATED;
  }

  /** The node of the words of a path below this one, which is created if needed. */
  at(path: string): CommandNode {
    let node: CommandNode = this;
    for (const word of path.split(" ").filter((each) => each !== "")) {
      const longer = node.path === "" ? word : `${node.path} ${word}`;
      const next = node.children.get(word) ?? new CommandNode(longer);
      node.children.set(word, next);
      node = next;
    }
    return node;
  }

  /** Takes a word that is one of the children, or the beginning of one alone. */
  take(input: CliInput): CommandNode | undefined {
    const named = (word: string): [string, CommandNode][] =>
      word === "" ? [] : [...this.children].filter(([name]) => name.startsWith(word));
    const find = (word: string, isWhole: boolean): CommandNode | undefined => {
      const found = named(word);
      if (found.length === 1) return found[0]![1];
      return isWhole ? this.children.get(word) : undefined;
    };
    return input.takeWord(find, (word) => word === "" || named(word).length > 0);
  }

  /** This node and those below it that are commands of the simulator, in VPP's order. */
  *commands(): Iterable<CommandNode> {
    for (const [, child] of this.sorted) yield* child.commands();
    if (this.command !== undefined && !this.isUnsimulated) yield this;
  }

  /** The children by name; of two names of which one begins with the other, the longer is first. */
  get sorted(): [string, CommandNode][] {
    return [...this.children].sort(([a], [b]) => {
      if (a.startsWith(b) || b.startsWith(a)) return b.length - a.length;
      return a < b ? -1 : 1;
    });
  }
}

let root: CommandNode | undefined;

/** The commands of VPP. They are read when the first command line comes. */
export function commandTree(): CommandNode {
  root ??= plant();
  return root;
}

function plant(): CommandNode {
  const tree = new CommandNode("");
  for (const line of VPP_WORDS.trim().replaceAll("\n  ", " ").split("\n")) {
    const [path = "", words = ""] = line.split(": ");
    for (const word of words.split(" ")) tree.at(`${path.replace(":", "")} ${word}`).command = UNSIMULATED;
    if (!VPP_COMMANDS_WITH_SUBCOMMANDS.includes(path)) tree.at(path).command = undefined;
  }
  for (const path of VPP_COMMANDS_WITH_SUBCOMMANDS) tree.at(path).command = UNSIMULATED;
  for (const path of LISTED) tree.at(path).command = { ...UNSIMULATED, help: path };
  for (const [path, command] of Object.entries(COMMANDS)) tree.at(path).command = command;
  return tree;
}
