import { UsageError } from "../arguments/index.ts";

/** The value of a field as it is written; its type decides what it means. */
export type ValueText =
  | { readonly kind: "text"; readonly text: string; readonly isJson: boolean }
  | { readonly kind: "list"; readonly items: readonly ValueText[] }
  | { readonly kind: "fields"; readonly members: FieldTexts }
  /** A number, `true`, `false` or `null` of JSON. */
  | { readonly kind: "constant"; readonly value: number | boolean | null };

/** Fields in order; their names are as written. */
export type FieldTexts = readonly (readonly [name: string, value: ValueText])[];

/** The deepest nesting that is read; no message of VPP comes near. */
const MAX_DEPTH = 32;
/** Ends an operand: no argument of a process contains it. */
const END = "\0";

/**
 * Reads the fields of a message: `FIELD=VALUE` for each, or one JSON object for all. A bare value ends where its operand ends; in
 * `[V, V]` and `{ f=V }`, which may go on in further operands, at a blank, comma or closing bracket.
 *
 * @returns undefined for JSON that is no object.
 * @throws {UsageError} at what is not of this form.
 */
export function parseFields(operands: readonly string[]): FieldTexts | undefined {
  if (/^\s*[[{"]/.test(operands[0] ?? "")) return membersOf(parseJson(operands.join(" ")));
  return new FieldReader(operands.map((operand) => operand + END).join("")).all();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`JSON: ${(error as Error).message}`);
  }
}

function membersOf(json: unknown): FieldTexts | undefined {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return undefined;
  return Object.entries(json).map(([name, value]) => [name, textOf(value)]);
}

function textOf(json: unknown): ValueText {
  if (typeof json === "string") return { kind: "text", text: json, isJson: true };
  if (Array.isArray(json)) return { kind: "list", items: json.map(textOf) };
  const members = membersOf(json);
  return members === undefined
    ? { kind: "constant", value: json as number | boolean | null }
    : { kind: "fields", members };
}

class FieldReader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  all(): FieldTexts {
    const members: [string, ValueText][] = [];
    while (this.#skip(/[\s\0]*/y) && this.#at < this.#text.length) members.push(this.#member());
    return members;
  }

  #member(): [string, ValueText] {
    const start = this.#at;
    const name = this.#take(/"[^"\0]*"|[^\s\0=:,[\]{}"]+/y);
    const sign = name === undefined ? undefined : this.#take(this.#depth === 0 ? /=/y : /[\s\0]*[=:][\s\0]*/y);
    if (name === undefined || sign === undefined) {
      this.#at = start;
      return this.#refuse("FIELD=VALUE is expected");
    }
    return [name.replaceAll('"', ""), this.#value()];
  }

  #value(): ValueText {
    const next = this.#text[this.#at];
    if (next === "[") return { kind: "list", items: this.#enclosed("]", () => this.#value()) };
    if (next === "{") return { kind: "fields", members: this.#enclosed("}", () => this.#member()) };
    if (next === '"') return { kind: "text", text: this.#string(), isJson: false };
    const text = this.#take(this.#depth === 0 ? /[^\0]*/y : /[^\s\0,[\]{}"]+/y);
    return text === undefined ? this.#refuse("a value is expected") : { kind: "text", text, isJson: false };
  }

  #enclosed<T>(closing: string, item: () => T): T[] {
    if (++this.#depth > MAX_DEPTH) this.#refuse(`brackets are nested more than ${MAX_DEPTH} deep`);
    const items: T[] = [];
    this.#at++;
    this.#skip(/[\s\0]*/y);
    while (this.#text[this.#at] !== closing) {
      if (this.#at >= this.#text.length) this.#refuse(`${closing} is missing`);
      items.push(item());
      this.#skip(/[\s\0]*,?[\s\0]*/y);
    }
    this.#at++;
    this.#depth--;
    if (this.#depth === 0 && this.#text[this.#at] !== END) this.#refuse(`a blank is expected behind ${closing}`);
    return items;
  }

  #string(): string {
    const written = this.#take(/"(?:[^"\\\0]|\\[^\0])*"/y);
    if (written === undefined) return this.#refuse('" is missing');
    // JSON has no tabs and newlines in a string; a line may.
    const escaped = written.replace(/\p{Cc}/gu, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
    const text = parseJson(escaped) as string;
    if (this.#depth === 0 && this.#text[this.#at] !== END) this.#refuse('a blank is expected behind "');
    return text;
  }

  #skip(pattern: RegExp): true {
    this.#take(pattern);
    return true;
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  #refuse(reason: string): never {
    const rest = this.#text
      .slice(this.#at, this.#at + 40)
      .replaceAll(END, " ")
      .trim();
    throw new UsageError(`${reason}${rest === "" ? " at the end" : ` at: ${rest}`}`);
  }
}
