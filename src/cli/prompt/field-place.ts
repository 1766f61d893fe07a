import { fieldName } from "../../field-name.ts";
import type { Field, FieldType } from "../../wire/index.ts";

/** What stands at the end of the fields of a message that is being typed. */
export type FieldPlace =
  /** The name of a field, or nothing yet. */
  | {
      readonly kind: "name";
      readonly fields: readonly Field[];
      readonly given: ReadonlySet<string>;
      readonly word: string;
    }
  /** The value of a field, or of an item of a list. `isInside`: brackets are open, so that a blank ends no field. */
  | { readonly kind: "value"; readonly name: string; readonly type: FieldType; readonly word: string };

/** An open bracket, or the message itself. */
interface Frame {
  readonly fields: readonly Field[];
  readonly given: Set<string>;
  /** Of a list: the field and the type of its items. */
  readonly item?: readonly [name: string, type: FieldType];
}

/** A name and its sign, the opening or closing of a bracket, a string, or text. */
const TOKEN = /[\s,]+|[[\]{}]|"(?:[^"\\]|\\.)*"?|[^\s=:,[\]{}"]+[=:]|[^\s,[\]{}"]+/gy;

/** Reads what stands at the end of a text of `FIELD=VALUE`; undefined where its form is another. */
export function fieldPlace(fields: readonly Field[], text: string): FieldPlace | undefined {
  const frames: Frame[] = [{ fields, given: new Set() }];
  let field: Field | undefined;
  let word = "";
  for (const [token] of text.matchAll(TOKEN)) {
    const frame = frames.at(-1)!;
    const isSign = /[=:]$/.test(token) && frame.item === undefined && field === undefined;
    word = "";
    if (/^[\s,]/.test(token)) field = undefined;
    else if (isSign) {
      field = named(frame, token.slice(0, -1));
      if (field === undefined) return undefined;
    } else if (token === "[" || token === "{") {
      frames.push(opened(token, valueAt(frame, field)));
      field = undefined;
    } else if (token === "]" || token === "}") {
      frames.pop();
      if (frames.length === 0) return undefined;
      field = undefined;
    } else word = token;
  }
  const frame = frames.at(-1)!;
  const value = valueAt(frame, field);
  if (value === undefined) return { kind: "name", fields: frame.fields, given: frame.given, word };
  return { kind: "value", name: value[0], type: value[1], word };
}

function named({ fields, given }: Frame, written: string): Field | undefined {
  const field = fields.find(([name]) => name === written || fieldName(name) === written);
  if (field !== undefined) given.add(field[0]);
  return field;
}

/** Returns the name and type of the value that stands in a frame: of the field behind whose sign it is, or of an item. */
function valueAt({ item }: Frame, field: Field | undefined): readonly [name: string, type: FieldType] | undefined {
  return item ?? (field && [field[0], field[1]]);
}

function opened(bracket: string, value: readonly [name: string, type: FieldType] | undefined): Frame {
  const type = value?.[1];
  const given = new Set<string>();
  if (value === undefined || typeof type !== "object") return { fields: [], given };
  if (bracket === "[" && "list" in type) return { fields: [], given, item: [value[0], type.list] };
  return { fields: "fields" in type ? type.fields : [], given };
}
