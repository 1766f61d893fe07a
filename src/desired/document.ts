import { findDuplicates } from "./duplicates.ts";
import { findOutside } from "./ownership.ts";
import { notePlaces } from "./places.ts";
import { documentError, formatProblem, type Problem } from "./problem.ts";
import type { DesiredState } from "./state.ts";

/**
 * Reads a document in YAML: what one node should hold.
 *
 * @param fileName stands before each line of an error.
 * @throws {VppError} `VPP_DOCUMENT` with all that is wrong, a line for each:
 * `overlay.yaml:14: policies[1].bsid: duplicate of policies[0].bsid cafe::1`.
 */
export async function parseDocument(text: string, fileName = "document"): Promise<DesiredState> {
  // Loaded when needed: a program that has no documents pays for neither library.
  const [{ readYaml }, { readState }] = await Promise.all([import("./yaml.ts"), import("./schema.ts")]);
  const yaml = readYaml(text);
  if ("faults" in yaml) {
    throw documentError(yaml.faults.map(({ line, column, text }) => `${fileName}:${line}:${column}: ${text}`));
  }
  const read = readState(yaml.value);
  const problems: readonly Problem[] =
    "problems" in read ? read.problems : [...findDuplicates(read), ...findOutside(read)];
  if (!("problems" in read) && problems.length === 0) {
    notePlaces(read, (path) => `${fileName}:${yaml.lineOf(path)}`);
    return read;
  }
  const placed = problems.map((problem) => ({ line: yaml.lineOf(problem.path), text: formatProblem(problem) }));
  throw documentError(placed.sort((a, b) => a.line - b.line).map(({ line, text }) => `${fileName}:${line}: ${text}`));
}

/** The JSON Schema (draft 2020-12) of a document, for editors and for programs in other languages. */
export async function jsonSchema(): Promise<object> {
  const { stateJsonSchema } = await import("./schema.ts");
  return stateJsonSchema();
}
