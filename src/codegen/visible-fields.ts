import { VppError } from "../errors.ts";
import { fieldName } from "../field-name.ts";
import type { FieldLayout } from "../schema/index.ts";

/**
 * The fields of a block that are in its type: all but those that count an array.
 *
 * @throws {VppError} `VPP_SCHEMA` when two of them would have the same name.
 */
export function visibleFields(layouts: readonly FieldLayout[]): FieldLayout[] {
  const counters = new Set(layouts.flatMap(({ shape }) => ("by" in shape ? [shape.by] : [])));
  const visible = layouts.filter(({ field }) => !counters.has(field.name));
  checkNames(visible);
  return visible;
}

/** @throws {VppError} `VPP_SCHEMA` when names that differ for VPP are the same in TypeScript. */
export function checkNames(layouts: readonly FieldLayout[]): void {
  const names = new Map<string, string>();
  for (const { field } of layouts) {
    const name = fieldName(field.name);
    const other = names.get(name);
    if (other !== undefined)
      throw new VppError("VPP_SCHEMA", `${other} and ${field.name} would both be called ${name}`);
    names.set(name, field.name);
  }
}
