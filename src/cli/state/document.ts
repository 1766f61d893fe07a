import { isPlanFile, type PlanFile, parseDocument, readPlanFile, type SourceDocument } from "../../desired/index.ts";
import { UsageError } from "../arguments/index.ts";
import { readText } from "../input.ts";
import { type Io, writeNote } from "../io.ts";

/**
 * The document in a file; `-` is standard input. Prints a warning for each value that is read otherwise than it is written.
 *
 * @throws {UsageError} when the file cannot be read, or is a plan.
 * @throws {VppError} `VPP_DOCUMENT` with a line for each thing that is wrong with it.
 */
export async function readDocument(path: string, io: Io): Promise<SourceDocument> {
  const text = await readText(path, io);
  if (isPlanFile(text)) throw new UsageError(`${nameOf(path)}: a plan, not a document: use "tsvpp apply ${path}"`);
  return await toDocument(text, nameOf(path), io);
}

/**
 * The document or the plan in a file, whichever it is, as `readDocument`.
 */
export async function readDocumentOrPlan(path: string, io: Io): Promise<SourceDocument | PlanFile> {
  const text = await readText(path, io);
  return isPlanFile(text) ? await readPlanFile(text, nameOf(path)) : await toDocument(text, nameOf(path), io);
}

async function toDocument(text: string, name: string, io: Io): Promise<SourceDocument> {
  const desired = await parseDocument(text, name);
  for (const note of desired.notes ?? []) writeNote(io, `warning: ${note}`);
  return { name, text, desired };
}

function nameOf(path: string): string {
  return path === "-" ? "standard input" : path;
}
