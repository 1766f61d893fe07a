import { randomUUID } from "node:crypto";
import {
  accessSync,
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from "node:fs";
import { errorText, VppError } from "../errors.ts";
import { printable } from "../printable.ts";
import { readRegularFile } from "./input.ts";
import { attempt } from "./reason.ts";

const { COPYFILE_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDWR, W_OK, X_OK } = constants;

/** A kind of file that a command writes, and may therefore replace. */
export interface FileKind {
  /** The kind in an error text: `a plan` in `not a plan`. */
  readonly name: string;
  /** Returns whether a text is from a file of this kind, complete or truncated. */
  has(text: string): boolean;
  /** Whether a file that was written must still be there after a crash of the system: then its folder is written to the disk, too. */
  readonly isDurable?: boolean;
}

/** An existing file that may be replaced. */
interface OwnFile {
  readonly text: string;
  readonly mode: number;
}

/**
 * Refuses a path where `replaceFile` would fail. The folder must exist; the path is free, or a regular file of the kind.
 *
 * @throws {VppError} `VPP_FILE`
 */
export function checkTarget(path: string, kind: FileKind): void {
  attempt(path, () => accessSync(folderOf(path), W_OK | X_OK));
  checkTargets([path], kind);
}

/**
 * Refuses paths that exist and are not regular files of the kind. Their folders need not exist.
 *
 * @throws {VppError} `VPP_FILE` with a line for each.
 */
export function checkTargets(paths: Iterable<string>, kind: FileKind): void {
  const faults = [...paths].map((path) => faultOf(() => readOwn(path, kind))).filter((fault) => fault !== undefined);
  if (faults.length > 0) throw new VppError("VPP_FILE", faults.join("\n"));
}

/**
 * Removes a regular file of the kind. Other files stay, and so does a file that cannot be read and written.
 *
 * @returns whether it was removed.
 * @throws {VppError} `VPP_FILE`
 */
export function removeFile(path: string, kind: FileKind): boolean {
  if (faultOf(() => readOwn(path, kind)) !== undefined) return false;
  attempt(path, () => rmSync(path));
  return true;
}

/**
 * Writes a text to a path that is free or a file of the kind. The path never holds a part of the text: a temporary file beside
 * it is written and renamed. A file with the same text is not touched; a replaced file keeps its mode.
 *
 * @returns whether the file was written.
 * @throws {VppError} `VPP_FILE`; then the path is as before, unless it is the folder of a durable file that cannot be written.
 */
export function replaceFile(path: string, text: string, kind: FileKind): boolean {
  const before = readOwn(path, kind);
  if (before?.text === text) return false;
  const beside = `${folderOf(path)}.tsvpp-${randomUUID()}`;
  // Outside of the try: an existing file of this name must not be removed.
  const file = attempt(path, () => openSync(beside, "wx", before?.mode));
  try {
    attempt(path, () => writeAndClose(file, text));
    const isThere = readOwn(path, kind) !== undefined;
    attempt(path, () => (isThere ? renameSync(beside, path) : linkOrCopy(beside, path)));
  } finally {
    attempt(path, () => rmSync(beside, { force: true }));
  }
  if (kind.isDurable) attempt(path, () => syncFolder(folderOf(path)));
  return true;
}

/** Writes the entries of a folder to the disk: without that, a rename can be lost in a crash of the system. */
function syncFolder(path: string): void {
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function writeAndClose(file: number, text: string): void {
  try {
    writeFileSync(file, text);
    // After a crash of the system, the new name must not be an empty file.
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Moves a file to a free path. Unlike `rename`, it does not replace a file that has appeared meanwhile. */
function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (reason) {
    if ((reason as NodeJS.ErrnoException).code === "EEXIST") throw reason;
    // The file system may not support links.
    copyFileSync(from, to, COPYFILE_EXCL);
  }
}

/** Reads the file at a path, which may be replaced; returns undefined if the path is free. */
function readOwn(path: string, kind: FileKind): OwnFile | undefined {
  const stats = attempt(path, () => statsOf(path));
  if (stats === undefined) return undefined;
  if (stats.isSymbolicLink()) throw refusal(path, "a symbolic link", "name another path, or remove it");
  if (!stats.isFile())
    throw refusal(path, stats.isDirectory() ? "a folder" : "not a regular file", "name another path");
  // Opened for writing too: a write-protected file is not replaced.
  const text = attempt(path, () => readRegularFile(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK));
  if (!kind.has(text)) throw refusal(path, `not ${kind.name}`, "name another path, or remove it");
  return { text, mode: stats.mode & 0o777 };
}

function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch (reason) {
    if (["ENOENT", "ENOTDIR"].includes((reason as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw reason;
  }
}

function refusal(path: string, what: string, wayOut: string): VppError {
  return new VppError("VPP_FILE", `${printable(path)}: ${what}, so it is not replaced: ${wayOut}`);
}

function faultOf(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (reason) {
    return errorText(reason);
  }
}

/** Returns the folder of a path, with the slash; that of `plans/` is `plans/`. */
function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1) || "./";
}
