/**
 * The rules of the operations, a file for each kind of object: what must be known, what an operation names, what speaks against
 * it, and what it changes. Pure: they read what is held and ask VPP nothing.
 */
export { doubtsOf } from "./doubts.ts";
export { replacementOf } from "./local-sids.ts";
export { OPERATIONS, STAGES } from "./operation-shapes.ts";
export { checkOperation, survey } from "./rules.ts";
