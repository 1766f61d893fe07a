import { VppError } from "../errors.ts";
import { printable } from "../printable.ts";
import { counterFault } from "./check/index.ts";
import { withKnownDefaults } from "./known-defaults.ts";
import {
  type AliasDefinition,
  type ApiModule,
  type ApiSchema,
  type BaseType,
  type EnumDefinition,
  type FieldDefinition,
  isBaseType,
  type TypeDefinition,
  type TypedefDefinition,
  type UnionDefinition,
} from "./model/index.ts";

/** Types with a class of their own in TypeScript, by VPP's name. */
const VALUE_TYPES: ReadonlyMap<string, { readonly value: ValueType; readonly leastBytes: number }> = new Map([
  ["ip4_address", { value: "ip4", leastBytes: 4 }],
  ["ip6_address", { value: "ip6", leastBytes: 16 }],
  ["address", { value: "address", leastBytes: 17 }],
  ["prefix", { value: "prefix", leastBytes: 18 }],
  ["ip4_prefix", { value: "ip4Prefix", leastBytes: 5 }],
  ["ip6_prefix", { value: "ip6Prefix", leastBytes: 17 }],
  ["mac_address", { value: "mac", leastBytes: 6 }],
]);

// biome-ignore format: a table
const SCALAR_BYTES: Readonly<Record<Scalar, number>> = {
  u8: 1, u16: 2, u32: 4, u64: 8, i8: 1, i16: 2, i32: 4, i64: 8, f64: 8, bool: 1,
};

/** Base types of fixed length. */
export type Scalar = Exclude<BaseType, "string">;
/** Types with a class of their own in TypeScript. */
export type ValueType = "ip4" | "ip6" | "address" | "prefix" | "ip4Prefix" | "ip6Prefix" | "mac";

/**
 * The layout of a field on the wire, with aliases resolved. There is no padding.
 *
 * `leastBytes` is the length with all variable parts empty; without variable parts, it is the length.
 */
export type Shape = { readonly leastBytes: number; readonly isVariable: boolean } & (
  | { readonly kind: "scalar"; readonly scalar: Scalar }
  | { readonly kind: "value"; readonly value: ValueType }
  | { readonly kind: "enum"; readonly definition: EnumDefinition; readonly owner: ApiModule; readonly scalar: Scalar }
  | { readonly kind: "struct"; readonly definition: TypedefDefinition; readonly owner: ApiModule }
  | {
      readonly kind: "union";
      readonly definition: UnionDefinition;
      readonly owner: ApiModule;
      readonly arms: readonly FieldLayout[];
    }
  /** Text of fixed length. */
  | { readonly kind: "string" }
  /** Text with a u32 length before it. */
  | { readonly kind: "text" }
  /** A fixed number of bytes. */
  | { readonly kind: "octets" }
  /** Bytes; the field `by` has their number. */
  | { readonly kind: "blob"; readonly by: string }
  | { readonly kind: "array"; readonly item: Shape; readonly length: number }
  | { readonly kind: "counted"; readonly item: Shape; readonly by: string }
);

/** A field, and its offset from the first field of its block. */
export interface FieldLayout {
  readonly field: FieldDefinition;
  /** Bytes from the start of the block. */
  readonly offset: number;
  readonly shape: Shape;
}

/** Computes the layouts of the blocks of one schema. */
export class Layouts {
  readonly #schema: ApiSchema;
  /** The shapes of types. Nested types can be used so often that a type must not be visited for each use. */
  readonly #shapes = new Map<TypeDefinition, Shape>();

  constructor(schema: ApiSchema) {
    this.#schema = schema;
  }

  /**
   * Returns the layout of each field of a block.
   *
   * @throws {VppError} `VPP_SCHEMA` when a type is unknown or contains itself, or a field follows a variable part.
   */
  fields(fields: readonly FieldDefinition[], module: ApiModule, within: readonly string[] = []): FieldLayout[] {
    let offset = 0;
    let variable: FieldDefinition | undefined;
    return fields.map((field, at) => {
      if (variable !== undefined)
        throw fault(module, `${variable.name} is of variable length but ${field.name} follows`);
      const shape = this.#shape(field, module, within);
      const wrong = counterFault(field, fields.slice(0, at));
      if (wrong !== undefined) throw fault(module, wrong);
      const layout = { field, offset, shape };
      offset += shape.leastBytes;
      if (shape.isVariable) variable = field;
      return layout;
    });
  }

