import { fieldName } from "../field-name.ts";
import type { ApiModule, ApiSchema, FieldLayout, Scalar, Shape } from "../schema/index.ts";
import { defaultText, visibleFields } from "./emit-types.ts";
import type { GeneratedFile } from "./generated-file.ts";
import { codecName, property, typeName } from "./names.ts";

type UnionShape = Shape & { kind: "union" };

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

/** Prints the codec of a block of fields: an object literal of type `Codec`, whose text is the same in JavaScript. */
export class CodecEmitter {
  readonly #schema: ApiSchema;
  readonly #file: GeneratedFile;

  constructor(schema: ApiSchema, file: GeneratedFile) {
    this.#schema = schema;
    this.#file = file;
  }

  /** The codec of a typedef or of the fields behind a message's header. */
  codec(layouts: readonly FieldLayout[]): string {
    if (layouts.length === 0) return this.#file.wire("empty");
    const [first] = layouts;
    if (layouts.length === 1 && first?.field.name === "retval" && isScalar(first.shape, "i32")) {
      return this.#file.wire("retvalOnly");
    }
    const last = layouts.at(-1)!;
    const leastBytes = last.offset + last.shape.leastBytes;
    return [
      "{",
      `  fields: [${visibleFields(layouts)
        .map((layout) => this.#field(layout))
        .join(", ")}],`,
      `  leastBytes: ${leastBytes},`,
      ...(last.shape.isVariable ? [`  byteLength: (v) => ${this.#byteLength(last)},`] : []),
      "  write(w, at, v) {",
      ...layouts.flatMap((layout) => this.#writeField(layout, layouts)).map((line) => `    ${line}`),
      `    return ${last.shape.isVariable ? "end" : `at + ${leastBytes}`};`,
      "  },",
      "  read(r, at) {",
      ...(this.#readsScalars(layouts) ? ["    const d = r.view;"] : []),
      "    return {",
      ...visibleFields(layouts).map((layout) => `      ${key(layout)}: ${this.#readField(layout, layouts)},`),
      "    };",
      "  },",
      "}",
    ].join("\n");
  }

  /** The codec of a union. */
  union(shape: UnionShape): string {
    const cases = this.#cases(shape);
    const arms = shape.arms.map((arm) => ({ arm, name: key(arm), spare: shape.leastBytes - arm.shape.leastBytes }));
    return [
      "{",
      `  arms: [${shape.arms.map((arm) => this.#field(arm)).join(", ")}],`,
      `  cases: { ${arms.map(({ name }, at) => `${name}: ${cases[at]}`).join(", ")} },`,
      "  write(w, at, v) {",
      "    switch (v.case) {",
      ...arms.flatMap(({ arm, name, spare }) => [
        `      case "${name}":`,
        ...this.#write(arm.shape, "at", "v.value", arm.field.name).map((line) => `        ${line}`),
        ...(spare > 0 ? [`        w.zero(at + ${arm.shape.leastBytes}, ${spare});`] : []),
        "        break;",
      ]),
      '      case "bytes":',
      `        w.octets(at, v.value, ${shape.leastBytes}, "bytes");`,
      "        break;",
      "      default:",
      '        w.refuse("case", v, "an arm of the union");',
      "    }",
      "  },",
      "  read(r, at, discriminator) {",
      ...(arms.some(({ arm }) => this.#readsScalars([arm])) ? ["    const d = r.view;"] : []),
      "    switch (discriminator) {",
      ...arms.map(
        ({ arm, name }, at) =>
          `      case ${cases[at]}: return { case: "${name}", value: ${this.#read(arm.shape, "at")} };`,
      ),
      `      default: return { case: "bytes", value: r.octets(at, ${shape.leastBytes}) };`,
      "    }",
      "  },",
      "}",
    ].join("\n");
  }

  #field(layout: FieldLayout): string {
    const preset = defaultText(layout);
    const { name } = layout.field;
    return `["${name}", ${this.#fieldType(layout.shape)}${preset === undefined ? "" : `, ${preset}`}]`;
  }

  #fieldType(shape: Shape): string {
    switch (shape.kind) {
      case "scalar":
        return `"${shape.scalar}"`;
      case "value":
        return `"${shape.value}"`;
      case "enum": {
        const items = this.#file.value(shape.owner.name, typeName(shape.definition.name));
        return `{ ${shape.definition.kind === "enumflag" ? "flags" : "enum"}: ${items} }`;
      }
      case "struct":
      case "union":
        return this.#codecOf(shape);
      case "string":
      case "text":
        return '"string"';
      case "octets":
      case "blob":
        return '"bytes"';
      case "array":
      case "counted":
        return `{ list: ${this.#fieldType(shape.item)} }`;
    }
  }

  #codecOf(shape: Shape & { kind: "struct" | "union" }): string {
    return this.#file.value(shape.owner.name, codecName(shape.definition.name));
  }

  #byteLength({ field, offset, shape }: FieldLayout): string {
    const value = `v.${fieldName(field.name)}`;
    switch (shape.kind) {
      case "text":
        return `${offset + 4} + Buffer.byteLength(${value})`;
      case "blob":
        return `${offset} + ${value}.length`;
      case "struct":
        return `${offset} + ${this.#codecOf(shape)}.byteLength(${value})`;
      default:
        return `${offset} + ${this.#itemsLength(shape as Shape & { kind: "counted" }, value)}`;
    }
  }

