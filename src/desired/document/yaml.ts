import { parseEvents, YAMLException } from "js-yaml";
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
  /** Line and column of a fault, and what it is: `3:1: not YAML: keys must be unique`. */
  tell(fault: YamlFault): string;
}

/** A document of ours needs seven. */
const MOST_LEVELS = 32;

/** Reads YAML, or gives what is wrong with it. */
export function readYaml(text: string): Yaml | YamlFaults {
  const read = readValues(text, { places: false });
  if ("fault" in read) return faultsIn(text, [read.fault]);
  if (read.faults.length > 0) return faultsIn(text, read.faults);
  // Few texts are asked for their lines: they are read again then.
  let again: YamlValues | undefined;
  const find = (path: Path) => {
    again ??= readValues(text, { places: true }) as YamlValues; // it could be read before
    return again.find(path);
  };
  let lines: Lines | undefined;
  return {
    value: read.root,
    has: (path) => find(path).isThere,
    lineOf: (path) => {
      lines ??= new Lines(text);
      return lines.placeOf(find(path).offset).line;
    },
  };
}

function readValues(text: string, options: { readonly places: boolean }): YamlValues | { readonly fault: YamlFault } {
  try {
    return new YamlValues(text, parseEvents(text, { maxDepth: MOST_LEVELS }), options);
  } catch (reason) {
    if (!(reason instanceof YAMLException)) throw reason;
    return { fault: { offset: reason.mark?.position ?? 0, text: reason.reason } };
  }
}

function faultsIn(text: string, faults: readonly YamlFault[]): YamlFaults {
  const lines = new Lines(text);
  return { faults, tell: (fault) => tellFault(fault, text, lines) };
}

function tellFault({ offset, text: reason }: YamlFault, text: string, lines: Lines): string {
  const { line, column } = lines.placeOf(offset);
  return `${line}:${column}: not YAML: ${reason}${hintFor(text, offset)}`;
}

/** YAML takes "fc00::" for the key "fc00:" without a value. */
function hintFor(text: string, offset: number): string {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const end = text.indexOf("\n", offset);
  const line = text.slice(start, end < 0 ? text.length : end);
  return /::\s*($|[,\]}#])/.test(line) ? ": put an address that ends in :: in quotes" : "";
}

/** Where the lines of a text begin. */
class Lines {
  readonly #starts = [0];

  constructor(text: string) {
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.#starts.push(at + 1);
  }

  /** Line and column, both from 1. */
  placeOf(offset: number): { readonly line: number; readonly column: number } {
    let [low, high] = [0, this.#starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - this.#starts[low]! + 1 };
  }
}
