/**
 * Turns a schema into TypeScript text: types and codecs of every message. It prints imports of the wire runtime but knows
 * nothing of how that works, nor of any message by name.
 */
export { type GenerateOptions, generateBindings } from "./generate.ts";