  #itemsLength({ item }: Shape & { kind: "counted" }, value: string): string {
    if (!item.isVariable) return `${value}.length * ${item.leastBytes}`;
    const codec = this.#codecOf(item as Shape & { kind: "struct" });
    return `${value}.reduce((sum, item) => sum + ${codec}.byteLength(item), 0)`;
  }

  #writeField(layout: FieldLayout, block: readonly FieldLayout[]): string[] {
    const { field, shape } = layout;
    const at = place("at", layout.offset);
    const counted = block.find((other) => "by" in other.shape && other.shape.by === field.name);
    if (counted !== undefined && shape.kind === "scalar") {
      const { name } = counted.field;
      return [`w.${shape.scalar}(${at}, w.count(v.${fieldName(name)}, "${name}"), "${field.name}");`];
    }
    const preset = defaultText(layout);
    const value = `v.${fieldName(field.name)}${preset === undefined ? "" : ` ?? ${preset}`}`;
    const lines = this.#write(shape, at, value, field.name);
    const discriminator = shape.kind === "union" ? this.#discriminator(shape, layout, block) : undefined;
    if (discriminator === undefined || shape.kind !== "union") return lines;
    const selected = `v.${fieldName(discriminator.field.name)}`;
    return [...lines, `w.selects("${field.name}", ${value}.case, ${selected}, ${this.#codecOf(shape)}.cases);`];
  }

  /** The statements that write a value; behind a variable part, `end` is the place behind it. */
  #write(shape: Shape, at: string, value: string, name: string): string[] {
    switch (shape.kind) {
      case "scalar":
      case "enum":
        return [`w.${shape.scalar}(${at}, ${value}, "${name}");`];
      case "value":
        return [`w.${shape.value}(${at}, ${value}, "${name}");`];
      case "struct":
      case "union": {
        const call = `${this.#codecOf(shape)}.write(w, ${at}, ${value});`;
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
        return [
          `w.upTo(${at}, ${value}, ${length}, ${item.leastBytes}, "${name}");`,
          ...this.#writeItems(item, at, value, name),
        ];
      }
      case "counted":
        return this.#writeItems(shape.item, at, value, name, "end");
    }
  }

  #writeItems(item: Shape, at: string, value: string, name: string, variable?: string): string[] {
    const next = variable ?? `${fieldName(name)}At`;
    const advance = item.isVariable ? [] : [`${next} += ${item.leastBytes};`];
    const write = item.isVariable
      ? [
          `w.enter("${name}", item);`,
          `${next} = ${this.#codecOf(item as Shape & { kind: "struct" })}.write(w, ${next}, item);`,
          "w.leave();",
        ]
      : this.#write(item, next, "item", name);
    return [
      `let ${next} = ${at};`,
      `for (const item of ${value}) {`,
      ...[...write, ...advance].map((line) => `  ${line}`),
      "}",
    ];
  }

  #readField(layout: FieldLayout, block: readonly FieldLayout[]): string {
    const { shape } = layout;
    const at = place("at", layout.offset);
    if ("by" in shape) {
      const counter = block.find(({ field }) => field.name === shape.by)!;
      const count = this.#read(counter.shape, place("at", counter.offset));
      if (shape.kind === "blob") return `r.blob(${at}, ${count})`;
      const { item } = shape;
      const method = item.isVariable ? "sequence" : "list";
      return `r.${method}(${at}, ${count}, ${item.leastBytes}, ${this.#reader(item)})`;
    }
    if (shape.kind !== "union") return this.#read(shape, at);
    const discriminator = this.#discriminator(shape, layout, block);
    const selected =
      discriminator === undefined
        ? this.#cases(shape)[widestArm(shape)]
        : this.#read(discriminator.shape, place("at", discriminator.offset));
    return `${this.#codecOf(shape)}.read(r, ${at}, ${selected})`;
  }

  #read(shape: Shape, at: string): string {
    switch (shape.kind) {
      case "scalar":
      case "enum":
        return readScalar(shape.scalar, at);
      case "value":
        return `r.${shape.value}(${at})`;
      case "struct":
        return `${this.#codecOf(shape)}.read(r, ${at})`;
      case "union":
        return `${this.#codecOf(shape)}.read(r, ${at}, ${this.#cases(shape)[widestArm(shape)]})`;
      case "string":
      case "octets":
        return `r.${shape.kind}(${at}, ${shape.leastBytes})`;
      case "text":
        return `r.text(${at})`;
      case "array":
        return `r.list(${at}, ${shape.length}, ${shape.item.leastBytes}, ${this.#reader(shape.item)})`;
      default:
        throw new Error(`${shape.kind} needs its counter`);
    }
  }

  /** A function that reads one item of an array. */
  #reader(item: Shape): string {
    if (item.kind === "scalar" || item.kind === "enum") return `${this.#file.wire("scalars")}.${item.scalar}`;
    if (item.kind === "value") return `${this.#file.wire("scalars")}.${item.value}`;
    if (item.kind === "struct") return `${this.#codecOf(item)}.read`;
    return `(r, at) => ${this.#read(item, "at")}`;
  }

  #readsScalars(layouts: readonly FieldLayout[]): boolean {
    return layouts.some((layout) => {
      const { shape } = layout;
      if (shape.kind === "scalar" || shape.kind === "enum" || "by" in shape) return true;
      return shape.kind === "union" && this.#discriminator(shape, layout, layouts) !== undefined;
    });
  }

  /**
   * The field that selects a union's arm: the one that the schema names, else an earlier one of the enumeration that the
   * arms' cases belong to (`mprefix`).
   */
  #discriminator(shape: UnionShape, layout: FieldLayout, block: readonly FieldLayout[]): FieldLayout | undefined {
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

  /** The discriminator's value for each arm. */
  #cases(shape: UnionShape): number[] {
    return shape.arms.map(({ field }, at) => enumItem(field.case, shape.owner, this.#schema) ?? at);
  }
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

/** Without a discriminator the first of the longest arms is read: it loses nothing. */
function widestArm(shape: UnionShape): number {
  return shape.arms.findIndex((arm) => arm.shape.leastBytes === shape.leastBytes);
}

function readScalar(scalar: Scalar, at: string): string {
  if (scalar === "bool") return `d.getUint8(${at}) !== 0`;
  return scalar === "f64" ? `d.getFloat64(${at}, true)` : `d.${GETTERS[scalar]}(${at})`;
}

function isScalar(shape: Shape, scalar: Scalar): boolean {
  return shape.kind === "scalar" && shape.scalar === scalar;
}

function place(base: string, offset: number): string {
  return offset === 0 ? base : `${base} + ${offset}`;
}

function key({ field }: FieldLayout): string {
  return property(fieldName(field.name));
}
