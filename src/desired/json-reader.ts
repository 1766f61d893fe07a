import { errorText } from "../errors.ts";
import { formatPath, type Path } from "../yaml/index.ts";

/** Reads a value of JSON. Throws `Unreadable` if it is not what is expected. */
export type Reader<T> = (json: unknown) => T;

/** Why and where a value cannot be read. */
class Unreadable extends Error {
  readonly #reason: string;
  /** From the inside out. */
  readonly #steps: (string | number)[] = [];

  constructor(reason: string) {
    super();
    this.#reason = reason;
  }

  /** `steps[3].stages[0][1].op: expected an operation, found "x"` */
  override get message(): string {
    const path: Path = [...this.#steps].reverse();
    return path.length === 0 ? this.#reason : `${formatPath(path)}: ${this.#reason}`;
  }

  /** Returns the error of the value that holds the unreadable one. */
  static within(step: string | number, reason: unknown): Unreadable {
    const error = reason instanceof Unreadable ? reason : new Unreadable(errorText(reason));
    error.#steps.push(step);
    return error;
  }
}

function expected(what: string, json: unknown): Unreadable {
  return new Unreadable(json === undefined ? `missing: expected ${what}` : `expected ${what}, found ${describe(json)}`);
}

/** Reads a text that `read` takes, which throws for others. */
export function textOf<T>(what: string, read: (text: string) => T): Reader<T> {
  return (json) => {
    if (typeof json !== "string") throw expected(what, json);
    return read(json);
  };
}

export const text: Reader<string> = textOf("a text", String);

export function wholeNumber(max: number): Reader<number> {
  return (json) => {
    if (typeof json === "number" && Number.isInteger(json) && json >= 0 && json <= max) return json;
    throw expected(`a whole number up to ${max}`, json);
  };
}

export const flag: Reader<boolean> = (json) => {
  if (typeof json !== "boolean") throw expected("true or false", json);
  return json;
};

export function oneOf<const T extends string | number | boolean>(...values: readonly T[]): Reader<T> {
  return (json) => {
    const value = values.find((each) => each === json);
    if (value === undefined)
      throw expected(values.length === 1 ? String(values[0]) : `one of ${values.join(", ")}`, json);
    return value;
  };
}

export function listOf<T>(read: Reader<T>): Reader<T[]> {
  return (json) => {
    if (!Array.isArray(json)) throw expected("a list", json);
    return json.map((item, at) => within(at, read, item));
  };
}

/** Marks a field that may be absent, and is absent then. */
export function optional<T>(read: Reader<T>): OptionalReader<T> {
  return Object.assign((json: unknown) => read(json), { isOptional: true as const });
}

interface OptionalReader<T> extends Reader<T> {
  readonly isOptional: true;
}

/** Reads a field that JSON leaves out where it is undefined. */
export function orUndefined<T>(read: Reader<T>): Reader<T | undefined> {
  return (json) => (json === undefined ? undefined : read(json));
}

/** The readers of the fields of an object. */
export type Fields<T> = {
  readonly [Key in keyof T]-?: undefined extends T[Key]
    ? Reader<T[Key]> | OptionalReader<NonNullable<T[Key]>>
    : Reader<T[Key]>;
};

/** @param ignored keys that may be there and are not read. */
export function objectOf<T extends object>(fields: Fields<T>, ignored: readonly string[] = []): Reader<T> {
  const readers = Object.entries<Reader<unknown>>(fields);
  const known = new Set([...Object.keys(fields), ...ignored]);
  return (json) => {
    const given = asObject(json);
    const read: Record<string, unknown> = {};
    for (const [key, reader] of readers) {
      const value = given[key];
      if (value !== undefined || !("isOptional" in reader)) read[key] = within(key, reader, value);
    }
    for (const key in given) if (!known.has(key)) throw Unreadable.within(key, "unknown key");
    return read as T; // it has the fields of T
  };
}

/** Reads an object whose other fields follow from the value of one key. */
export function variantOf<T extends object, Key extends keyof T & string>(
  key: Key,
  kinds: { readonly [Kind in T[Key] & string]: Fields<Omit<Extract<T, { readonly [_ in Key]: Kind }>, Key>> },
): Reader<T> {
  const kindOf = oneOf(...Object.keys(kinds));
  const all = Object.entries(kinds as Readonly<Record<string, object>>);
  // With the key they are the fields of that kind of T.
  const readers = new Map(all.map(([kind, fields]) => [kind, objectOf({ [key]: text, ...fields } as Fields<T>)]));
  return (json) => readers.get(within(key, kindOf, asObject(json)[key]))!(json);
}

export function asObject(json: unknown): Readonly<Record<string, unknown>> {
  if (typeof json !== "object" || json === null || Array.isArray(json)) throw expected("an object", json);
  return json as Readonly<Record<string, unknown>>;
}

function within<T>(step: string | number, read: Reader<T>, json: unknown): T {
  try {
    return read(json);
  } catch (reason) {
    throw Unreadable.within(step, reason);
  }
}

function describe(json: unknown): string {
  if (json === null) return "null";
  if (Array.isArray(json)) return "a list";
  return typeof json === "object" ? "an object" : JSON.stringify(json);
}
