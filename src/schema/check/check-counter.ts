import type { FieldDefinition } from "../model/index.ts";

/** The types of a counter: generated code writes the number of items into it. */
const COUNTER_TYPES: readonly string[] = ["u8", "u16", "u32"];

/**
 * Returns the fault of a counted array without a counter; undefined if there is none.
 *
 * @param before the fields before it in its block.
 */
export function counterFault({ name, array }: FieldDefinition, before: Iterable<FieldDefinition>): string | undefined {
  if (array?.kind !== "counted") return undefined;
  for (const field of before) if (field.name === array.by && isCounter(field)) return undefined;
  return `${name} is counted by ${array.by}, which is not an earlier u8, u16 or u32 field`;
}

function isCounter({ type, array }: FieldDefinition): boolean {
  return array === undefined && COUNTER_TYPES.includes(type);
}
