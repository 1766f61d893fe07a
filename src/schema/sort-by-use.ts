import { VppError } from "../errors.ts";
import type { TypeDefinition } from "./model.ts";

/**
 * Definitions in an order in which each stands behind those that it mentions; otherwise as they were.
 *
 * @param mentionsOf the names that a definition mentions; those of definitions elsewhere do not matter.
 * @throws {VppError} `VPP_SCHEMA` when there is no such order.
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
    if (open.has(definition)) throw new VppError("VPP_SCHEMA", `${definition.name} mentions itself, through others`);
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

/** Returns the types that a type is made of. */
export function mentionedTypes(type: TypeDefinition): readonly string[] {
  if ("fields" in type) return type.fields.map((field) => field.type);
  return type.kind === "alias" ? [type.type] : [];
}
