import { Ip4Address, Ip6Address, MacAddress, Prefix } from "../address/index.ts";
import { VppError } from "../errors.ts";
import { fieldName } from "../field-name.ts";
import type { EnumItems, Field, FieldType } from "./descriptor.ts";

type Values = Readonly<Record<string, unknown>>;

/** What becomes of a field that only one version of a message has. */
export interface ConvertRules {
  /** What errors begin with: `sr_policy_add (44ac92e8, here f6297f36)`. */
  readonly label: string;
  /** Whether a value that the other version cannot hold is an error; else it is dropped. */
  readonly isStrict: boolean;
}

/**
 * The values of one version of a message as those of another: fields of the same name, converted where their types differ.
 * A field that only the target has holds its default, or zero.
 *
 * @throws {VppError} `VPP_FIELD_MISSING` when strict and a field that only the source has holds more than its default, or an
 * enumeration's item or a union's arm does not exist in the target.
 */
export function convertFields(
  from: readonly Field[],
  to: readonly Field[],
  values: Values,
  rules: ConvertRules,
): Record<string, unknown> {
  return convertStruct(from, to, values, rules, "");
}

function convertStruct(
  from: readonly Field[],
  to: readonly Field[],
  values: Values,
  rules: ConvertRules,
  path: string,
): Record<string, unknown> {
  const source = new Map(from.map((field) => [field[0], field]));
  const entries = to.map(([name, type, preset]): [string, unknown] => {
    const key = fieldName(name);
    const sourceField = source.get(name);
    source.delete(name);
    const value = sourceField === undefined ? undefined : (values[key] ?? sourceField[2]);
    if (sourceField === undefined || value === undefined) return [key, preset ?? zeroOf(type)];
    return [key, convertValue(sourceField[1], type, value, rules, `${path}${name}`)];
  });
  if (rules.isStrict) for (const field of source.values()) checkDefault(field, values, rules, path);
  return Object.fromEntries(entries);
}

function checkDefault([name, type, preset]: Field, values: Values, rules: ConvertRules, path: string): void {
  const value = values[fieldName(name)];
  if (value === undefined || isSame(value, preset ?? zeroOf(type))) return;
  throw missing(rules, `field ${path}${name} is not in that version, and holds more than its default`);
}

function convertValue(from: FieldType, to: FieldType, value: unknown, rules: ConvertRules, path: string): unknown {
  if (typeof to === "string") return convertScalar(to, value);
  if (typeof from === "string") return value;
  if ("fields" in from && "fields" in to) {
    return convertStruct(from.fields, to.fields, value as Values, rules, `${path}.`);
  }
  if ("list" in from && "list" in to) {
    return (value as unknown[]).map((item) => convertValue(from.list, to.list, item, rules, path));
  }
  if ("enum" in from && "enum" in to) return convertItem(from.enum, to.enum, value as number, rules, path);
  if ("arms" in from && "arms" in to) {
    const union = value as { case: string; value: unknown };
    const arm = (arms: readonly Field[]): Field | undefined => arms.find(([name]) => fieldName(name) === union.case);
    const [source, target] = [arm(from.arms), arm(to.arms)];
    if (union.case === "bytes" || source === undefined) return union;
    if (target === undefined) throw missing(rules, `${path} has no case ${union.case} in that version`);
    return { case: union.case, value: convertValue(source[1], target[1], union.value, rules, `${path}.${union.case}`) };
  }
  return value;
}

/** Items keep their name, not their number. */
function convertItem(from: EnumItems, to: EnumItems, value: number, rules: ConvertRules, path: string): number {
  const name = Object.keys(from).find((item) => from[item] === value);
  if (name === undefined) return value;
  if (Object.hasOwn(to, name)) return to[name]!;
  if (rules.isStrict) throw missing(rules, `${path} cannot be ${name} in that version`);
  return value;
}

/** A field may have been widened, or a number have become a truth value; ranges are the codec's to check. */
function convertScalar(to: string, value: unknown): unknown {
  const isNumber = typeof value === "number" || typeof value === "bigint" || typeof value === "boolean";
  if (!isNumber) return value;
  if (to === "u64" || to === "i64") return BigInt(value);
  return to === "bool" ? Boolean(value) : Number(value);
}

/** The value whose bytes are all zero. */
function zeroOf(type: FieldType): unknown {
  if (typeof type === "string") return ZEROS[type];
  if ("octets" in type) return new Uint8Array(type.octets);
  if ("list" in type) return [];
  if ("fields" in type) return Object.fromEntries(type.fields.map(([name, of]) => [fieldName(name), zeroOf(of)]));
  if (!("arms" in type)) return 0;
  const [name, arm] = type.arms[0]!;
  return { case: fieldName(name), value: zeroOf(arm) };
}

const IP4_ZERO = new Ip4Address(0);
const IP6_ZERO = Ip6Address.UNSPECIFIED;

const ZEROS: Readonly<Record<string, unknown>> = {
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

function isSame(a: unknown, b: unknown): boolean {
  return a === b || print(a) === print(b);
}

function print(value: unknown): string {
  return JSON.stringify(value, (_, part) => (typeof part === "bigint" ? String(part) : part));
}

function missing({ label }: ConvertRules, text: string): VppError {
  return new VppError("VPP_FIELD_MISSING", `${label}: ${text}`);
}
