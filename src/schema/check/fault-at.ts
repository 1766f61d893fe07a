import type { VppError } from "../../errors.ts";

/** Makes the error about a definition, field or arm. The parser of a module provides it, with the place in the text. */
export type FaultAt = (definition: object, text: string) => VppError;
