import { fieldName } from "../../field-name.ts";
import type { EnumItems, Field, FieldType, JsonValue } from "../../wire/index.ts";
import { UsageError, unknownName } from "../arguments/index.ts";
import type { FieldTexts, ValueText } from "./field-text.ts";

/** A text where a message has a u32: the name of an interface, if the definition has an interface there. */
export interface InterfaceText {
  /** VPP's names of the fields, from the message down. */
  readonly path: readonly string[];
  readonly name: string;
  /** Puts the interface's number in the place of the name; until then it is 0. */
  put(swIfIndex: number): void;
}

/** The fields of a message in the form that `fromJson` takes. */
export interface ReadFields {
  readonly json: { [name: string]: JsonValue };
  readonly interfaces: readonly InterfaceText[];
}

/**
 * Reads written values as the types of their fields do. What a type cannot read stays text, for `fromJson` to refuse.
 *
 * @throws {UsageError} on an unknown field or item, with the nearest.
 */
export function readFieldTexts(message: string, fields: readonly Field[], texts: FieldTexts): ReadFields {
  const interfaces: InterfaceText[] = [];
  return { json: new ValueReader(message, interfaces).fields(fields, texts, []), interfaces };
}

const INTEGER = /^(-?\d+|0x[\da-f]+)$/i;
const NUMBERS = new Set(["u8", "u16", "u32", "i8", "i16", "i32", "f64"]);

class ValueReader {
  readonly #message: string;
  readonly #interfaces: InterfaceText[];

  constructor(message: string, interfaces: InterfaceText[]) {
    this.#message = message;
    this.#interfaces = interfaces;
  }

  fields(fields: readonly Field[], texts: FieldTexts, path: readonly string[]): { [name: string]: JsonValue } {
    // Without a prototype, `__proto__` is an ordinary property.
    const read: { [name: string]: JsonValue } = Object.create(null);
    for (const [written, value] of texts) {
      const field = fields.find(([name]) => name === written || fieldName(name) === written);
      if (field === undefined) throw new UsageError(`${this.#place(path)}: ${unknownField(written, fields)}`);
      if (written in read) throw new UsageError(`${this.#place(path)}: field ${written} is there twice`);
      this.#value(read, written, value, field[1], [...path, field[0]]);
    }
    return read;
  }

  #value(into: object, key: string | number, value: ValueText, type: FieldType, path: readonly string[]): void {
    const put = (read: JsonValue): void => void Reflect.set(into, key, read);
    if (value.kind === "constant") put(value.value);
    else if (value.kind === "text") put(this.#text(value, type, path, put));
    else if (value.kind === "list") put(this.#list(value.items, type, path));
    else put(this.#object(value.members, type, path));
  }

  #list(items: readonly ValueText[], type: FieldType, path: readonly string[]): JsonValue {
    const read: JsonValue[] = [];
    const item = typeof type === "object" && "list" in type ? type.list : type;
    for (const [at, value] of items.entries()) this.#value(read, at, value, item, path);
    return read;
  }

  #object(members: FieldTexts, type: FieldType, path: readonly string[]): JsonValue {
    if (typeof type === "object" && "fields" in type) return this.fields(type.fields, members, path);
    if (typeof type !== "object" || !("arms" in type))
      throw new UsageError(`${this.#place(path)}: { } is not expected`);
    const chosen = members.find(([name]) => name === "case")?.[1];
    const arm = type.arms.find(([name]) => chosen?.kind === "text" && [name, fieldName(name)].includes(chosen.text));
    const parts: readonly Field[] = [
      ["case", "string"],
      ["value", arm?.[1] ?? "bytes"],
    ];
    return this.fields(parts, members, path);
  }

  #text(
    { text, isJson }: { readonly text: string; readonly isJson: boolean },
    type: FieldType,
    path: readonly string[],
    put: (read: JsonValue) => void,
  ): JsonValue {
    if (type === "u32" && !isNumber(text, type)) {
      this.#interfaces.push({ path, name: text, put });
      return 0;
    }
    if (typeof type === "object") return this.#item(text, type, path);
    if (isJson) return text;
    if (NUMBERS.has(type)) return isNumber(text, type) ? Number(text) : text;
    if (type === "bool") return text === "true" || (text === "false" ? false : text);
    return /^[ui]64$/.test(type) && INTEGER.test(text) ? String(BigInt(text)) : text;
  }

  #item(text: string, type: object, path: readonly string[]): JsonValue {
    const items = (type as { enum?: EnumItems; flags?: EnumItems }).enum ?? (type as { flags?: EnumItems }).flags;
    if (items === undefined || Object.hasOwn(items, text)) return text;
    if (INTEGER.test(text)) return Number(text);
    const names = Object.keys(items);
    throw new UsageError(`${this.#place(path)}: ${unknownName("item", text, names)} (one of ${names.join(", ")})`);
  }

  #place(path: readonly string[]): string {
    return [this.#message, ...path].join(".");
  }
}

function isNumber(text: string, type: string): boolean {
  return INTEGER.test(text) || (type === "f64" && text.trim() !== "" && Number.isFinite(Number(text)));
}

function unknownField(written: string, fields: readonly Field[]): string {
  const names = fields.map(([name]) => fieldName(name));
  const all = names.join(", ") || "none";
  return `no field ${written}${unknownName("", written, names).replace(/^[^;]*/, "")}: the fields are ${all}`;
}
