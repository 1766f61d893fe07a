import type { Srv6View } from "../../srv6/index.ts";
import { type Extras, findExtras, Owned } from "../difference/index.ts";
import type { ResolvedState } from "../document/index.ts";
import type { Answers } from "./questions.ts";

/** All that a plan is made of. */
export interface Inputs {
  readonly desired: ResolvedState;
  readonly observed: Srv6View;
  readonly owned: Owned;
  /** What is removed. */
  readonly extras: Extras;
  readonly answers: Answers;
  /** Whether removing many of the owned entries needs permission. */
  readonly limitsRemovals: boolean;
}

/** Returns the inputs for a state, by which all that is owned and not desired is removed. */
export function inputsFor(desired: ResolvedState, observed: Srv6View, answers: Answers): Inputs {
  const owned = new Owned(desired, observed);
  return { desired, observed, owned, extras: findExtras(desired, observed, owned), answers, limitsRemovals: true };
}
