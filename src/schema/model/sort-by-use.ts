import { VppError } from "../../errors.ts";
import type { MessageDefinition, TypeDefinition } from "./model.ts";

/**
 * Sorts definitions so that each follows those that it mentions, and keeps their order otherwise.
 *
 * @param mentionsOf returns the names that a definition mentions; unknown names are ignored.
 * @throws {VppError} `VPP_SCHEMA` when definitions mention each other.
 */
export function sortByUse<T extends { readonly name: string }>(
  definitions: readonly T[],
  mentionsOf: (definition: T) => readonly string[],
): T[] {
  const byName = new Map(definitions.map((definition) => [definition.name, definition]));
  const sorted = new Set<T>();
  const open = new Set<T>();
  const visit = (definition: T): void => {
    if (sorted.has(definition)) return;
    if (open.has(definition))
      throw new VppError("VPP_SCHEMA", `${definition.name} mentions itself through other definitions`);
    open.add(definition);
    for (const name of mentionsOf(definition)) {
      const mentioned = byName.get(name);
      if (mentioned !== undefined) visit(mentioned);
    }
    sorted.add(definition);
  };
  definitions.forEach(visit);
  return [...sorted];
}

/** Returns the names of the types that a type or message contains. */
export function mentionedTypes(definition: TypeDefinition | MessageDefinition): readonly string[] {
  if ("fields" in definition) return definition.fields.map((field) => field.type);
  return definition.kind === "alias" ? [definition.type] : [];
}
