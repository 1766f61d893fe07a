import { fieldName } from "../../field-name.ts";
import { discriminatorOf, type FieldLayout, outerSelection, type Shape } from "../../schema/index.ts";
import { access, localName } from "../names.ts";
import { codecOf, place, type Scope } from "../scope.ts";
import { defaultText } from "./emit-types.ts";

/** Returns the statements that write one field of a block. After a variable part, `end` is the offset behind it. */
export function writeField(layout: FieldLayout, block: readonly FieldLayout[], scope: Scope): string[] {
  const { field, shape } = layout;
  const at = place("at", layout.offset);
  const counted = block.find((other) => "by" in other.shape && other.shape.by === field.name);
  if (counted !== undefined && "scalar" in shape) {
    return [`w.${shape.scalar}(${at}, w.count(${valueText(counted)}, "${counted.field.name}"), "${field.name}");`];
  }
  const value = valueText(layout);
  const lines = writeValue(shape, at, value, field.name, scope);
  const discriminator = discriminatorOf(layout, block);
  if (discriminator !== undefined && shape.kind === "union") {
    const check = `w.selects("${field.name}", ${value}.case, ${valueText(discriminator)}, ${codecOf(shape, scope)}.cases);`;
    return [...lines, check];
  }
  const outer = outerSelection(layout, block, scope.schema);
  if (outer?.union.shape.kind !== "union") return lines;
  const { union, selector } = outer;
  const arm = `${access(value, fieldName(union.field.name))}.case`;
  const cases = `${codecOf(outer.union.shape, scope)}.cases`;
  return [...lines, `w.selectsNoOther("${field.name}.${union.field.name}", ${arm}, ${valueText(selector)}, ${cases});`];
}

/** Returns the expression of the field's value, or its default. */
function valueText(layout: FieldLayout): string {
  const name = fieldName(layout.field.name);
  const given = access("v", name);
  const preset = defaultText(layout);
  if (preset === undefined) return given;
  // An inherited property is not a given value.
  return name in Object.prototype
    ? `(Object.hasOwn(v, "${name}") ? ${given} : undefined) ?? ${preset}`
    : `${given} ?? ${preset}`;
}

/** Returns the statements that write a value. `depth` is the number of arrays around it, which use other variables. */
export function writeValue(shape: Shape, at: string, value: string, name: string, scope: Scope, depth = 0): string[] {
  switch (shape.kind) {
    case "scalar":
    case "enum":
      return [`w.${shape.scalar}(${at}, ${value}, "${name}");`];
    case "value":
      return [`w.${shape.value}(${at}, ${value}, "${name}");`];
    case "struct":
    case "union": {
      const call = `${codecOf(shape, scope)}.write(w, ${at}, ${value});`;
      return [`w.enter("${name}", ${value});`, shape.isVariable ? `const end = ${call}` : call, "w.leave();"];
    }
    case "string":
    case "octets":
      return [`w.${shape.kind}(${at}, ${value}, ${shape.leastBytes}, "${name}");`];
    case "text":
    case "blob":
      return [`const end = w.${shape.kind}(${at}, ${value}, "${name}");`];
    case "array": {
      const { length, item } = shape;
      const check = `w.upTo(${at}, ${value}, ${length}, ${item.leastBytes}, "${name}");`;
      return [check, ...writeItems(item, at, value, name, `${localName(name)}At${depth || ""}`, scope, depth)];
    }
    case "counted":
      return writeItems(shape.item, at, value, name, "end", scope, depth);
  }
}

/** Returns the number of bytes on the wire of a block that ends with this variable field. */
export function byteLengthText({ field, offset, shape }: FieldLayout, scope: Scope): string {
  const value = access("v", fieldName(field.name));
  switch (shape.kind) {
    case "text":
      return `${offset + shape.leastBytes} + ${scope.file.wire("textBytes")}(${value})`;
    case "blob":
      return `${offset} + ${value}.length`;
    case "counted":
      return `${offset} + ${itemsLength(shape.item, value, scope)}`;
    case "struct":
      return `${offset} + ${codecOf(shape, scope)}.byteLength(${value})`;
    default:
      throw new Error(`unreachable: ${shape.kind} is of fixed length`);
  }
}

function itemsLength(item: Shape, value: string, scope: Scope): string {
  if (item.kind !== "struct" || !item.isVariable) return `${value}.length * ${item.leastBytes}`;
  return `${value}.reduce((sum, item) => sum + ${codecOf(item, scope)}.byteLength(item), 0)`;
}

/** Returns a loop over the items of an array. `next` is the variable for the offset of the next item. */
function writeItems(
  item: Shape,
  at: string,
  value: string,
  name: string,
  next: string,
  scope: Scope,
  depth: number,
): string[] {
  const each = `item${depth || ""}`;
  const body =
    item.kind === "struct" && item.isVariable
      ? [`w.enter("${name}", ${each});`, `${next} = ${codecOf(item, scope)}.write(w, ${next}, ${each});`, "w.leave();"]
      : [...writeValue(item, next, each, name, scope, depth + 1), `${next} += ${item.leastBytes};`];
  return [`let ${next} = ${at};`, `for (const ${each} of ${value}) {`, ...body.map((line) => `  ${line}`), "}"];
}
