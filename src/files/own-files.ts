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

/** The files that one command writes, which it may replace. */
export interface FileKind {
  /** What all others are not, as in `not a plan`. */
  readonly name: string;
  /** Returns whether a text is that of such a file, whole or cut off. */
  has(text: string): boolean;
}

/** A file that may be replaced. */
interface OwnFile {
  readonly text: string;
  readonly mode: number;
}

/**
 * Refuses a path where `replaceFile` would fail: nothing may be there in a folder that is, or a regular file of the kind.
 *
 * @throws {VppError} `VPP_FILE`
 */
export function checkTarget(path: string, kind: FileKind): void {
  attempt(path, () => accessSync(folderOf(path), W_OK | X_OK));
  checkTargets([path], kind);
}

/**
 * Refuses paths where something else is than a regular file of the kind. Their folders need not be there.
 *
 * @throws {VppError} `VPP_FILE` with a line for each.
 */
export function checkTargets(paths: Iterable<string>, kind: FileKind): void {
  const faults = [...paths].map((path) => faultOf(() => readOwn(path, kind))).filter((fault) => fault !== undefined);
  if (faults.length > 0) throw new VppError("VPP_FILE", faults.join("\n"));
}

/**
 * Removes a regular file of the kind. Anything else stays, and so does a file that cannot be read and written.
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
 * Puts a text at a path where nothing is or a file of the kind, never in part: it is written beside it and renamed. A file
 * with the same text is left alone; the mode of one that is replaced stays.
 *
 * @returns whether it was written.
 * @throws {VppError} `VPP_FILE`; then the path is as before.
 */
export function replaceFile(path: string, text: string, kind: FileKind): boolean {
  const before = readOwn(path, kind);
  if (before?.text === text) return false;
  const beside = `${folderOf(path)}.tsvpp-${randomUUID()}`;
  // Outside of the try: a file that has this name already must not be removed.
  const file = attempt(path, () => openSync(beside, "wx", before?.mode));
  try {
    attempt(path, () => writeAndClose(file, text));
    const isThere = readOwn(path, kind) !== undefined;
    attempt(path, () => (isThere ? renameSync(beside, path) : linkOrCopy(beside, path)));
  } finally {
    attempt(path, () => rmSync(beside, { force: true }));
  }
  return true;
}

function writeAndClose(file: number, text: string): void {
  try {
    writeFileSync(file, text);
    // A system that fails must not find the new name with nothing in it.
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Unlike a renaming, replaces nothing that has appeared meanwhile. */
function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (reason) {
    if ((reason as NodeJS.ErrnoException).code === "EEXIST") throw reason;
    // This file system has no links.
    copyFileSync(from, to, COPYFILE_EXCL);
  }
}

/** Returns the file that may be replaced; undefined where nothing is. */
function readOwn(path: string, kind: FileKind): OwnFile | undefined {
  const stats = attempt(path, () => statsOf(path));
  if (stats === undefined) return undefined;
  if (stats.isSymbolicLink()) throw refusal(path, "a symbolic link", "name another path, or remove it");
  if (!stats.isFile())
    throw refusal(path, stats.isDirectory() ? "a folder" : "not a regular file", "name another path");
  // For writing: a file that is protected is not replaced.
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

/** With the slash; that of `plans/` is `plans/`. */
function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1) || "./";
}
