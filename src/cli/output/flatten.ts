import type { JsonValue } from "../../wire/index.ts";

/**
 * The scalars inside a JSON value with the paths that lead to them: `sidLists[0].weight`. A list of scalars counts as one.
 */
export function flatten(value: JsonValue, path = ""): [path: string, text: string][] {
  if (typeof value !== "object" || value === null) return [[path, String(value)]];
  if (!Array.isArray(value)) {
    const prefix = path === "" ? "" : `${path}.`;
    return Object.entries(value).flatMap(([name, item]) => flatten(item, prefix + name));
  }
  if (value.every((item) => typeof item !== "object")) return [[path, value.join(", ")]];
  return value.flatMap((item, at) => flatten(item, `${path}[${at}]`));
}
