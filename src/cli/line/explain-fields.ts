import { fieldName } from "../../field-name.ts";
import { type AnyRequest, describeType } from "../../wire/index.ts";
import type { FieldTexts } from "./field-text.ts";

/**
 * Returns a row for each field of a message that is not given: name, type, and `missing`, or the value that is sent without it. The
 * fields of a dump are never missing.
 */
export function explainFields(
  { codec, kind }: AnyRequest,
  given: FieldTexts,
): readonly (readonly [name: string, text: string])[] {
  const names = new Set(given.map(([name]) => name));
  return codec.fields
    .filter(([name]) => !names.has(name) && !names.has(fieldName(name)))
    .map(([name, type, preset]) => {
      const absent = kind === "request" ? "missing" : "default 0";
      return [`  ${fieldName(name)}`, `${describeType(type)}  ${preset === undefined ? absent : `default ${preset}`}`];
    });
}
