import { Ip4Address, Ip6Address, MacAddress, Prefix, parseIpAddress } from "../address/index.ts";
import { fieldName } from "../field-name.ts";
import type { FieldType, ScalarType } from "./descriptor.ts";

const IP4_ZERO = new Ip4Address(0);
const IP6_ZERO = Ip6Address.UNSPECIFIED;

const ZEROS: Readonly<Record<ScalarType, unknown>> = {
  u8: 0,
  u16: 0,
  u32: 0,
  u64: 0n,
  i8: 0,
  i16: 0,
  i32: 0,
  i64: 0n,
  f64: 0,
  bool: false,
  string: "",
  bytes: new Uint8Array(0),
  ip4: IP4_ZERO,
  ip6: IP6_ZERO,
  address: IP4_ZERO,
  prefix: new Prefix(IP4_ZERO, 0),
  ip4Prefix: new Prefix(IP4_ZERO, 0),
  ip6Prefix: new Prefix(IP6_ZERO, 0),
  mac: MacAddress.parse("00:00:00:00:00:00"),
};

/** Returns whether the values of a type are objects: addresses, prefixes, bytes. */
export function isObjectType(type: ScalarType): boolean {
  return typeof ZEROS[type] === "object";
}

/** The parsers of the types that may be given as text. */
const PARSERS: { readonly [type in ScalarType]?: (text: string) => unknown } = {
  ip4: parseIpAddress,
  ip6: parseIpAddress,
  address: parseIpAddress,
  prefix: Prefix.parse,
  ip4Prefix: Prefix.parse,
  ip6Prefix: Prefix.parse,
  mac: MacAddress.parse,
};

/** Returns the value of a field that is not set: its default, or the value whose bytes are zero. */
export function unsetValue(type: FieldType, preset?: unknown): unknown {
  if (preset !== undefined) return preset;
  if (typeof type === "string") return ZEROS[type];
  if ("octets" in type) return new Uint8Array(type.octets);
  if ("list" in type) return [];
  if ("fields" in type) {
    return Object.fromEntries(type.fields.map(([name, of, inner]) => [fieldName(name), unsetValue(of, inner)]));
  }
  if (!("arms" in type)) return 0;
  const [name, arm] = type.arms[0]!;
  return { case: fieldName(name), value: unsetValue(arm) };
}

/** Returns whether a value, in any accepted form, is that of a field that is not set. */
export function isUnset(type: FieldType, value: unknown, preset?: unknown): boolean {
  return value === undefined || print(type, value) === print(type, unsetValue(type, preset));
}

/** Returns an object's own property; undefined for an inherited one, e.g. `constructor`. */
export function own(values: object, name: string): unknown {
  return Object.hasOwn(values, name) ? (values as Readonly<Record<string, unknown>>)[name] : undefined;
}

/** Returns a value as text that is the same for the same bytes. */
function print(type: FieldType, value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  if (typeof type === "string") return typeof value === "string" ? printText(type, value) : String(value);
  if (typeof value !== "object" || value === null) return String(value);
  if ("list" in type) return Array.isArray(value) ? `[${value.map((item) => print(type.list, item))}]` : "?";
  if ("fields" in type) {
    const parts = type.fields.map(([name, of, preset]) => {
      return print(of, own(value, fieldName(name)) ?? unsetValue(of, preset));
    });
    return `{${parts}}`;
  }
  // A union, or a value of a wrong type.
  return JSON.stringify(value, (_, part) => (typeof part === "bigint" ? String(part) : part));
}

function printText(type: ScalarType, text: string): string {
  try {
    return String(PARSERS[type]?.(text) ?? text);
  } catch {
    return text;
  }
}
