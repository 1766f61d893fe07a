/**
 * What the command prints: lines, tables, trees and JSON. In come values and texts from anywhere; what goes out commands no
 * terminal. It knows nothing of VPP.
 */
export { type Branch, branchText, leaf } from "./branches.ts";
export { flatten } from "./flatten.ts";
export { type ListView, Output, type Style } from "./output.ts";
export { type FieldNames, fieldNamesOf, pickFields } from "./pick-fields.ts";
export { formatPairs, type Row } from "./table.ts";
