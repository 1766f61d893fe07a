/**
 * Reads input files up to a limit of bytes, without blocking on a FIFO, and replaces only files that tsvpp has written. Of their
 * content it knows only the envelope of state files.
 */
export { FolderChanges } from "./folder-changes.ts";
export { InputBytes, MAX_INPUT_BYTES, openInput, readRegularFile } from "./input.ts";
export { makeFolder } from "./make-folder.ts";
export { checkTarget, checkTargets, type FileKind, removeFile, replaceFile } from "./own-files.ts";
export { attempt, reasonOf } from "./reason.ts";
export { StateFile, type StateKind } from "./state-file.ts";
