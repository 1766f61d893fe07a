/**
 * The rules of the operations, a file each: what must be known, what an operation names, what speaks against it, and what it
 * changes. Pure: they read what is held and ask VPP nothing.
 */
export { OPERATIONS, STAGES } from "./operation-shapes.ts";
export { replacementOf } from "./replace-local-sid.ts";
export { checkOperation, type Survey, survey } from "./rules.ts";
