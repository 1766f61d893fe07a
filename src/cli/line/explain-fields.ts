import { fieldName } from "../../field-name.ts";
import { type AnyRequest, describeType, type Field } from "../../wire/index.ts";
import type { FieldTexts } from "./field-text.ts";

/**
 * Returns a line for each field of a message that is not given: name, type, and `missing`, or the value that is sent without it. Of
 * a structure it lists the fields without a default. The fields of a dump are never missing.
 */
export function explainFields({ codec, kind }: AnyRequest, given: FieldTexts): string {
  const names = new Set(given.map(([name]) => name));
  const left = codec.fields.filter(([name]) => !names.has(name) && !names.has(fieldName(name)));
  if (left.length === 0) return "  no field is left out\n";
  const rows = left.map(
    (field) => [fieldName(field[0]), shortType(field), stateOf(field, kind === "request")] as const,
  );
  const [nameWidth, typeWidth] = [0, 1].map((at) => Math.max(...rows.map((row) => row[at]!.length)));
  return rows
    .map(([name, type, state]) => `  ${name.padEnd(nameWidth!)}  ${type.padEnd(typeWidth!)}  ${state}\n`)
    .join("");
}

/** Returns the type of a field in a word or two; `stateOf` lists the items and fields of others. */
function shortType([, type]: Field): string {
  if (typeof type === "object" && "fields" in type) return "{...}";
  return typeof type === "object" && ("enum" in type || "flags" in type) ? "name" : describeType(type);
}

function stateOf([, type, preset]: Field, isRequest: boolean): string {
  const state = preset !== undefined ? `default ${preset}` : isRequest ? "missing" : "default 0";
  if (typeof type !== "object") return state;
  if ("enum" in type || "flags" in type) return `${state}: ${describeType(type)}`;
  if (!("fields" in type)) return state;
  const inside = type.fields.filter(([, , its]) => its === undefined);
  return `${state}: ${inside.map(([name, of]) => `${fieldName(name)} ${describeType(of)}`).join(", ")}`;
}
