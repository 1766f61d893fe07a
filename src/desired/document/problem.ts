import { VppError } from "../../errors.ts";
import { printable } from "../../printable.ts";

/** Where something stands in a document: keys and places in lists, from the outside in. */
export type Path = readonly (string | number)[];

/** Something that is wrong with a document. */
export interface Problem {
  readonly path: Path;
  readonly text: string;
}

const MOST_SHOWN = 20;
const MOST_CHARACTERS = 400;

/** `policies[1].bsid` */
export function formatPath(path: Path): string {
  return path.map(formatStep).join("").replace(/^\./, "");
}

/** `policies[1].bsid: duplicate of policies[0].bsid cafe::1` */
export function formatProblem({ path, text }: Problem): string {
  return path.length === 0 ? text : `${formatPath(path)}: ${text}`;
}

/** The first of them, a line each whatever they quote, and how many are left. */
export function tellFirst<Each>(all: readonly Each[], tell: (each: Each) => string): string[] {
  const lines = all.slice(0, MOST_SHOWN).map((each) => printable(shorten(tell(each))));
  const left = all.length - lines.length;
  return left > 0 ? [...lines, `and ${left} more`] : lines;
}

/** `VPP_DOCUMENT` with a line for each of the first. */
export function documentError<Each>(all: readonly Each[], tell: (each: Each) => string = String): VppError {
  return new VppError("VPP_DOCUMENT", tellFirst(all, tell).join("\n"));
}

function formatStep(step: string | number): string {
  if (typeof step === "number") return `[${step}]`;
  return /^[\w-]+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
}

/** A line can quote a text of any length. */
function shorten(line: string): string {
  if (line.length <= MOST_CHARACTERS) return line;
  return `${line.slice(0, MOST_CHARACTERS / 2)} ... ${line.slice(-MOST_CHARACTERS / 2)}`;
}
