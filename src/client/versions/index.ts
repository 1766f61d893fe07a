/**
 * Messages as one VPP has them: their ids, the versions that differ from the bindings, and the fields that must not be sent.
 */
export type { Compatibility } from "./compatibility.ts";
export type { DefinitionSources } from "./definitions.ts";
export { hazardError, hazardOf, MAX_SEGMENTS } from "./hazards.ts";
export { type OwnMessages, ownMessages } from "./own-messages.ts";
export { isPassing, type Served, ServedMessages, type ServedRequest } from "./served-messages.ts";
