/**
 * Messages as one VPP has them: their ids, the versions that differ from the bindings, and the fields that must not be sent.
 */
export type { Compatibility } from "./compatibility.ts";
export type { DefinitionSources } from "./definitions.ts";
export { hazardError, MAX_SEGMENTS } from "./hazards.ts";
export { type OwnRoutes, ownRoutes } from "./own-routes.ts";
export { isPassing, type Route, Routes, type Served } from "./routes.ts";
