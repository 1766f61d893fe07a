import type { IpAddress, Prefix } from "../../address/index.ts";
import type { Yaml } from "../../yaml/index.ts";
import { documentError, firstLines, type Path, type Places, type Problem, placeProblems } from "../../yaml/index.ts";
import { findContradictions } from "./contradictions.ts";
import { findOutside } from "./ranges.ts";
import type { DesiredState, Ownership } from "./state.ts";

/**
 * Reads a document in YAML, which says what one node should hold.
 *
 * @param fileName stands before each line of an error.
 * @throws {VppError} `VPP_DOCUMENT` with a line for each problem:
 * `overlay.yaml:14: policies[1].bsid: duplicate of policies[0].bsid cafe::1`.
 */
export async function parseDocument(text: string, fileName = "document"): Promise<DesiredState> {
  // Loaded when they are needed: a program without documents needs neither library.
  const [{ readYaml }, { readState }] = await Promise.all([import("../../yaml/index.ts"), import("./schema.ts")]);
  const yaml = readYaml(text, fileName);
  const read = readState(yaml.value);
  if ("problems" in read) throw documentError(placed(read.problems, yaml, fileName));
  const { state, notes } = maskPrefixes(read);
  const problems = [...findContradictions(state), ...findOutside(state)];
  if (problems.length > 0) throw documentError(placed(problems, yaml, fileName));
  const places: Places = { placeOf: (path) => `${fileName}:${yaml.find(pathIn(yaml, path)).line}` };
  return { ...state, places, ...(notes.length > 0 && { notes: firstLines(placed(notes, yaml, fileName)) }) };
}

/** Masks the prefix at a path. */
type Mask = <A extends IpAddress>(prefix: Prefix<A>, ...path: Path) => Prefix<A>;

/** Returns the state without host bits in its prefixes, and a note for each: VPP forwards without them, but keeps them. */
function maskPrefixes(state: DesiredState): { state: DesiredState; notes: Problem[] } {
  const notes: Problem[] = [];
  const mask: Mask = (prefix, ...path) => {
    if (!prefix.hasHostBits) return prefix;
    const masked = prefix.masked();
    notes.push({ path, text: `${prefix} has host bits: read as ${masked}` });
    return masked;
  };
  const routes = state.routes?.map((route, at) => maskOne(route, mask, "routes", at));
  const steering = state.steering.map((rule, at) => (rule.kind === "l2" ? rule : maskOne(rule, mask, "steering", at)));
  const owns = state.owns && { owns: maskOwned(state.owns, mask) };
  return { state: { ...state, ...(routes && { routes }), steering, ...owns }, notes };
}

function maskOwned({ sids, bsids, steering, scratch, routes, ...owns }: Ownership, mask: Mask): Ownership {
  return {
    ...owns,
    ...(sids && { sids: sids.map((prefix, at) => mask(prefix, "owns", "sids", at)) }),
    ...(bsids && { bsids: bsids.map((prefix, at) => mask(prefix, "owns", "bsids", at)) }),
    ...(steering && {
      steering: steering.map((each, at) => ("prefix" in each ? maskOne(each, mask, "owns", "steering", at) : each)),
    }),
    ...(routes && { routes: routes.map((range, at) => maskOne(range, mask, "owns", "routes", at)) }),
    ...(scratch && { scratch: mask(scratch, "owns", "scratch") }),
  };
}

/** Returns a value without host bits in its prefix. */
function maskOne<T extends { readonly prefix: Prefix }>(value: T, mask: Mask, ...path: Path): T {
  return { ...value, prefix: mask(value.prefix, ...path, "prefix") };
}

/** Returns a line for each problem, in the order of their lines in the text. */
function placed(problems: readonly Problem[], yaml: Yaml, fileName: string): string[] {
  const written = problems.map(({ path, text }) => ({ path: pathIn(yaml, path), text }));
  return placeProblems(written, yaml, fileName);
}

/** Returns the path as it is written: the segments of the only list of a policy may stand in the policy itself. */
function pathIn(yaml: Yaml, path: Path): Path {
  const [policies, at, lists, list, ...rest] = path;
  if (lists !== "segmentLists" || list !== 0 || yaml.find(path.slice(0, 3)).isThere) return path;
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
