/**
 * Documents in YAML: values with the lines on which they stand, the parts of which schemas are made, and errors in plain words that name the line.
 */
export { itemPaths, type Part, partAt, valueAt } from "./parts.ts";
export { placeProblems } from "./place-problems.ts";
export {
  documentError,
  firstLines,
  formatPath,
  formatProblem,
  type Path,
  type Places,
  type Problem,
  placeProblem,
} from "./problem.ts";
export {
  expected,
  flag,
  list,
  mapping,
  optional,
  problemsOf,
  readBy,
  text,
  toJsonSchema,
  wholeNumber,
  wrong,
} from "./schema-parts.ts";
export { readYaml, readYamlDocuments, type Yaml } from "./yaml.ts";
