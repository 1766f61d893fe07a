import { type FieldLayout, Layouts, type Shape } from "./layout.ts";
import type { ApiSchema } from "./model/index.ts";

/*
 * What selects the arm of a union: VPP's definitions say it from 26.06 on, for most unions.
 */

/** A typedef with a union whose arm a field beside the typedef selects. */
interface OuterSelector {
  /** The union, a field of the typedef. */
  readonly union: string;
  /** The field beside the typedef. Its numbers are those of the union's cases. */
  readonly by: string;
}

/**
 * The typedefs with a union that is selected from outside, by the code of VPP.
 *
 * @see VPP 26.06 src/vnet/fib/fib_api.c fib_api_path_decode, fib_api_path_encode
 */
const OUTER_SELECTORS: Readonly<Record<string, OuterSelector>> = { fib_path_nh: { union: "address", by: "proto" } };

/**
 * What selects the arm of the union in a typedef, where it is not in the message.
 *
 * @see VPP 26.06 src/plugins/npol/npol_api.c vl_api_npol_ipset_add_del_members_t_handler
 */
const SELECTED_ELSEWHERE: Readonly<Record<string, string>> = {
  npol_ipset_member: "the type of the set, given to npol_ipset_create",
};

/** The fields of a typedef in a block, one of which is a union that a field of the block selects. */
export interface OuterSelection {
  /** With their offsets in the block. */
  readonly fields: readonly FieldLayout[];
  readonly union: FieldLayout;
  readonly selector: FieldLayout;
}

/**
 * Returns the field that selects a union's arm: the one that the schema names, else an earlier one of the enumeration that the
 * arms' cases belong to (`mprefix`), else none.
 */
export function discriminatorOf(layout: FieldLayout, block: readonly FieldLayout[]): FieldLayout | undefined {
  const { shape, field, offset } = layout;
  if (shape.kind !== "union") return undefined;
  if (field.discriminator !== undefined) return block.find((other) => other.field.name === field.discriminator);
  const item = shape.arms.find((arm) => arm.field.case !== undefined)?.field.case;
  return block.find(
    (other) =>
      other.offset < offset &&
      other.shape.kind === "enum" &&
      other.shape.definition.items.some(([name]) => name === item),
  );
}

/** Returns the fields of a typedef with a union that a field of the block selects; undefined for every other field. */
export function outerSelection(
  { shape, offset }: FieldLayout,
  block: readonly FieldLayout[],
  schema: ApiSchema,
): OuterSelection | undefined {
  const known = shape.kind === "struct" ? OUTER_SELECTORS[shape.definition.name] : undefined;
  if (known === undefined || shape.kind !== "struct") return undefined;
  const inner = new Layouts(schema).fields(shape.definition.fields, shape.owner);
  const fields = inner.map((each) => ({ ...each, offset: each.offset + offset }));
  const union = fields.find((each) => each.field.name === known.union && each.shape.kind === "union");
  const selector = block.find((each) => each.field.name === known.by && each.shape.kind === "enum");
  return union === undefined || selector === undefined ? undefined : { fields, union, selector };
}

/**
 * Returns what is known about a union that no field of its block selects.
 *
 * @param typedef that has the union as a field.
 */
export function selectedBy(typedef: string, union: string): string | undefined {
  const outer = OUTER_SELECTORS[typedef];
  if (outer?.union === union) return `${outer.by}, which stands beside each ${typedef}`;
  return SELECTED_ELSEWHERE[typedef];
}

/** Returns the unions of a block whose arm none of its fields selects. */
export function unselectedUnions(block: readonly FieldLayout[]): FieldLayout[] {
  return block.filter(
    (layout) => innermost(layout.shape).kind === "union" && discriminatorOf(layout, block) === undefined,
  );
}

function innermost(shape: Shape): Shape {
  return shape.kind === "array" || shape.kind === "counted" ? innermost(shape.item) : shape;
}
