import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import { errorText } from "../errors.ts";
import type { Path } from "./problem.ts";

/** A text in YAML 1.2. */
export interface Yaml {
  readonly value: unknown;
  /** The line on which a path, or as much of it as there is, begins; the first line is 1. */
  lineOf(path: Path): number;
}

/** Why a text is not YAML, and where. */
export interface YamlFault {
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

/** Aliases may be followed this often in a document: nested ones multiply. */
const MOST_ALIASES = 100;

/** Reads YAML, or gives what is wrong with it. */
export function readYaml(text: string): Yaml | { readonly faults: readonly YamlFault[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const faultAt = (offset: number, reason: string): YamlFault => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col, text: reason + hintFor(text, offset) };
  };
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) return { faults: faults.map(({ message, pos }) => faultAt(pos[0], `not YAML: ${message}`)) };
  try {
    const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
    return { value, lineOf: (path) => lines.linePos(offsetOf(document.contents, path)).line };
  } catch (reason) {
    return { faults: [faultAt(0, errorText(reason))] };
  }
}

/** YAML takes "fc00::" for the key "fc00:" without a value. */
function hintFor(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1).split("\n", 1)[0]!;
  return /::\s*($|[,\]}#])/.test(line) ? ": put an address that ends in :: in quotes" : "";
}

/** Where a path begins in the text; where it leads to nothing, the innermost node that it does lead to. */
function offsetOf(node: unknown, [step, ...rest]: Path): number {
  if (isSeq(node) && node.has(step)) return offsetOf(node.items[Number(step)], rest);
  const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && String(key.value) === step) : undefined;
  if (pair === undefined) return isNode(node) ? (node.range?.[0] ?? 0) : 0;
  return offsetOf(rest.length === 0 ? pair.key : (pair.value ?? pair.key), rest);
}
