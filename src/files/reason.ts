import { getSystemErrorMap } from "node:util";
import { errorText, VppError } from "../errors.ts";
import { printable } from "../printable.ts";

/** Returns the system's words for an error, without path and call; the text of any other error. */
export function reasonOf(reason: unknown): string {
  const { errno } = Object(reason) as NodeJS.ErrnoException;
  return (errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1]) ?? errorText(reason);
}

/**
 * Does something with a file.
 *
 * @throws {VppError} `VPP_FILE`, with the path, for whatever error that throws.
 */
export function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    throw new VppError("VPP_FILE", `${printable(path)}: ${reasonOf(cause)}`, { cause });
  }
}
