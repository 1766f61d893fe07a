import { fieldName } from "../../field-name.ts";
import {
  type EnumDefinition,
  type FieldLayout,
  type Scalar,
  type Shape,
  selectedBy,
  unselectedUnions,
  type ValueType,
} from "../../schema/index.ts";
import type { GeneratedFile } from "../generated-file.ts";
import { namesOf } from "../module-names.ts";
import { property } from "../names.ts";
import { visibleFields } from "../visible-fields.ts";
import { type Documentation, docComment, docText } from "./documentation.ts";

const VALUE_TYPE_NAMES: Readonly<Record<ValueType, string>> = {
  ip4: "Ip4Address",
  ip6: "Ip6Address",
  address: "IpAddress",
  prefix: "Prefix",
  ip4Prefix: "Ip4Prefix",
  ip6Prefix: "Ip6Prefix",
  mac: "MacAddress",
};

/** A shape with a generated type. */
type DefinedShape = Shape & { readonly kind: "enum" | "struct" | "union" };

/** Returns the TypeScript type of a field's value. */
export function shapeType(shape: Shape, file: GeneratedFile): string {
  switch (shape.kind) {
    case "scalar":
      return scalarType(shape.scalar);
    case "value":
      return file.wireType(VALUE_TYPE_NAMES[shape.value]);
    case "enum":
      return shape.definition.kind === "enumflag" ? "number" : definedType(shape, file);
    case "struct":
    case "union":
      return definedType(shape, file);
    case "string":
    case "text":
      return "string";
    case "octets":
    case "blob":
      return "Uint8Array";
    case "array":
    case "counted":
      return `readonly ${itemType(shape.item, file)}[]`;
  }
}

/** A block of fields that is printed as an interface. */
export interface InterfaceFacts {
  readonly name: string;
  /** VPP's name of the block. */
  readonly definition: string;
  readonly layouts: readonly FieldLayout[];
  /** Whether fields with a default are optional. */
  readonly isInput: boolean;
  readonly documentation: Documentation;
}

export function emitInterface(
  { name, definition, layouts, isInput, documentation }: InterfaceFacts,
  file: GeneratedFile,
): void {
  const fields = visibleFields(layouts);
  if (fields.length === 0) {
    file.print(`export type ${name} = Record<string, never>;`);
    return;
  }
  const unions = unionDocs(definition, layouts);
  file.print(`export interface ${name} {`);
  for (const layout of fields) {
    const mark = isInput && defaultText(layout) !== undefined ? "?" : "";
    file.print(...docComment([fieldDoc(layout, documentation, unions)], "  "));
    file.print(`  readonly ${property(fieldName(layout.field.name))}${mark}: ${shapeType(layout.shape, file)};`);
  }
  file.print("}");
}

/** Prints an enumeration as a constant object and, unless its items are flags, a type. */
export function emitEnum(name: string, definition: EnumDefinition, file: GeneratedFile): void {
  file.print(`/** \`${definition.name}\`, ${definition.type}${definition.kind === "enumflag" ? ", flags" : ""}. */`);
  file.print(`export const ${name} = {`);
  for (const [item, value] of definition.items) file.print(`  ${property(item)}: ${value},`);
  file.print("} as const;");
  if (definition.kind === "enumflag") return;
  file.print(`export type ${name} = (typeof ${name})[keyof typeof ${name}] | (number & {});`);
}

/** Returns the default of a field as an expression; undefined if the schema has none, or none for its type. */
export function defaultText({ field, shape }: FieldLayout): string | undefined {
  const given = field.default;
  if (given === undefined || (shape.kind !== "scalar" && shape.kind !== "enum")) return undefined;
  if (shape.scalar === "bool") return String(Boolean(given));
  return shape.scalar === "u64" || shape.scalar === "i64"
    ? `${wideInteger(shape.scalar, given)}n`
    : String(Number(given));
}

/** Returns the nearest value of the type: JSON cannot represent all 64-bit integers, e.g. 2^64 - 1. */
function wideInteger(scalar: "u64" | "i64", given: number | boolean): bigint {
  const value = BigInt(Math.trunc(Number(given)));
  const [min, max] = scalar === "u64" ? [0n, 2n ** 64n - 1n] : [-(2n ** 63n), 2n ** 63n - 1n];
  return value > max ? max : value < min ? min : value;
}

function itemType(item: Shape, file: GeneratedFile): string {
  const type = shapeType(item, file);
  return type.startsWith("readonly ") ? `(${type})` : type;
}

function definedType({ owner, definition }: DefinedShape, file: GeneratedFile): string {
  return file.type(owner, namesOf(owner).type(definition.name).type);
}

function fieldDoc(layout: FieldLayout, { fields }: Documentation, unions: ReadonlyMap<string, string>): string {
  const { field, shape } = layout;
  const preset = defaultText(layout);
  const limit = field.limit === undefined ? "" : `, at most ${field.limit}`;
  const facts = `\`${field.name}\` ${shapeDoc(shape)}${limit}${preset === undefined ? "" : `, default ${preset}`}`;
  const about = [fields.get(field.name) ?? "", unions.get(field.name) ?? ""].filter((each) => each !== "").join(". ");
  return docText(about === "" ? facts : `${facts}: ${about}`);
}

/** Returns what is said about the unions of a block that none of its fields selects, by field. */
function unionDocs(definition: string, layouts: readonly FieldLayout[]): ReadonlyMap<string, string> {
  const texts = unselectedUnions(layouts).map(({ field }) => {
    const selector = selectedBy(definition, field.name) ?? "nothing in the message";
    return [field.name, `the arm is selected by ${selector}; without it, all bytes are read (\`readArm\`)`] as const;
  });
  return new Map(texts);
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
