import { VppError } from "../../errors.ts";
import { fieldName } from "../../field-name.ts";
import type { ApiSchema, EnumDefinition, FieldLayout, Shape } from "../../schema/index.ts";

/** The name of the arm for values that no discriminator selects. */
const ALL_BYTES = "bytes";

export type UnionShape = Shape & { readonly kind: "union" };

/** Returns the name of an arm in TypeScript. */
export function armName({ field }: FieldLayout): string {
  return fieldName(field.name);
}

/**
 * Returns the arms of a union, and one for all of its bytes unless it has that already.
 *
 * @throws {VppError} `VPP_SCHEMA` when an arm named `bytes` does not cover all bytes of the union.
 */
export function armsToWrite({ arms, leastBytes, definition }: UnionShape): FieldLayout[] {
  const known = arms.find((arm) => armName(arm) === ALL_BYTES);
  if (known === undefined) {
    const shape = { kind: "octets", leastBytes, isVariable: false } as const;
    return [...arms, { field: { name: ALL_BYTES, type: "u8" }, offset: 0, shape }];
  }
  if (known.shape.kind === "octets" && known.shape.leastBytes === leastBytes) return [...arms];
  throw new VppError("VPP_SCHEMA", `${definition.name}: an arm named ${ALL_BYTES} must cover all bytes of the union`);
}

/** A number that no discriminator can be: more than an enumeration can hold. */
const NO_VALUE = 2 ** 32;

/** Returns the discriminator's value for each arm; for a union without cases, the index of the arm. */
export function unionCases(shape: UnionShape, schema: ApiSchema): number[] {
  if (shape.arms.every(({ field }) => field.case === undefined)) return [...shape.arms.keys()];
  const values = new Map(enumerationOf(shape, schema)?.items);
  return shape.arms.map(({ field }, at) => values.get(field.case ?? "") ?? NO_VALUE + at);
}

/** Returns the enumeration with the arms' cases. It may be in a module that uses the union. */
function enumerationOf({ arms, owner }: UnionShape, schema: ApiSchema): EnumDefinition | undefined {
  const imports = owner.imports.map((name) => schema.modules.get(name));
  const types = [owner, ...imports, ...schema.modules.values()].flatMap((module) => module?.types ?? []);
  const cases = arms.flatMap((arm) => arm.field.case ?? []);
  return types.find((type): type is EnumDefinition => {
    return "items" in type && cases.every((name) => type.items.some(([item]) => item === name));
  });
}
