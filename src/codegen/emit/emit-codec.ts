import { fieldName } from "../../field-name.ts";
import type { FieldLayout, Shape } from "../../schema/index.ts";
import { property } from "../names.ts";
import { codecOf, itemsOf, type Scope } from "../scope.ts";
import { visibleFields } from "../visible-fields.ts";
import { fieldReader, readField, readsScalar, readValue } from "./emit-read.ts";
import { defaultText } from "./emit-types.ts";
import { byteLengthText, writeField, writeValue } from "./emit-write.ts";
import { armName, armsToWrite, type UnionShape, unionCases } from "./union.ts";

/** The optional parts of a codec. */
interface CodecExtras {
  /** Functions that read one field each, for the views of details. */
  readonly parts?: boolean;
  /** The offsets of the fields, for requests, which can be prepared. */
  readonly offsets?: boolean;
}

/**
 * Returns the codec of a typedef, or of the fields behind a message's header: an object literal of type `Codec`, which is also
 * JavaScript.
 *
 * @param extras the optional parts, which depend on the role of the message.
 */
export function codecText(layouts: readonly FieldLayout[], scope: Scope, extras: CodecExtras = {}): string {
  const [first] = layouts;
  const last = layouts.at(-1);
  if (first === undefined || last === undefined) return scope.file.wire("empty");
  if (layouts.length === 1 && isRetval(first)) return scope.file.wire("retvalOnly");
  const leastBytes = last.offset + last.shape.leastBytes;
  const visible = visibleFields(layouts);
  return [
    "{",
    `  fields: [${visible.map((layout) => fieldText(layout, scope)).join(", ")}],`,
    ...(extras.offsets && isPreparable(layouts)
      ? [`  offsets: [${layouts.map(({ offset }) => offset).join(", ")}],`]
      : []),
    `  leastBytes: ${leastBytes},`,
    ...(last.shape.isVariable ? [`  byteLength: (v) => ${byteLengthText(last, scope)},`] : []),
    "  write(w, at, v) {",
    ...layouts.flatMap((layout) => writeField(layout, layouts, scope)).map((line) => `    ${line}`),
    `    return ${last.shape.isVariable ? "end" : `at + ${leastBytes}`};`,
    "  },",
    "  read(r, at) {",
    ...(layouts.some((layout) => readsScalar(layout, layouts, scope)) ? ["    const d = r.view;"] : []),
    "    return {",
    ...visible.map((layout) => `      ${key(layout)}: ${readField(layout, layouts, scope)},`),
    "    };",
    "  },",
    ...(extras.parts ? partsText(layouts, scope) : []),
    "}",
  ].join("\n");
}

/**
 * Returns whether each field can be written alone: the length is fixed, and there is no union, whose arm depends on another
 * field.
 */
function isPreparable(layouts: readonly FieldLayout[]): boolean {
  return layouts.every(({ shape }) => !shape.isVariable && shape.kind !== "union");
}

function partsText(layouts: readonly FieldLayout[], scope: Scope): string[] {
  const lines = visibleFields(layouts).map((layout) => `    ${key(layout)}: ${fieldReader(layout, layouts, scope)},`);
  return ["  parts: {", ...lines, "  },"];
}

/** Returns the codec of a union: an object literal of type `UnionCodec`. */
export function unionText(shape: UnionShape, scope: Scope): string {
  const cases = unionCases(shape, scope.schema);
  return [
    "{",
    `  arms: [${shape.arms.map((arm) => fieldText(arm, scope)).join(", ")}],`,
    `  cases: { ${shape.arms.map((arm, at) => `${key(arm)}: ${cases[at]}`).join(", ")} },`,
    "  write(w, at, v) {",
    "    switch (v.case) {",
    ...armsToWrite(shape).flatMap((arm) => writeArm(arm, shape, scope)),
    "      default:",
    "        w.refuseArm(v);",
    "    }",
    "  },",
    "  read(r, at, discriminator) {",
    ...(shape.arms.some((arm) => readsScalar(arm, [arm], scope)) ? ["    const d = r.view;"] : []),
    "    switch (discriminator) {",
    ...shape.arms.map((arm, at) => `      case ${cases[at]}: return ${readArm(arm, scope)};`),
    `      default: return { case: "bytes", value: r.octets(at, ${shape.leastBytes}) };`,
    "    }",
    "  },",
    "}",
  ].join("\n");
}

function writeArm(arm: FieldLayout, shape: UnionShape, scope: Scope): string[] {
  const spare = shape.leastBytes - arm.shape.leastBytes;
  return [
    `      case "${armName(arm)}":`,
    ...writeValue(arm.shape, "at", "v.value", arm.field.name, scope).map((line) => `        ${line}`),
    ...(spare > 0 ? [`        w.zero(at + ${arm.shape.leastBytes}, ${spare});`] : []),
    "        break;",
  ];
}

function readArm(arm: FieldLayout, scope: Scope): string {
  return `{ case: "${armName(arm)}", value: ${readValue(arm.shape, "at", scope)} }`;
}

/** Returns a field of type `Field`: VPP's name, the type, the default. */
function fieldText(layout: FieldLayout, scope: Scope): string {
  const preset = defaultText(layout);
  const { name } = layout.field;
  return `["${name}", ${fieldTypeText(layout.shape, scope)}${preset === undefined ? "" : `, ${preset}`}]`;
}

function fieldTypeText(shape: Shape, scope: Scope): string {
  switch (shape.kind) {
    case "scalar":
      return `"${shape.scalar}"`;
    case "value":
      return `"${shape.value}"`;
    case "enum":
      return enumTypeText(shape, scope);
    case "struct":
    case "union":
      return codecOf(shape, scope);
    case "string":
    case "text":
      return '"string"';
    case "octets":
      return `{ octets: ${shape.leastBytes} }`;
    case "blob":
      return '"bytes"';
    case "array":
    case "counted":
      return `{ list: ${fieldTypeText(shape.item, scope)} }`;
  }
}

function enumTypeText(shape: Shape & { readonly kind: "enum" }, scope: Scope): string {
  const kind = shape.definition.kind === "enumflag" ? "flags" : "enum";
  const sign = shape.scalar.startsWith("i") ? ", isSigned: true" : "";
  return `{ ${kind}: ${itemsOf(shape, scope)}${sign} }`;
}

function isRetval({ field, shape }: FieldLayout): boolean {
  return field.name === "retval" && shape.kind === "scalar" && shape.scalar === "i32";
}

function key({ field }: FieldLayout): string {
  return property(fieldName(field.name));
}
