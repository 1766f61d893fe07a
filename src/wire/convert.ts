import { VppError } from "../errors.ts";
import { fieldName } from "../field-name.ts";
import type { EnumItems, Field, FieldType, ScalarType } from "./descriptor.ts";
import { isObjectType, isUnset, own, unsetValue } from "./unset.ts";

type Values = Readonly<Record<string, unknown>>;

/** How a conversion treats a field that only one version of a message has, and what its errors begin with. */
export interface ConvertRules {
  /** VPP's name of the message. */
  readonly messageName: string;
  /** The two versions in an error text, as in `sr_policy_add (44ac92e8 here, f6297f36 in VPP)`. */
  readonly versions: string;
  /** The version that values are converted to, in an error text, as in `VPP's version`. */
  readonly target: string;
  /** Whether a value without a counterpart in the other version is an error. Otherwise it is dropped. */
  readonly isStrict: boolean;
}

/**
 * Converts the values of one version of a message to another: fields of the same name, converted where their types differ. A
 * field that only the target has gets its default, or zero.
 *
 * @throws {VppError} `VPP_FIELD_MISSING` when a value has another meaning in the target. When strict, also when it has no
 *   counterpart: a field that only the source has is not its default, or an item or arm does not exist.
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
    if (sourceField === undefined) return [key, unsetValue(type, preset)];
    const value = own(values, key) ?? sourceField[2];
    // The codec refuses a missing field.
    return [key, value === undefined ? value : convertValue(sourceField[1], type, value, rules, `${path}${name}`)];
  });
  if (rules.isStrict) for (const field of source.values()) requireUnset(field, values, rules, path);
  return Object.fromEntries(entries);
}

function requireUnset([name, type, preset]: Field, values: Values, rules: ConvertRules, path: string): void {
  if (isUnset(type, own(values, fieldName(name)), preset)) return;
  throw missing(rules, `field ${path}${name} does not exist in ${rules.target}: leave it out, or give its default`);
}

function convertValue(from: FieldType, to: FieldType, value: unknown, rules: ConvertRules, path: string): unknown {
  if (!isKind(from, to)) throw missing(rules, `field ${path} has another type in ${rules.target}`);
  if (typeof to === "string") return convertScalar(to, value, rules, path);
  if (typeof from === "string") return value;
  if ("fields" in from && "fields" in to) {
    return convertStruct(from.fields, to.fields, value as Values, rules, `${path}.`);
  }
  if ("list" in from && "list" in to) {
    return (value as unknown[]).map((item) => convertValue(from.list, to.list, item, rules, path));
  }
  if ("enum" in from && "enum" in to) return convertItem(from.enum, to.enum, value as number, rules, path);
  if ("flags" in from && "flags" in to) return convertFlags(from.flags, to.flags, value as number, rules, path);
  if ("arms" in from && "arms" in to) return convertUnion(from.arms, to.arms, value as Union, rules, path);
  return value;
}

/** Returns whether values of one type can be converted to another. The codec checks whether they fit. */
function isKind(from: FieldType, to: FieldType): boolean {
  return kindOf(from) === kindOf(to) || (typeof from === "string" && WIDER[from] === to);
}

function kindOf(type: FieldType): string {
  if (typeof type === "string") return type === "string" || isObjectType(type) ? type : "number";
  if ("enum" in type || "flags" in type) return "number";
  if ("octets" in type) return "bytes";
  return "list" in type ? "list" : "fields" in type ? "fields" : "union";
}

const WIDER: { readonly [type in ScalarType]?: ScalarType } = {
  ip4: "address",
  ip6: "address",
  ip4Prefix: "prefix",
  ip6Prefix: "prefix",
};

interface Union {
  readonly case: string;
  readonly value: unknown;
}

function convertUnion(
  from: readonly Field[],
  to: readonly Field[],
  union: Union,
  rules: ConvertRules,
  path: string,
): Union {
  const arm = (arms: readonly Field[]): Field | undefined => arms.find(([name]) => fieldName(name) === union.case);
  const [source, target] = [arm(from), arm(to)];
  // The bytes of an unknown arm, or a wrong arm, which the codec refuses.
  if (source === undefined) return union;
  if (target === undefined) throw missing(rules, `${path} has no case ${union.case} in ${rules.target}`);
  return { case: union.case, value: convertValue(source[1], target[1], union.value, rules, `${path}.${union.case}`) };
}

/** Converts an item of an enumeration: it keeps its name, not its number. */
function convertItem(from: EnumItems, to: EnumItems, value: number, rules: ConvertRules, path: string): number {
  const names = Object.keys(from).filter((item) => from[item] === value);
  const name = names.find((item) => Object.hasOwn(to, item));
  if (name !== undefined) return to[name]!;
  // Some flags of VPP are declared as an enumeration, e.g. `if_status_flags`.
  if (names.length === 0) return Object.values(from).every(isBit) ? convertFlags(from, to, value, rules, path) : value;
  requireFree(to, value, names[0]!, rules, path);
  return value;
}

/** Converts flags bit by bit. A bit without a name stays. */
function convertFlags(from: EnumItems, to: EnumItems, value: number, rules: ConvertRules, path: string): number {
  let rest = value;
  let flags = 0;
  for (const [name, bit] of Object.entries(from)) {
    if (!isBit(bit) || (rest & bit) === 0) continue;
    rest &= ~bit;
    if (!Object.hasOwn(to, name)) requireFree(to, bit, name, rules, path);
    flags |= Object.hasOwn(to, name) ? to[name]! : bit;
  }
  return (flags | rest) >>> 0;
}

/** Returns whether a number has one bit set, or none. */
function isBit(value: number): boolean {
  return (value & (value - 1)) === 0;
}

/** Throws for a number without a name in the target, if the conversion is strict or the number has another meaning there. */
function requireFree(to: EnumItems, value: number, name: string, rules: ConvertRules, path: string): void {
  const other = Object.keys(to).find((item) => to[item] === value);
  if (!rules.isStrict && other === undefined) return;
  throw missing(rules, `${path} cannot be ${name} in ${rules.target}`);
}

/** Converts a scalar: the target may be wider, or a boolean. */
function convertScalar(to: ScalarType, value: unknown, rules: ConvertRules, path: string): unknown {
  const isNumber = typeof value === "number" || typeof value === "bigint" || typeof value === "boolean";
  if (!isNumber) return value;
  if (to === "u64" || to === "i64") return BigInt(value);
  if (to !== "bool") return Number(value);
  if (Number(value) === 0 || Number(value) === 1) return Boolean(value);
  throw missing(rules, `${path} cannot be ${value} in ${rules.target}`);
}

function missing({ messageName, versions }: ConvertRules, text: string): VppError {
  return new VppError("VPP_FIELD_MISSING", `${messageName} (${versions}): ${text}`, { messageName });
}
