/**
 * Files on disk: reads inputs up to a limit of bytes and without waiting in the system, and replaces only files of tsvpp's own
 * making. It knows nothing of what stands in them.
 */
export { InputBytes, MAX_INPUT_BYTES, openInput, readRegularFile } from "./input.ts";
export { makeFolder } from "./make-folder.ts";
export { checkTarget, checkTargets, type FileKind, removeFile, replaceFile } from "./own-files.ts";
export { attempt, reasonOf } from "./reason.ts";
