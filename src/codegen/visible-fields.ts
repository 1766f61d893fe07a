import type { FieldLayout } from "../schema/index.ts";

/** Returns the fields of a block that are in its type: all but those that count an array. */
export function visibleFields(layouts: readonly FieldLayout[]): FieldLayout[] {
  const counters = new Set(layouts.flatMap(({ shape }) => ("by" in shape ? [shape.by] : [])));
  return layouts.filter(({ field }) => !counters.has(field.name));
}
