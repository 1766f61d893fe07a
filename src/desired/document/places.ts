import { formatProblem, type Path, type Problem } from "./problem.ts";

/** The file and line of a part of a document, e.g. `overlay.yaml:14`. */
type PlaceOf = (path: Path) => string;

/** Kept beside the states, which are values like those that programs make. */
const places = new WeakMap<object, PlaceOf>();

/** Notes where the parts of a state stand. */
export function notePlaces(state: object, placeOf: PlaceOf): void {
  places.set(state, placeOf);
}

/** The problem in a line, with the place in the document if the state is from one. */
export function placeProblem(state: object, problem: Problem): string {
  const place = places.get(state)?.(problem.path);
  return place === undefined ? formatProblem(problem) : `${place}: ${formatProblem(problem)}`;
}

/** Notes that the parts of a state that was made of another stand where those of the other do. */
export function keepPlaces(from: object, to: object): void {
  const placeOf = places.get(from);
  if (placeOf !== undefined) places.set(to, placeOf);
}
