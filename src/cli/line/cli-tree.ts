/** A word of VPP's command line, with the words that may follow it. */
export interface CliNode {
  /** All words up to this one; empty for the root. */
  readonly path: string;
  readonly children: Map<string, CliNode>;
  /** VPP's short help, if the words up to this one are a command; it is the syntax of the arguments, or prose. */
  help: string | undefined;
}

/** How far the words of a text lead into the tree. */
export interface CliPlace {
  readonly node: CliNode;
  /** The words behind those of the node: arguments, if the node is a command. */
  readonly rest: readonly string[];
}

/** The column of the help in VPP's list: two blanks, 40 characters for the path, a blank. */
const HELP_AT = 43;

/** Reads the list of all commands that VPP prints for `?`. @see VPP src/vlib/cli.c vlib_cli_dispatch_sub_commands */
export function readCliTree(list: string): CliNode {
  const root = newNode("");
  let last: CliNode | undefined;
  for (const line of list.split("\n")) {
    // A help of several lines goes on in lines that do not begin with two blanks and a letter.
    if (/^ {2}\w/.test(line)) {
      const [path, help] = splitEntry(line);
      last = nodeAt(root, path);
      last.help = help;
    } else if (last !== undefined && line.trim() !== "") last.help += ` ${line.trim()}`;
  }
  return root;
}

/** Follows words through the tree, as VPP does: an exact word wins, a shortened one has to be unique. */
export function followWords(root: CliNode, words: readonly string[]): CliPlace {
  let node = root;
  for (const [at, word] of words.entries()) {
    const next = childOf(node, word);
    if (next === undefined) return { node, rest: words.slice(at) };
    node = next;
  }
  return { node, rest: [] };
}

/** Returns the syntax of the arguments of a command; empty if its help is prose. */
export function argumentSyntax({ path, help = "" }: CliNode): string {
  return help.startsWith(path) ? help.slice(path.length).trim() : "";
}

/** Returns the node and all commands below it, as VPP lists them. */
export function listCommands({ path, help, children }: CliNode): string {
  const below = [...children.values()].map(listCommands).join("");
  return help === undefined ? below : `${below}  ${path.padEnd(40)} ${help}\n`;
}

function newNode(path: string): CliNode {
  return { path, children: new Map(), help: undefined };
}

function nodeAt(root: CliNode, path: string): CliNode {
  let node = root;
  for (const word of path.split(" ")) {
    const next = node.children.get(word) ?? newNode(node.path === "" ? word : `${node.path} ${word}`);
    node.children.set(word, next);
    node = next;
  }
  return node;
}

function childOf({ children }: CliNode, word: string): CliNode | undefined {
  const exact = children.get(word);
  if (exact !== undefined || word === "") return exact;
  const [found, other] = [...children.keys()].filter((name) => name.startsWith(word));
  return other === undefined && found !== undefined ? children.get(found) : undefined;
}

function splitEntry(line: string): readonly [path: string, help: string] {
  const path = line.slice(2, HELP_AT - 1).trimEnd();
  if (path.length < HELP_AT - 3) return [path, line.slice(HELP_AT).trim()];
  // A path that fills its column ends at a single blank: its help repeats it.
  for (const { index } of line.matchAll(/(?<=\S) /g)) {
    const whole = line.slice(2, index);
    if (line.startsWith(whole, index + 1)) return [whole, line.slice(index + 1).trim()];
  }
  return [line.trim(), ""];
}
