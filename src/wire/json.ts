import { VppError } from "../errors.ts";
import { fieldName } from "../field-name.ts";
import { printable } from "../printable.ts";
import { describeType } from "./describe-type.ts";
import type { EnumItems, Field, FieldType, Input, Message } from "./descriptor.ts";
import { unsetValue } from "./unset.ts";

/** A value of JSON. */
export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

type JsonObject = { [key: string]: JsonValue };

/**
 * Returns the JSON form of a message's fields, which `fromJson` parses.
 *
 * 64-bit integers are decimal text, byte arrays hex, addresses and prefixes text, enumerations VPP's name (a number if no item
 * has that value), flags a list of names, unions `{ "case", "value" }`.
 */
export function toJson<T>(message: Message<T>, fields: T): JsonObject {
  return structToJson(message.codec.fields, fields as Record<string, unknown>);
}

/** How fields are read that the JSON does not have. */
interface Reading {
  readonly fillsZeros: boolean;
  /** The path and the type of each field that is missing. */
  readonly missing: string[];
}

/**
 * Returns the fields of a message from their JSON form. Names may be those of TypeScript or VPP's own. 64-bit integers,
 * enumerations and flags may also be numbers. The codec checks ranges, and parses addresses, which stay text here.
 *
 * @param options `fillsZeros`: fields that are left out and have no default are zero. Default false: they are an error.
 * @throws {VppError} `VPP_JSON`, with VPP's name of the field, for unknown fields, unknown items, and values of a wrong type;
 *   with names and types of all missing fields.
 */
export function fromJson<T>(
  message: Message<T>,
  json: unknown,
  { fillsZeros = false }: { readonly fillsZeros?: boolean } = {},
): Input<T> {
  const reading: Reading = { fillsZeros, missing: [] };
  const fields = structFromJson(message.name, message.codec.fields, json, reading);
  const { missing } = reading;
  if (missing.length === 0) return fields as Input<T>;
  const paths = missing.map((path) => path.slice(message.name.length + 1)).join(", ");
  throw fault(message.name, missing.length === 1 ? `field ${paths} is missing` : `fields are missing: ${paths}`);
}

function structToJson(fields: readonly Field[], value: Record<string, unknown>): JsonObject {
  const entries: [string, JsonValue][] = [];
  for (const [name, type] of fields) {
    const key = fieldName(name);
    if (value[key] !== undefined) entries.push([key, valueToJson(type, value[key])]);
  }
  // Unlike an assignment, this makes `__proto__` an ordinary property.
  return Object.fromEntries(entries);
}

function valueToJson(type: FieldType, value: unknown): JsonValue {
  if (typeof type === "string" || "octets" in type) return scalarToJson(value);
  if ("list" in type) return (value as unknown[]).map((item) => valueToJson(type.list, item));
  if ("enum" in type) return itemName(type.enum, value as number) ?? (value as number);
  if ("flags" in type) return flagNames(type.flags, value as number);
  if ("fields" in type) return structToJson(type.fields, value as Record<string, unknown>);
  const union = value as { case: string; value: unknown };
  return { case: union.case, value: valueToJson(armType(type.arms, union.case) ?? "bytes", union.value) };
}

function scalarToJson(value: unknown): JsonValue {
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.length).toString("hex");
  return typeof value === "object" || typeof value === "bigint" ? String(value) : (value as JsonValue);
}

function itemName(items: EnumItems, value: number): string | undefined {
  return Object.keys(items).find((name) => items[name] === value);
}

function flagNames(items: EnumItems, value: number): JsonValue[] {
  const names: JsonValue[] = [];
  let rest = value;
  for (let bit = 1; bit <= 0x80000000; bit *= 2) {
    const name = (rest & bit) === 0 ? undefined : itemName(items, bit);
    if (name === undefined) continue;
    names.push(name);
    rest -= bit;
  }
  return rest === 0 ? names : [...names, rest];
}

function armType(arms: readonly Field[], name: string): FieldType | undefined {
  return arms.find(([arm]) => fieldName(arm) === name)?.[1];
}

