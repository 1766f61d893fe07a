/**
 * The document: what one node should hold. In comes YAML, out come states, or errors that name the line. It knows nothing of
 * what a VPP holds, but how to put what was read of it in the place of names.
 */
export { jsonSchema, parseDocument } from "./document.ts";
export { keyOfNeighbor, keyOfPath, keyOfPolicy, keyOfRoute, keyOfTable } from "./keys.ts";
export { holdsTraffic, isIn, isInRange } from "./ranges.ts";
export { routedTables, tablesOf, tablesWith } from "./references.ts";
export { needsSurroundings, resolve, type Surroundings } from "./resolve.ts";
export type {
  DesiredLocalSid,
  DesiredRoute,
  DesiredState,
  DesiredSteering,
  Ownership,
  PrefixRange,
  RequiredNeighbor,
  Requirements,
  ResolvedState,
  SteeringRange,
  TableIds,
} from "./state.ts";
