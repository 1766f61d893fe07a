import { VppError } from "../errors.ts";

/**
 * Selects entries by name: a regular expression, or the text of one; a name matches that contains it anywhere, so `^/if/rx$` is one
 * entry. Of several patterns one must match.
 */
export type StatsPattern = string | RegExp | readonly (string | RegExp)[];

/**
 * Returns the function that finds out whether a name matches.
 *
 * @throws {VppError} `VPP_FIELD_RANGE` for a pattern that is none.
 */
export function matcherOf(pattern: StatsPattern): (name: string) => boolean {
  const all = (Array.isArray(pattern) ? pattern : [pattern]).map(compile);
  const [first] = all;
  if (all.length === 1) return (name) => first!.test(name);
  return (name) => all.some((each) => each.test(name));
}

/** A pattern with the flag g or y would remember where the last name matched. */
function compile(pattern: unknown): RegExp {
  if (pattern instanceof RegExp) return new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ""));
  try {
    if (typeof pattern === "string") return new RegExp(pattern);
  } catch (cause) {
    throw new VppError("VPP_FIELD_RANGE", `pattern: ${(cause as Error).message}`, { cause });
  }
  throw new VppError("VPP_FIELD_RANGE", "pattern: neither a string nor a regular expression");
}
