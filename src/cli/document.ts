import { type DesiredState, parseDocument } from "../desired/index.ts";
import { readText } from "./input.ts";
import type { Io } from "./io.ts";

/**
 * The desired state in a file; `-` is standard input.
 *
 * @throws {UsageError} when the file cannot be read.
 * @throws {VppError} `VPP_DOCUMENT` with a line for each thing that is wrong with it.
 */
export async function readDocument(path: string, io: Io): Promise<DesiredState> {
  return await parseDocument(await readText(path, io), path === "-" ? "standard input" : path);
}
