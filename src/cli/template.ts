import { fieldName } from "../field-name.ts";
import { type AnyRequest, type Field, type FieldType, type JsonValue, toJson, unsetValue } from "../wire/index.ts";

/**
 * Returns the JSON form of a message to be filled in: every field with its default, else zero or the first of its items; a list
 * with one item.
 */
export function templateOf(message: AnyRequest): JsonValue {
  return toJson(message, blankFields(message.codec.fields));
}

function blankFields(fields: readonly Field[]): Record<string, unknown> {
  return Object.fromEntries(fields.map(([name, type, preset]) => [fieldName(name), preset ?? blankOf(type)]));
}

function blankOf(type: FieldType): unknown {
  if (typeof type === "string") return unsetValue(type);
  if ("list" in type) return [blankOf(type.list)];
  if ("enum" in type) return Object.values(type.enum)[0] ?? 0;
  if ("fields" in type) return blankFields(type.fields);
  if (!("arms" in type)) return unsetValue(type);
  const [name, arm] = type.arms[0]!;
  return { case: fieldName(name), value: blankOf(arm) };
}
