import type { JsonValue } from "../../wire/index.ts";
import { UsageError, unknownName } from "../arguments/index.ts";

/** Fields of a JSON object, chosen by `--fields A,B`. */
export type FieldNames = readonly string[];

/** Reads the value of `--fields`: names with commas between them. */
export function fieldNamesOf(text: string | undefined): FieldNames | undefined {
  if (text === undefined) return undefined;
  const names = text.split(",").map((name) => name.trim());
  if (names.includes("")) throw new UsageError(`--fields ${text}: names with commas between them are expected`);
  return names;
}

/**
 * Returns an object with only the fields of these names, in this order. `route.prefix` is a field inside of another.
 *
 * @throws {UsageError} on a name that the object does not have, with the nearest.
 */
export function pickFields(value: JsonValue, names: FieldNames): { [name: string]: JsonValue } {
  return Object.fromEntries(names.map((name) => [name, pick(value, name)]));
}

function pick(value: JsonValue, name: string): JsonValue {
  let inner = value;
  for (const step of name.split(".")) {
    const fields = typeof inner === "object" && inner !== null ? (inner as { [name: string]: JsonValue }) : {};
    if (!Object.hasOwn(fields, step)) {
      throw new UsageError(
        `--fields: ${unknownName("field", name, allNames(value))} (${Object.keys(fields).join(", ")})`,
      );
    }
    inner = fields[step]!;
  }
  return inner;
}

/** Returns the names of all fields of an object, also those inside of others. */
function allNames(value: JsonValue, path = ""): string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => [path + name, ...allNames(inner, `${path}${name}.`)]);
}
