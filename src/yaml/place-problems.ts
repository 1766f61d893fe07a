import { formatProblem, type Problem } from "./problem.ts";
import type { Yaml } from "./yaml.ts";

/** Returns a line for each problem, in the order of their lines in the text: `overlay.yaml:14: policies[1].bsid: ...`. */
export function placeProblems(problems: readonly Problem[], yaml: Yaml, fileName: string): string[] {
  const all = problems.map((problem) => ({ line: yaml.find(problem.path).line, text: formatProblem(problem) }));
  all.sort((a, b) => a.line - b.line);
  return all.map(({ line, text }) => `${fileName}:${line}: ${text}`);
}
