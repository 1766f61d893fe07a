import { readFile } from "node:fs/promises";
import { addAbortSignal } from "node:stream";
import { text } from "node:stream/consumers";
import { getSystemErrorMap } from "node:util";
import type { Io } from "./io.ts";
import { UsageError } from "./usage-error.ts";

/**
 * The text of a file, or of standard input when the path is `-`.
 *
 * @throws {UsageError} when it cannot be read.
 */
export async function readText(path: string, { stdin, signal }: Io): Promise<string> {
  try {
    return await (path === "-" ? text(addAbortSignal(signal, stdin)) : readFile(path, { encoding: "utf8", signal }));
  } catch (error) {
    throw new UsageError(`${path === "-" ? "standard input" : path}: ${reasonOf(error as NodeJS.ErrnoException)}`);
  }
}

/** The system's words for an error, without path and call. */
export function reasonOf({ errno, message }: NodeJS.ErrnoException): string {
  return (errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1]) ?? message;
}
