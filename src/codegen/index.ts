/**
 * Turns a schema into TypeScript text, types and codecs of every message, or into a codec at once. It prints imports of the wire runtime but knows
 * nothing of how that works, nor of any message by name.
 */
export { compileCodec } from "./compile.ts";
export { directoryEntries, type MessageEntry } from "./emit-directory.ts";
export { type GenerateOptions, generateBindings } from "./generate.ts";
export { type WrittenBindings, writeBindings } from "./write-bindings.ts";