function structFromJson(
  path: string,
  fields: readonly Field[],
  json: unknown,
  reading: Reading,
): Record<string, unknown> {
  const given = asObject(path, json);
  const left = new Set(Object.keys(given));
  const entries: [string, unknown][] = [];
  for (const [name, type, preset] of fields) {
    const key = fieldName(name);
    const [spelling, other] = [key, name].filter((each) => left.delete(each));
    if (other !== undefined) throw fault(path, `field ${name} is there twice, also as ${spelling}`);
    if (spelling !== undefined) entries.push([key, valueFromJson(`${path}.${name}`, type, given[spelling], reading)]);
    else if (preset !== undefined) continue;
    else if (reading.fillsZeros) entries.push([key, unsetValue(type)]);
    else reading.missing.push(...missingIn(`${path}.${name}`, type));
  }
  for (const key of left) {
    throw fault(path, `no field ${key}: the fields are ${fields.map(([name]) => name).join(", ") || "none"}`);
  }
  return Object.fromEntries(entries);
}

/** Returns path and type of a missing field; of a structure, those of each field in it that has no default. */
function missingIn(path: string, type: FieldType): string[] {
  if (typeof type === "string" || !("fields" in type)) return [`${path} (${describeType(type)})`];
  return type.fields.flatMap(([name, of, preset]) => (preset === undefined ? missingIn(`${path}.${name}`, of) : []));
}

function valueFromJson(path: string, type: FieldType, json: unknown, reading: Reading): unknown {
  if (typeof type === "string") return scalarFromJson(path, type, json);
  if ("octets" in type) return scalarFromJson(path, "bytes", json);
  if ("list" in type) {
    if (!Array.isArray(json)) throw fault(path, "an array is expected");
    return json.map((item, at) => valueFromJson(`${path}[${at}]`, type.list, item, reading));
  }
  if ("enum" in type) return itemFromJson(path, type.enum, json);
  if ("flags" in type) {
    if (!Array.isArray(json)) return itemFromJson(path, type.flags, json);
    return json.reduce<number>((bits, item) => (bits | bitsFromJson(path, type.flags, item)) >>> 0, 0);
  }
  if ("fields" in type) return structFromJson(path, type.fields, json, reading);
  return unionFromJson(path, type.arms, json, reading);
}

function unionFromJson(
  path: string,
  arms: readonly Field[],
  json: unknown,
  reading: Reading,
): { case: string; value: unknown } {
  const given = asObject(path, json);
  const name = String(given.case);
  if (name === "bytes") return { case: name, value: valueFromJson(`${path}.${name}`, name, given.value, reading) };
  const arm = arms.find(([each]) => each === name || fieldName(each) === name);
  if (arm === undefined) throw fault(path, `no case ${name}: the cases are ${arms.map(([each]) => each).join(", ")}`);
  return { case: fieldName(arm[0]), value: valueFromJson(`${path}.${arm[0]}`, arm[1], given.value, reading) };
}

function itemFromJson(path: string, items: EnumItems, json: unknown): number {
  if (typeof json === "number") return json;
  const value = typeof json === "string" && Object.hasOwn(items, json) ? items[json] : undefined;
  if (value === undefined) throw fault(path, `${JSON.stringify(json)} is not one of ${Object.keys(items).join(", ")}`);
  return value;
}

function bitsFromJson(path: string, items: EnumItems, json: unknown): number {
  const bits = itemFromJson(path, items, json);
  if (bits >>> 0 !== bits) throw fault(path, `${bits} is not a whole number from 0 to 4294967295`);
  return bits;
}

function scalarFromJson(path: string, type: string, json: unknown): unknown {
  switch (type) {
    case "u64":
    case "i64":
      if (typeof json === "string" && /^-?\d+$/.test(json)) return BigInt(json);
      if (Number.isSafeInteger(json)) return BigInt(json as number);
      throw fault(path, "a 64-bit integer is expected, as decimal text or a number up to 2^53");
    case "bytes":
      if (typeof json !== "string" || !/^([0-9a-fA-F]{2})*$/.test(json)) throw fault(path, "hex digits are expected");
      return new Uint8Array(Buffer.from(json, "hex"));
    case "bool":
      if (typeof json !== "boolean") throw fault(path, "true or false is expected");
      return json;
    case "u8":
    case "u16":
    case "u32":
    case "i8":
    case "i16":
    case "i32":
    case "f64":
      if (typeof json !== "number") throw fault(path, "a number is expected");
      return json;
    default:
      if (typeof json !== "string") throw fault(path, "text is expected");
      return json;
  }
}

function asObject(path: string, json: unknown): Record<string, unknown> {
  if (typeof json !== "object" || json === null || Array.isArray(json)) throw fault(path, "an object is expected");
  return json as Record<string, unknown>;
}

function fault(path: string, text: string): VppError {
  return new VppError("VPP_JSON", printable(`${path}: ${text}`));
}
