import { fieldName } from "../../field-name.ts";
import {
  discriminatorOf,
  type FieldLayout,
  type OuterSelection,
  outerSelection,
  type Scalar,
  type Shape,
} from "../../schema/index.ts";
import { property } from "../names.ts";
import { codecOf, place, type Scope } from "../scope.ts";
import { visibleFields } from "../visible-fields.ts";

const GETTERS: Readonly<Record<Exclude<Scalar, "bool" | "f64">, string>> = {
  u8: "getUint8",
  u16: "getUint16",
  u32: "getUint32",
  u64: "getBigUint64",
  i8: "getInt8",
  i16: "getInt16",
  i32: "getInt32",
  i64: "getBigInt64",
};

/** Returns the expression that reads one field of a block. */
export function readField(layout: FieldLayout, block: readonly FieldLayout[], scope: Scope): string {
  const { shape } = layout;
  const at = place("at", layout.offset);
  if ("by" in shape) return readCounted(shape, at, block, scope);
  if (shape.kind === "union") return readUnion(layout, discriminatorOf(layout, block), scope);
  const outer = outerSelection(layout, block, scope.schema);
  return outer === undefined ? readValue(shape, at, scope) : readSelected(outer, scope);
}

function readUnion({ shape, offset }: FieldLayout, selector: FieldLayout | undefined, scope: Scope): string {
  const at = place("at", offset);
  if (selector === undefined || shape.kind !== "union") return readValue(shape, at, scope);
  return `${codecOf(shape, scope)}.read(r, ${at}, ${readValue(selector.shape, place("at", selector.offset), scope)})`;
}

/** Returns an object literal of the fields of a typedef, since its codec does not see the field that selects the arm. */
function readSelected({ fields, union, selector }: OuterSelection, scope: Scope): string {
  const properties = visibleFields(fields).map((each) => {
    const value = each === union ? readUnion(union, selector, scope) : readField(each, fields, scope);
    return `${property(fieldName(each.field.name))}: ${value}`;
  });
  return `{ ${properties.join(", ")} }`;
}

/** Returns the expression that reads a value. `at` is the expression of its offset. */
export function readValue(shape: Shape, at: string, scope: Scope): string {
  switch (shape.kind) {
    case "scalar":
    case "enum":
      return readScalar(shape.scalar, at);
    case "value":
      return `r.${shape.value}(${at})`;
    case "struct":
      return `${codecOf(shape, scope)}.read(r, ${at})`;
    case "union":
      return `{ case: "bytes", value: r.octets(${at}, ${shape.leastBytes}) }`;
    case "string":
    case "octets":
      return `r.${shape.kind}(${at}, ${shape.leastBytes})`;
    case "text":
      return `r.text(${at})`;
    case "array":
      return `r.list(${at}, ${shape.length}, ${shape.item.leastBytes}, ${itemReader(shape.item, scope)})`;
    default:
      throw new Error(`unreachable: ${shape.kind} is read with its counter`);
  }
}

/** Returns a function that reads one field of a block, from the offset of the block. */
export function fieldReader(layout: FieldLayout, block: readonly FieldLayout[], scope: Scope): string {
  const view = readsScalar(layout, block, scope) ? ", d = r.view" : "";
  return `(r, at${view}) => ${readField(layout, block, scope)}`;
}

/** Returns whether reading this field of a block uses `d`, the message's DataView. */
export function readsScalar(layout: FieldLayout, block: readonly FieldLayout[], scope: Scope): boolean {
  const { shape } = layout;
  if (shape.kind === "scalar" || shape.kind === "enum" || "by" in shape) return true;
  return discriminatorOf(layout, block) !== undefined || outerSelection(layout, block, scope.schema) !== undefined;
}

function readCounted(
  shape: Shape & { readonly kind: "blob" | "counted" },
  at: string,
  block: readonly FieldLayout[],
  scope: Scope,
): string {
  const counter = block.find(({ field }) => field.name === shape.by)!;
  const count = readValue(counter.shape, place("at", counter.offset), scope);
  if (shape.kind === "blob") return `r.blob(${at}, ${count})`;
  const { item } = shape;
  return `r.${item.isVariable ? "sequence" : "list"}(${at}, ${count}, ${item.leastBytes}, ${itemReader(item, scope)})`;
}

/** Returns a function that reads one item of an array. */
function itemReader(item: Shape, scope: Scope): string {
  if (item.kind === "scalar" || item.kind === "enum") return `${scope.file.wire("scalars")}.${item.scalar}`;
  if (item.kind === "value") return `${scope.file.wire("scalars")}.${item.value}`;
  if (item.kind === "struct") return `${codecOf(item, scope)}.read`;
  return `(r, at) => ${readValue(item, "at", scope)}`;
}

function readScalar(scalar: Scalar, at: string): string {
  if (scalar === "bool") return `d.getUint8(${at}) !== 0`;
  return scalar === "f64" ? `d.getFloat64(${at}, true)` : `d.${GETTERS[scalar]}(${at})`;
}
