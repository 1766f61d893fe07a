import { formatProblem, type Path, type Problem } from "./problem.ts";

/** Where the parts of a state stand in the text of its document. */
export interface Places {
  /** Returns file and line of a part, e.g. `overlay.yaml:14`. */
  readonly placeOf: (path: Path) => string;
}

/** Returns a problem in a line, with its place if the state was read from a document. */
export function placeProblem(places: Places | undefined, problem: Problem): string {
  const text = formatProblem(problem);
  return places === undefined ? text : `${places.placeOf(problem.path)}: ${text}`;
}
