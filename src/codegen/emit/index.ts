/** Text of TypeScript for parts of a module: types, codecs, documentation and the directory of messages. */
export { docText } from "./documentation.ts";
export { codecText, unionText } from "./emit-codec.ts";
export { directoryEntries, emitDirectory, type MessageEntry } from "./emit-directory.ts";
export { emitModule } from "./emit-module.ts";
