import { VppError } from "../errors.ts";

/** Where something stands in a document: keys and places in lists, from the outside in. */
export type Path = readonly (string | number)[];

/** Something that is wrong with a document. */
export interface Problem {
  readonly path: Path;
  readonly text: string;
}

const MOST_SHOWN = 20;

/** `policies[1].bsid` */
export function formatPath(path: Path): string {
  const text = path.map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`)).join("");
  return text.replace(/^\./, "");
}

/** `policies[1].bsid: duplicate of policies[0].bsid cafe::1` */
export function formatProblem({ path, text }: Problem): string {
  return path.length === 0 ? text : `${formatPath(path)}: ${text}`;
}

/** `VPP_DOCUMENT` with these lines. */
export function documentError(lines: readonly string[]): VppError {
  const left = lines.length - MOST_SHOWN;
  const shown = left > 0 ? [...lines.slice(0, MOST_SHOWN), `and ${left} more`] : lines;
  return new VppError("VPP_DOCUMENT", shown.join("\n"));
}
