import { type DesiredState, parseDocument } from "../desired/index.ts";
import { readText } from "./input.ts";
import type { Io } from "./io.ts";

/**
 * The desired state in a file; `-` is standard input. What is taken otherwise than it is written is told.
 *
 * @throws {UsageError} when the file cannot be read.
 * @throws {VppError} `VPP_DOCUMENT` with a line for each thing that is wrong with it.
 */
export async function readDocument(path: string, io: Io): Promise<DesiredState> {
  const desired = await parseDocument(await readText(path, io), path === "-" ? "standard input" : path);
  for (const note of desired.notes ?? []) io.stderr.write(`tsvpp: ${note}\n`);
  return desired;
}
