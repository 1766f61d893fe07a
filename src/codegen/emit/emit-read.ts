import type { FieldLayout, Scalar, Shape } from "../../schema/index.ts";
import { codecOf, place, type Scope } from "../scope.ts";
import { discriminatorOf, widestCase } from "./union.ts";

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
  const discriminator = shape.kind === "union" ? discriminatorOf(shape, layout, block) : undefined;
  if (discriminator === undefined || shape.kind !== "union") return readValue(shape, at, scope);
  const selected = readValue(discriminator.shape, place("at", discriminator.offset), scope);
  return `${codecOf(shape, scope)}.read(r, ${at}, ${selected})`;
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
      return `${codecOf(shape, scope)}.read(r, ${at}, ${widestCase(shape, scope.schema)})`;
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
  const view = readsScalar(layout, block) ? ", d = r.view" : "";
  return `(r, at${view}) => ${readField(layout, block, scope)}`;
}

/** Returns whether reading this field of a block uses `d`, the message's DataView. */
export function readsScalar(layout: FieldLayout, block: readonly FieldLayout[]): boolean {
  const { shape } = layout;
  if (shape.kind === "scalar" || shape.kind === "enum" || "by" in shape) return true;
  return shape.kind === "union" && discriminatorOf(shape, layout, block) !== undefined;
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
