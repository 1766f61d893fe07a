/** VPP's interface language (`.api`) as the model: lexer, parser, imports and the CRC of the file. */
export { findIn, readApiFile, readFile } from "./read-api-file.ts";
export { type ApiFile, ApiFiles, type FindImport, parseApi } from "./resolve.ts";
