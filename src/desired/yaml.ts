import { Composer, type CST, Lexer, LineCounter, type ParsedNode, Parser } from "yaml";
import type { Path } from "./problem.ts";
import { type YamlFault, YamlValues } from "./yaml-values.ts";

/** A text in YAML 1.2. */
export interface Yaml {
  readonly value: unknown;
  /** Whether a path leads to something that is written. */
  has(path: Path): boolean;
  /** The line on which a path, or as much of it as there is, begins; the first line is 1. */
  lineOf(path: Path): number;
}

/** Why a text is not YAML. */
export interface YamlFaults {
  readonly faults: readonly YamlFault[];
  /** Line and column of a fault, and what it is: `3:1: not YAML: Map keys must be unique`. */
  tell(fault: YamlFault): string;
}

/** Of the parser, which takes about two for each level that is written. A document of ours needs about fifteen. */
const MOST_OPEN_TOKENS = 64;

/** YAML 1.2 whatever a text says of itself, without what languages have added. Equal keys are looked for by `YamlValues`. */
const OPTIONS = {
  schema: "core",
  merge: false,
  resolveKnownTags: false,
  prettyErrors: false,
  uniqueKeys: false,
} as const;

/** Reads YAML, or gives what is wrong with it. */
export function readYaml(text: string): Yaml | YamlFaults {
  const lines = new LineCounter();
  const { root, faults } = readNodes(text, lines);
  const values = new YamlValues(faults.length > 0 ? null : root);
  const all = [...faults, ...values.faults];
  if (all.length > 0) return { faults: all, tell: (fault) => tellFault(fault, text, lines) };
  return {
    value: values.root,
    has: (path) => values.find(path).isThere,
    lineOf: (path) => lines.linePos(values.find(path).offset).line,
  };
}

/** Nothing of the library is kept in the values: its nodes take ten times their room. */
function readNodes(text: string, lines: LineCounter): { root: ParsedNode | null; faults: YamlFault[] } {
  const { tokens, faults: tooDeep } = readTokens(text, lines);
  if (tooDeep.length > 0) return { root: null, faults: tooDeep };
  // There is at least one document, if need be an empty one.
  const [document, another] = new Composer(OPTIONS).compose(tokens, true, text.length);
  const { errors, warnings, contents } = document!;
  const faults = [...errors, ...warnings].map(({ message, pos }) => ({ offset: pos[0], text: message }));
  if (another !== undefined) faults.push({ offset: another.range[0], text: "more than one document" });
  return { root: contents, faults };
}

/** The tokens of a text, unless it nests so deeply that what comes after would take for ever, or all of the stack. */
function readTokens(text: string, lines: LineCounter): { tokens: CST.Token[]; faults: YamlFault[] } {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  const tokens: CST.Token[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > MOST_OPEN_TOKENS) {
      return { tokens, faults: [{ offset: parser.offset, text: "nested too deeply" }] };
    }
  }
  tokens.push(...parser.end());
  return { tokens, faults: [] };
}

function tellFault({ offset, text: reason }: YamlFault, text: string, lines: LineCounter): string {
  const { line, col } = lines.linePos(offset);
  return `${line}:${col}: not YAML: ${reason}${hintFor(text, offset)}`;
}

/** YAML takes "fc00::" for the key "fc00:" without a value. */
function hintFor(text: string, offset: number): string {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const end = text.indexOf("\n", offset);
  const line = text.slice(start, end < 0 ? text.length : end);
  return /::\s*($|[,\]}#])/.test(line) ? ": put an address that ends in :: in quotes" : "";
}
