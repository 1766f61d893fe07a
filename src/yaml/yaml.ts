import { EVENT_ID, type Event, parseEvents, YAMLException } from "js-yaml";
import type { VppError } from "../errors.ts";
import { documentError, type Path } from "./problem.ts";
import { type YamlFault, YamlValues } from "./yaml-values.ts";

/** A text in YAML 1.2. */
export interface Yaml {
  readonly value: unknown;
  /** Returns the line of the value at a path, or of the innermost part of the path that the text has; the first is 1. */
  find(path: Path): { readonly line: number; readonly isThere: boolean };
}

/** A document has seven levels. */
const MAX_LEVELS = 32;

/**
 * Reads YAML.
 *
 * @param fileName stands before each line of an error.
 * @throws {VppError} `VPP_DOCUMENT` with line and column of each fault: `overlay.yaml:3:1: not YAML: key a is given twice`.
 */
export function readYaml(text: string, fileName: string): Yaml {
  return read(text, fileName, (events) => [events])[0]!;
}

/**
 * Reads each document of a text, which lines of `---` separate. Documents without a value are left out.
 *
 * @throws {VppError} `VPP_DOCUMENT` as `readYaml`.
 */
export function readYamlDocuments(text: string, fileName: string): Yaml[] {
  return read(text, fileName, documentsIn);
}

/** Returns the events of each document. */
type Split = (events: readonly Event[]) => readonly (readonly Event[])[];

function read(text: string, fileName: string, split: Split): Yaml[] {
  // Lines are needed of few texts: these are read again.
  let again: { readonly values: readonly YamlValues[]; readonly lines: Lines } | undefined;
  const find = (at: number, path: Path) => {
    again ??= { values: readValues(text, fileName, split, { places: true }), lines: new Lines(text) };
    const { offset, isThere } = again.values[at]!.find(path);
    return { line: again.lines.placeOf(offset).line, isThere };
  };
  const values = readValues(text, fileName, split, { places: false });
  return values.map(({ root: value }, at) => ({ value, find: (path) => find(at, path) }));
}

function readValues(
  text: string,
  fileName: string,
  split: Split,
  options: { readonly places: boolean },
): readonly YamlValues[] {
  try {
    const values = split(parseEvents(text, { maxDepth: MAX_LEVELS })).map(
      (each) => new YamlValues(text, each, options),
    );
    const faults = values.flatMap((each) => each.faults);
    if (faults.length > 0) throw notYaml(text, fileName, faults);
    return values;
  } catch (reason) {
    if (!(reason instanceof YAMLException)) throw reason;
    throw notYaml(text, fileName, [{ offset: reason.mark?.position ?? 0, text: reason.reason }]);
  }
}

/** Returns the events of each document that has a value. */
function documentsIn(events: readonly Event[]): Event[][] {
  const documents: Event[][] = [];
  let depth = 0;
  for (const event of events) {
    if (depth === 0) documents.push([]);
    documents.at(-1)!.push(event);
    if (event.type === EVENT_ID.POP) depth--;
    else if (event.type !== EVENT_ID.SCALAR && event.type !== EVENT_ID.ALIAS) depth++;
  }
  return documents.filter(([, value]) => value?.type !== EVENT_ID.SCALAR || value.valueStart >= 0);
}

function notYaml(text: string, fileName: string, faults: readonly YamlFault[]): VppError {
  const lines = new Lines(text);
  return documentError(faults, ({ offset, text: reason }) => {
    const { line, column } = lines.placeOf(offset);
    return `${fileName}:${line}:${column}: not YAML: ${reason}${hintFor(text, offset)}`;
  });
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
