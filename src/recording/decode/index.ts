/**
 * The messages of a recording by their definitions: names, fields, and which answers belong to which request. It sends nothing.
 */
export { type DefinedMessage, Definitions, splitNameCrc } from "./definitions.ts";
export { type Description, describeMessage } from "./describe.ts";
export { type Exchange, Exchanges } from "./exchanges.ts";
