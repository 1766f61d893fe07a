import { parseEvents, YAMLException } from "js-yaml";
import type { Path } from "./problem.ts";
import { type YamlFault, YamlValues } from "./yaml-values.ts";

/** A text in YAML 1.2. */
export interface Yaml {
  readonly value: unknown;
  /** Returns whether the text has a value at a path. */
  has(path: Path): boolean;
  /** Returns the line of the value at a path, or of the innermost part of the path that the text has; the first is 1. */
  lineOf(path: Path): number;
}

/** The reasons why a text is not YAML. */
export interface YamlFaults {
  readonly faults: readonly YamlFault[];
  /** Returns line, column and text of a fault: `3:1: not YAML: key a is given twice`. */
  describe(fault: YamlFault): string;
}

/** A document has seven levels. */
const MAX_LEVELS = 32;

/** Reads YAML, or returns what is wrong with it. */
export function readYaml(text: string): Yaml | YamlFaults {
  const read = readValues(text, { places: false });
  if ("fault" in read) return faultsIn(text, [read.fault]);
  if (read.faults.length > 0) return faultsIn(text, read.faults);
  // Lines are needed of few texts: these are read again.
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
    return new YamlValues(text, parseEvents(text, { maxDepth: MAX_LEVELS }), options);
  } catch (reason) {
    if (!(reason instanceof YAMLException)) throw reason;
    return { fault: { offset: reason.mark?.position ?? 0, text: reason.reason } };
  }
}

function faultsIn(text: string, faults: readonly YamlFault[]): YamlFaults {
  const lines = new Lines(text);
  return { faults, describe: (fault) => describeFault(fault, text, lines) };
}

function describeFault({ offset, text: reason }: YamlFault, text: string, lines: Lines): string {
  const { line, column } = lines.placeOf(offset);
  return `${line}:${column}: not YAML: ${reason}${hintFor(text, offset)}`;
}

/** Returns a hint where YAML reads "fc00::" as the key "fc00:" without a value. */
function hintFor(text: string, offset: number): string {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const end = text.indexOf("\n", offset);
  const line = text.slice(start, end < 0 ? text.length : end);
  return /::\s*($|[,\]}#])/.test(line) ? ": put an address that ends in :: in quotes" : "";
}

/** The offsets at which the lines of a text begin. */
class Lines {
  readonly #starts = [0];

  constructor(text: string) {
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.#starts.push(at + 1);
  }

  /** Returns line and column, both from 1. */
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
