import type { Ip4Address, Ip6Address, MacAddress, Prefix } from "../address/index.ts";
import { VppError } from "../errors.ts";
import { fieldName } from "../field-name.ts";
import { printable } from "../printable.ts";
import type { Field, FieldType, Input, Message } from "./descriptor.ts";
import { isObjectType, own, unsetValue } from "./unset.ts";

/** Values that no default replaces: what identifies something, and the arms of unions. */
type Identifying =
  | (Ip4Address | Ip6Address | MacAddress | Prefix | Uint8Array)
  | { readonly case: string; readonly value: unknown };

/** Whether a value of this type may be left out: true or false. */
type HasDefault<T> = [T] extends [number | bigint | boolean | string | undefined | readonly unknown[]]
  ? true
  : [T] extends [Identifying]
    ? false
    : false extends { [Key in keyof T]-?: HasDefault<T[Key]> }[keyof T]
      ? false
      : true;

/**
 * The type of an argument of `withDefaults` where a field of a message has a `T`. Of a typedef, numbers, enumerations, flags,
 * booleans, texts, lists, and typedefs that hold nothing else may be left out; addresses, prefixes, bytes and unions may not.
 */
export type Sparse<T> = T extends Identifying | number | bigint | boolean | string | undefined
  ? Input<T>
  : T extends readonly (infer Item)[]
    ? readonly Sparse<Item>[]
    : { readonly [Key in keyof T as HasDefault<T[Key]> extends true ? Key : never]?: Sparse<T[Key]> } & {
        readonly [Key in keyof T as HasDefault<T[Key]> extends true ? never : Key]: Sparse<T[Key]>;
      };

/**
 * Returns the fields of a message with a default for each field of its typedefs that was left out: zero, false or empty; of a
 * path (`fib_path`) no interface (0xffffffff), and the weight 1. The fields of the message itself are given: without `is_add`
 * many messages delete.
 *
 * @throws {VppError} `VPP_FIELD_RANGE` for a field that the message does not have. A missing field is refused when it is sent.
 */
export function withDefaults<T>(message: Message<T>, fields: { readonly [Key in keyof T]: Sparse<T[Key]> }): Input<T> {
  return fill(message.name, message.codec.fields, fields, (_, preset) => preset) as Input<T>;
}

/** Returns the value of a field that was left out; undefined where it must be given. */
type DefaultOf = (type: FieldType, preset: unknown) => unknown;

function fill(path: string, fields: readonly Field[], values: object, defaultOf: DefaultOf): Record<string, unknown> {
  const left = new Set(Object.keys(values));
  const entries = fields.map(([name, type, preset]): [string, unknown] => {
    const key = fieldName(name);
    left.delete(key);
    const value = own(values, key);
    return [key, value === undefined ? defaultOf(type, preset) : fillValue(`${path}.${name}`, type, value)];
  });
  const [unknown] = left;
  if (unknown !== undefined) throw new VppError("VPP_FIELD_RANGE", printable(`${path}: no field ${unknown}`));
  return Object.fromEntries(entries);
}

const defaultInTypedef: DefaultOf = (type, preset) => {
  if (typeof type === "string") return isObjectType(type) ? undefined : unsetValue(type, preset);
  if ("fields" in type) return fill("", type.fields, {}, defaultInTypedef);
  return "octets" in type || "arms" in type ? undefined : unsetValue(type, preset);
};

/** Values of a wrong type stay as they are: the codec refuses them. */
function fillValue(path: string, type: FieldType, value: unknown): unknown {
  if (typeof type === "string" || typeof value !== "object" || value === null) return value;
  if ("fields" in type) return fill(path, type.fields, value, defaultInTypedef);
  return "list" in type && Array.isArray(value) ? value.map((item) => fillValue(path, type.list, item)) : value;
}
