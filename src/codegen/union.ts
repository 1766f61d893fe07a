import type { ApiModule, ApiSchema, FieldLayout, Shape } from "../schema/index.ts";

export type UnionShape = Shape & { readonly kind: "union" };

/**
 * The field that selects a union's arm: the one that the schema names, else an earlier one of the enumeration that the
 * arms' cases belong to (`mprefix`), else none.
 */
export function discriminatorOf(
  shape: UnionShape,
  layout: FieldLayout,
  block: readonly FieldLayout[],
): FieldLayout | undefined {
  const named = layout.field.discriminator;
  if (named !== undefined) return block.find(({ field }) => field.name === named);
  const item = shape.arms[0]?.field.case;
  return block.find(
    (other) =>
      other.offset < layout.offset &&
      other.shape.kind === "enum" &&
      other.shape.definition.items.some(([name]) => name === item),
  );
}

/** The discriminator's value for each arm; where the schema gives none, the arm's place. */
export function unionCases(shape: UnionShape, schema: ApiSchema): number[] {
  return shape.arms.map(({ field }, at) => enumItem(field.case, shape.owner, schema) ?? at);
}

/** Without a discriminator the first of the longest arms is read: it loses nothing. */
export function widestCase(shape: UnionShape, schema: ApiSchema): number {
  const widest = shape.arms.findIndex((arm) => arm.shape.leastBytes === shape.leastBytes);
  return unionCases(shape, schema)[widest]!;
}

function enumItem(name: string | undefined, module: ApiModule, schema: ApiSchema): number | undefined {
  const modules = [module, ...module.imports.map((imported) => schema.modules.get(imported))];
  for (const type of modules.flatMap((each) => each?.types ?? [])) {
    if (type.kind !== "enum") continue;
    const item = type.items.find(([item]) => item === name);
    if (item !== undefined) return item[1];
  }
  return undefined;
}
