import type { VppError } from "../errors.ts";

/** Makes the error about a definition, field or arm. Whoever read a module knows where in its text that stands. */
export type Blame = (culprit: object, text: string) => VppError;
