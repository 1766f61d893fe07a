import { fieldName } from "../field-name.ts";
import type { EnumDefinition, FieldLayout, Scalar, Shape, ValueType } from "../schema/index.ts";
import type { GeneratedFile } from "./generated-file.ts";
import { property, typeName } from "./names.ts";

const VALUE_TYPE_NAMES: Readonly<Record<ValueType, string>> = {
  ip4: "Ip4Address",
  ip6: "Ip6Address",
  address: "IpAddress",
  prefix: "Prefix",
  ip4Prefix: "Ip4Prefix",
  ip6Prefix: "Ip6Prefix",
  mac: "MacAddress",
};

/** The TypeScript type of what stands in a field. */
export function shapeType(shape: Shape, file: GeneratedFile): string {
  switch (shape.kind) {
    case "scalar":
      return scalarType(shape.scalar);
    case "value":
      return file.wireType(VALUE_TYPE_NAMES[shape.value]);
    case "enum":
      return shape.definition.kind === "enumflag"
        ? "number"
        : file.type(shape.owner.name, typeName(shape.definition.name));
    case "struct":
    case "union":
      return file.type(shape.owner.name, typeName(shape.definition.name));
    case "string":
    case "text":
      return "string";
    case "octets":
    case "blob":
      return "Uint8Array";
    case "array":
    case "counted":
      return `readonly ${shapeType(shape.item, file)}[]`;
  }
}

/** The fields of a block that are in its type: all but those that count an array. */
export function visibleFields(layouts: readonly FieldLayout[]): FieldLayout[] {
  const counters = new Set(layouts.flatMap(({ shape }) => ("by" in shape ? [shape.by] : [])));
  return layouts.filter(({ field }) => !counters.has(field.name));
}

/** An interface of a block's fields; `optional` says whether those with a default may be left out. */
export function emitInterface(
  name: string,
  layouts: readonly FieldLayout[],
  optional: boolean,
  file: GeneratedFile,
): void {
  const fields = visibleFields(layouts);
  if (fields.length === 0) {
    file.print(`export type ${name} = Record<string, never>;`);
    return;
  }
  file.print(`export interface ${name} {`);
  for (const layout of fields) {
    const mark = optional && defaultText(layout) !== undefined ? "?" : "";
    file.print(`  /** ${fieldDoc(layout)} */`);
    file.print(`  readonly ${property(fieldName(layout.field.name))}${mark}: ${shapeType(layout.shape, file)};`);
  }
  file.print("}");
}

/** An enumeration as a constant object and, unless its items are flags, a type. */
export function emitEnum(definition: EnumDefinition, file: GeneratedFile): void {
  const name = typeName(definition.name);
  file.print(`/** \`${definition.name}\`, ${definition.type}${definition.kind === "enumflag" ? ", flags" : ""}. */`);
  file.print(`export const ${name} = {`);
  for (const [item, value] of definition.items) file.print(`  ${property(item)}: ${value},`);
  file.print("} as const;");
  if (definition.kind === "enumflag") return;
  file.print(`export type ${name} = (typeof ${name})[keyof typeof ${name}] | (number & {});`);
}

/** The default of a field as an expression, where the schema gives one that its type can hold. */
export function defaultText({ field, shape }: FieldLayout): string | undefined {
  const given = field.default;
  if (given === undefined || (shape.kind !== "scalar" && shape.kind !== "enum")) return undefined;
  if (shape.scalar === "bool") return String(Boolean(given));
  return shape.scalar === "u64" || shape.scalar === "i64" ? `${BigInt(given)}n` : String(Number(given));
}

function fieldDoc(layout: FieldLayout): string {
  const { field, shape } = layout;
  const preset = defaultText(layout);
  const limit = field.limit === undefined ? "" : `, at most ${field.limit}`;
  return `\`${field.name}\` ${shapeDoc(shape)}${limit}${preset === undefined ? "" : `, default ${preset}`}`;
}

function shapeDoc(shape: Shape): string {
  switch (shape.kind) {
    case "scalar":
      return shape.scalar;
    case "enum":
    case "struct":
    case "union":
      return shape.definition.name;
    case "string":
      return `text, up to ${shape.leastBytes} bytes`;
    case "octets":
      return `${shape.leastBytes} bytes`;
    case "blob":
      return "bytes";
    case "array":
      return `up to ${shape.length} x ${shapeDoc(shape.item)}`;
    case "counted":
      return `any number of ${shapeDoc(shape.item)}`;
    default:
      return shape.kind === "text" ? "text" : shape.value;
  }
}

function scalarType(scalar: Scalar): string {
  if (scalar === "bool") return "boolean";
  return scalar === "u64" || scalar === "i64" ? "bigint" : "number";
}
