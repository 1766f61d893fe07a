import { getSystemErrorMap } from "node:util";
import { errorText, VppError } from "../errors.ts";
import { printable } from "../printable.ts";

/** Returns the system's text for an errno, without path and call; for any other error, its message. */
export function reasonOf(reason: unknown): string {
  const { errno } = Object(reason) as NodeJS.ErrnoException;
  return (errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1]) ?? errorText(reason);
}

/**
 * Runs an action on a file.
 *
 * @throws {VppError} `VPP_FILE`, with the path, for any error of the action.
 */
export function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    throw new VppError("VPP_FILE", `${printable(path)}: ${reasonOf(cause)}`, { cause });
  }
}
