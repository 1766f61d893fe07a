import { VppError } from "../errors.ts";
import { printable } from "../printable.ts";

/** The place of a value in a document: keys, and places in lists, from the outside in. */
export type Path = readonly (string | number)[];

/** An error in a document. */
export interface Problem {
  readonly path: Path;
  readonly text: string;
  /** The keys that are known, if one is not. */
  readonly known?: readonly string[];
}

/** Where the parts of a state stand in the text of its document. */
export interface Places {
  /** Returns file and line of a part, e.g. `overlay.yaml:14`. */
  readonly placeOf: (path: Path) => string;
}

const MAX_SHOWN = 20;
const MAX_CHARACTERS = 400;

/** Returns a path as text: `policies[1].bsid`. */
export function formatPath(path: Path): string {
  return path.map(formatStep).join("").replace(/^\./, "");
}

/** Returns a problem in a line: `policies[1].bsid: duplicate of policies[0].bsid cafe::1`. */
export function formatProblem({ path, text }: Problem): string {
  return path.length === 0 ? text : `${formatPath(path)}: ${text}`;
}

/** Returns a problem in a line, with its place if the state was read from a document. */
export function placeProblem(places: Places | undefined, problem: Problem): string {
  const text = formatProblem(problem);
  return places === undefined ? text : `${places.placeOf(problem.path)}: ${text}`;
}

/** Returns a line for each of the first, whatever they quote, and one with the number of the others. */
export function firstLines<Each>(all: readonly Each[], format: (each: Each) => string = String): string[] {
  const lines = all.slice(0, MAX_SHOWN).map((each) => printable(shorten(format(each))));
  const left = all.length - lines.length;
  return left > 0 ? [...lines, `and ${left} more`] : lines;
}

/** Returns a `VPP_DOCUMENT` with a line for each of the first. */
export function documentError<Each>(all: readonly Each[], format?: (each: Each) => string): VppError {
  return new VppError("VPP_DOCUMENT", firstLines(all, format).join("\n"));
}

function formatStep(step: string | number): string {
  if (typeof step === "number") return `[${step}]`;
  return /^[\w-]+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
}

/** A line can quote a text of any length. */
function shorten(line: string): string {
  if (line.length <= MAX_CHARACTERS) return line;
  return `${line.slice(0, MAX_CHARACTERS / 2)} ... ${line.slice(-MAX_CHARACTERS / 2)}`;
}
