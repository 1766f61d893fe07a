import { findContradictions } from "./contradictions.ts";
import { findDuplicates } from "./duplicates.ts";
import { maskPrefixes } from "./masking.ts";
import { findOutside } from "./outside.ts";
import { documentError, firstLines, formatProblem, type Path, type Places, type Problem } from "./problem.ts";
import type { DesiredState } from "./state.ts";
import type { Yaml } from "./yaml.ts";

/**
 * Reads a document in YAML, which says what one node should hold.
 *
 * @param fileName stands before each line of an error.
 * @throws {VppError} `VPP_DOCUMENT` with a line for each problem:
 * `overlay.yaml:14: policies[1].bsid: duplicate of policies[0].bsid cafe::1`.
 */
export async function parseDocument(text: string, fileName = "document"): Promise<DesiredState> {
  // Loaded when they are needed: a program without documents needs neither library.
  const [{ readYaml }, { readState }] = await Promise.all([import("./yaml.ts"), import("./schema.ts")]);
  const yaml = readYaml(text);
  if ("faults" in yaml) throw documentError(yaml.faults, (fault) => `${fileName}:${yaml.describe(fault)}`);
  const read = readState(yaml.value);
  if ("problems" in read) throw documentError(...placed(read.problems, yaml, fileName));
  const { state, notes } = maskPrefixes(read);
  const problems = [...findDuplicates(state), ...findContradictions(state), ...findOutside(state)];
  if (problems.length > 0) throw documentError(...placed(problems, yaml, fileName));
  const places: Places = { placeOf: (path) => `${fileName}:${yaml.lineOf(pathIn(yaml, path))}` };
  return { ...state, places, ...(notes.length > 0 && { notes: firstLines(...placed(notes, yaml, fileName)) }) };
}

/** Returns problems in the order of their lines, and the function that formats one. */
function placed(
  problems: readonly Problem[],
  yaml: Yaml,
  fileName: string,
): [{ readonly line: number; readonly problem: Problem }[], (placed: { line: number; problem: Problem }) => string] {
  const all = problems.map(({ path, text }) => {
    const written = pathIn(yaml, path);
    return { line: yaml.lineOf(written), problem: { path: written, text } };
  });
  all.sort((a, b) => a.line - b.line);
  return [all, ({ line, problem }) => `${fileName}:${line}: ${formatProblem(problem)}`];
}

/** Returns the path as it is written: the segments of the only list of a policy may stand in the policy itself. */
function pathIn(yaml: Yaml, path: Path): Path {
  const [policies, at, lists, list, ...rest] = path;
  if (lists !== "segmentLists" || list !== 0 || yaml.has(path.slice(0, 3))) return path;
  return [policies!, at!, ...rest];
}

/** Returns the JSON Schema (draft 2020-12) of a document, for editors and for programs in other languages. */
export async function jsonSchema(): Promise<object> {
  const [{ stateJsonSchema }, { withDescriptions }] = await Promise.all([
    import("./schema.ts"),
    import("./descriptions.ts"),
  ]);
  return withDescriptions(stateJsonSchema());
}