  #shape(field: FieldDefinition, module: ApiModule, within: readonly string[]): Shape {
    const { array } = field;
    if (field.type === "string") return textShape(field, module);
    if (array === undefined) return this.#typeShape(field.type, module, within);
    if (field.type === "u8") {
      if (array.kind === "fixed") return { kind: "octets", leastBytes: array.length, isVariable: false };
      if (array.kind === "counted") return { kind: "blob", by: array.by, leastBytes: 0, isVariable: true };
    }
    const item = this.#typeShape(field.type, module, within);
    if (array.kind === "fixed") {
      if (item.isVariable) throw fault(module, `${field.name}: items of variable length need a counter`);
      return arrayShape(item, array.length);
    }
    if (array.kind === "counted") return { kind: "counted", item, by: array.by, leastBytes: 0, isVariable: true };
    throw fault(module, `${field.name}: only text can be of variable length without a counter`);
  }

  #typeShape(type: string, module: ApiModule, within: readonly string[]): Shape {
    if (isBaseType(type) && type !== "string") {
      return { kind: "scalar", scalar: type, leastBytes: SCALAR_BYTES[type], isVariable: false };
    }
    const owner = this.#schema.ownerOf(type, module);
    const definition = owner?.types.find(({ name }) => name === type);
    if (owner === undefined || definition === undefined) throw fault(module, `no type ${type}`);
    if (within.includes(type)) throw fault(module, `type ${type} contains itself`);
    const shape = this.#shapes.get(definition) ?? this.#definitionShape(definition, owner, [...within, type]);
    this.#shapes.set(definition, shape);
    return shape;
  }

  #definitionShape(definition: TypeDefinition, owner: ApiModule, within: readonly string[]): Shape {
    const known = VALUE_TYPES.get(definition.name);
    switch (definition.kind) {
      case "enum":
      case "enumflag": {
        const scalar = definition.type as Scalar;
        return { kind: "enum", definition, owner, scalar, leastBytes: SCALAR_BYTES[scalar], isVariable: false };
      }
      case "alias": {
        const shape = this.#aliasShape(definition, owner, within);
        return known?.leastBytes === shape.leastBytes ? valueShape(known) : shape;
      }
      case "union": {
        const arms = definition.fields.map((field) => ({ field, offset: 0, shape: this.#shape(field, owner, within) }));
        const variable = arms.find((arm) => arm.shape.isVariable);
        if (variable !== undefined) throw fault(owner, `${variable.field.name}: an arm cannot be of variable length`);
        const leastBytes = Math.max(...arms.map((arm) => arm.shape.leastBytes));
        return { kind: "union", definition, owner, arms, leastBytes, isVariable: false };
      }
      case "typedef": {
        const last = this.fields(definition.fields, owner, within).at(-1);
        const leastBytes = last === undefined ? 0 : last.offset + last.shape.leastBytes;
        if (known?.leastBytes === leastBytes) return valueShape(known);
        const isVariable = last?.shape.isVariable ?? false;
        return { kind: "struct", definition: withKnownDefaults(definition), owner, leastBytes, isVariable };
      }
    }
  }

  #aliasShape(alias: AliasDefinition, owner: ApiModule, within: readonly string[]): Shape {
    const { name, type, length } = alias;
    if (length === undefined) return this.#shape({ name, type }, owner, within);
    const isText = type === "string" && length === 0;
    return this.#shape({ name, type, array: isText ? { kind: "variable" } : { kind: "fixed", length } }, owner, within);
  }
}

function valueShape({ value, leastBytes }: { value: ValueType; leastBytes: number }): Shape {
  return { kind: "value", value, leastBytes, isVariable: false };
}

function arrayShape(item: Shape, length: number): Shape {
  return { kind: "array", item, length, leastBytes: item.leastBytes * length, isVariable: false };
}

function textShape({ name, array }: FieldDefinition, module: ApiModule): Shape {
  if (array?.kind === "variable") return { kind: "text", leastBytes: 4, isVariable: true };
  if (array?.kind === "fixed") return { kind: "string", leastBytes: array.length, isVariable: false };
  throw fault(module, `${name}: a string needs a length`);
}

function fault(module: ApiModule, text: string): VppError {
  return new VppError("VPP_SCHEMA", printable(`${module.name}: ${text}`));
}
