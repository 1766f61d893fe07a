import { argumentSyntax, type CliNode, followWords } from "../line/index.ts";
import { beginning, type Candidate, type Completion } from "./candidate.ts";
import type { Knowledge } from "./knowledge.ts";

/** Completes a command of VPP's command line: its words by VPP's tree, its arguments by the syntax in VPP's short help. */
export function completeCli(text: string, knowledge: Knowledge): Completion {
  const words = text.trimStart().split(/\s+/);
  const word = words.pop()!;
  const { node, rest } = followWords(knowledge.cli, words);
  const children = rest.length === 0 ? [...node.children.values()].map(candidateOf) : [];
  if (node.help === undefined) return beginning(word, children);
  const syntax = argumentSyntax(node);
  return beginning(word, [...children, ...argumentsOf(syntax, rest, knowledge)], syntax);
}

function candidateOf({ path, help, children }: CliNode): Candidate {
  const text = path.slice(path.lastIndexOf(" ") + 1);
  return { text, help: help ?? [...children.keys()].join(", ") };
}

/** Returns the words and values of a syntax that may come next; of a word that a value follows, only its values. */
function argumentsOf(syntax: string, given: readonly string[], knowledge: Knowledge): Candidate[] {
  // Brackets are tokens too: in `[addr] [<interface>]` the interface is no value of `addr`.
  const tokens: readonly string[] = syntax.match(/<[^<>]*>|[A-Za-z][\w.-]*|[[\]{}|]/g) ?? [];
  const before = given.at(-1);
  const following = before !== undefined && tokens.includes(before) ? tokens[tokens.indexOf(before) + 1] : undefined;
  if (following?.startsWith("<")) return valuesOf(following, knowledge);
  const literals = tokens.filter((token) => /^\w/.test(token) && !given.includes(token));
  const interfaces = tokens.some((token) => INTERFACE.test(token)) ? knowledge.interfaces : [];
  return [...new Set(literals)].map((text): Candidate => ({ text })).concat(interfaces);
}

/** The names that VPP's helps give to an interface. */
const INTERFACE = /^<.*(int(er)?f|iface|if-name)/;

function valuesOf(place: string, { interfaces, tables, bsids }: Knowledge): Candidate[] {
  if (INTERFACE.test(place)) return [...interfaces];
  if (/table|fib|vrf/.test(place)) return [...tables];
  return /bsid/i.test(place) ? [...bsids] : [];
}
