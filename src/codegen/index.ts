/**
 * Generates TypeScript from a schema, types and codecs of each message, or compiles a codec at run time. It prints imports of
 * the wire runtime without importing it, and treats no message specially.
 *
 * @module tsvpp/codegen
 */
export { compileCodec } from "./compile.ts";
export { compileMessage } from "./compile-message.ts";
export { directoryEntries, type MessageEntry } from "./emit/index.ts";
export { type GenerateOptions, generateBindings } from "./generate.ts";
export { type WrittenBindings, writeBindings } from "./write-bindings.ts";
