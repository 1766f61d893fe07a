import { fieldName } from "../../field-name.ts";
import type { Field, FieldType, ScalarType } from "../../wire/index.ts";
import { BOOLEAN, type Kind, NUMBER, OBJECT, shown, TEXT } from "../argument-error.ts";

const BIGINT: Kind = { expected: "a bigint", holds: (value) => typeof value === "bigint" };
const BYTES: Kind = { expected: "a Uint8Array", holds: (value) => value instanceof Uint8Array };
const LIST: Kind = { expected: "an array", holds: (value) => Array.isArray(value) || BYTES.holds(value) };
const ADDRESS: Kind = {
  expected: "an address, or its text",
  holds: (value) => TEXT.holds(value) || OBJECT.holds(value),
};

const SCALARS: Readonly<Record<ScalarType, Kind>> = {
  u8: NUMBER,
  u16: NUMBER,
  u32: NUMBER,
  u64: BIGINT,
  i8: NUMBER,
  i16: NUMBER,
  i32: NUMBER,
  i64: BIGINT,
  f64: NUMBER,
  bool: BOOLEAN,
  string: TEXT,
  bytes: BYTES,
  ip4: ADDRESS,
  ip6: ADDRESS,
  address: ADDRESS,
  prefix: ADDRESS,
  ip4Prefix: ADDRESS,
  ip6Prefix: ADDRESS,
  mac: ADDRESS,
};

/** A message, as far as its fields are looked at. */
export interface DeclaredMessage {
  readonly name: string;
  readonly codec: { readonly fields: readonly Field[] };
}

/**
 * Finds the first field that is missing or of a wrong kind, once an encoder has failed: encoders read fields without a check of
 * their own.
 *
 * @returns `sr_policy_add.sids: undefined is not an object`, with VPP's names; undefined when all kinds are right.
 */
export function wrongField({ name, codec }: DeclaredMessage, fields: unknown): string | undefined {
  return wrongIn(codec.fields, fields, name);
}

function wrongIn(fields: readonly Field[], values: unknown, path: string): string | undefined {
  const wrong = wrongKind(OBJECT, values, path);
  if (wrong !== undefined) return wrong;
  return firstOf(fields, ([name, type, preset]) => {
    const value = (values as Readonly<Record<string, unknown>>)[fieldName(name)];
    return value === undefined && preset !== undefined ? undefined : wrongValue(type, value, `${path}.${name}`);
  });
}

function wrongValue(type: FieldType, value: unknown, path: string): string | undefined {
  if (typeof type === "string") return wrongKind(SCALARS[type], value, path);
  if ("octets" in type) return wrongKind(BYTES, value, path);
  if ("fields" in type) return wrongIn(type.fields, value, path);
  if ("arms" in type) return wrongArm(type.arms, value, path);
  if ("list" in type) return wrongItem(type.list, value, path);
  return wrongKind(NUMBER, value, path);
}

function wrongItem(type: FieldType, items: unknown, path: string): string | undefined {
  const wrong = wrongKind(LIST, items, path);
  return wrong ?? firstOf(items as readonly unknown[], (item, at) => wrongValue(type, item, `${path}[${at}]`));
}

function wrongArm(arms: readonly Field[], union: unknown, path: string): string | undefined {
  const wrong = wrongKind(OBJECT, union, path);
  if (wrong !== undefined) return wrong;
  const { case: name, value } = union as { readonly case?: unknown; readonly value?: unknown };
  const arm = arms.find(([arm]) => fieldName(arm) === name);
  return arm === undefined ? undefined : wrongValue(arm[1], value, `${path}.${arm[0]}`);
}

function wrongKind({ expected, holds }: Kind, value: unknown, path: string): string | undefined {
  return holds(value) ? undefined : `${path}: ${shown(value)} is not ${expected}`;
}

/** Returns the first answer that is not undefined; holes of an array are looked at too. */
function firstOf<Item>(
  items: readonly Item[],
  find: (item: Item, at: number) => string | undefined,
): string | undefined {
  for (let at = 0; at < items.length; at++) {
    const found = find(items[at]!, at);
    if (found !== undefined) return found;
  }
  return undefined;
}
