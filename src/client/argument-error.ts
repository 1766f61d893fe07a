import { VppError } from "../errors.ts";
import type { Message } from "../wire/index.ts";

/** What an argument must be, for programs that no compiler checks. */
export interface Kind {
  readonly expected: string;
  readonly holds: (value: unknown) => boolean;
}

export const TEXT: Kind = { expected: "a string", holds: (value) => typeof value === "string" };
export const NUMBER: Kind = {
  expected: "a number",
  holds: (value) => typeof value === "number" && !Number.isNaN(value),
};
/** A time limit; `Infinity` is none. */
export const MILLISECONDS: Kind = {
  expected: "a number of milliseconds from 0 on",
  holds: (value) => typeof value === "number" && value >= 0,
};
/** A path in the file system, of any kind. */
export const PATH: Kind = {
  expected: "a path",
  holds: (value) => typeof value === "string" && value !== "" && !value.includes("\0"),
};
export const BOOLEAN: Kind = { expected: "true or false", holds: (value) => typeof value === "boolean" };
export const FUNCTION: Kind = { expected: "a function", holds: (value) => typeof value === "function" };
export const OBJECT: Kind = {
  expected: "an object",
  holds: (value) => typeof value === "object" && value !== null,
};
/** Known by its method: a signal of another realm is no instance of this one's class. */
export const SIGNAL: Kind = {
  expected: "an AbortSignal",
  holds: (value) => typeof (value as AbortSignal | null)?.addEventListener === "function",
};

/** Characters of a string that an error text shows. */
const MAX_SHOWN = 40;

/** Returns the kind of a bound that is a number of things; `Infinity` is none. */
export function countFrom(least: number): Kind {
  return {
    expected: `a whole number from ${least} on`,
    holds: (value) => (Number.isInteger(value) && (value as number) >= least) || value === Number.POSITIVE_INFINITY,
  };
}

/** Returns the kind whose values are these words. */
export function oneOf(...words: readonly string[]): Kind {
  return {
    expected: words.map((word) => JSON.stringify(word)).join(" or "),
    holds: (value) => words.includes(value as string),
  };
}

/** Returns `VPP_FIELD_RANGE` for an argument of a wrong kind: `connect: timeoutMs: "5" is not a number`. */
export function argumentError(place: string, value: unknown, expected: string): VppError {
  return new VppError("VPP_FIELD_RANGE", `${place}: ${shown(value)} is not ${expected}`);
}

/**
 * Returns `VPP_FIELD_RANGE` for a message that a call does not take: `request: sr_policies_dump is a dump, not a request`.
 *
 * @param expected what the call takes, with its article.
 */
export function messageError(call: string, message: unknown, expected: string): VppError {
  const { name, kind } = Object(message) as Partial<Message<unknown>>;
  if (typeof name !== "string" || kind === undefined) {
    return argumentError(`${call}: message`, message, `${expected} of a binapi module`);
  }
  const text = `${call}: ${name} is ${kind === "event" ? "an" : "a"} ${kind}, not ${expected}`;
  return new VppError("VPP_FIELD_RANGE", text, { messageName: name });
}

/**
 * Checks the options of a call, of which each may be undefined.
 *
 * @param kinds of the options, by name. Others are not looked at.
 * @throws {VppError} `VPP_FIELD_RANGE`, naming the first option that is wrong.
 */
export function checkOptions(place: string, options: unknown, kinds: readonly (readonly [string, Kind])[]): void {
  if (!OBJECT.holds(options)) throw argumentError(`${place}: options`, options, OBJECT.expected);
  for (const [name, kind] of kinds) {
    const value = (options as Readonly<Record<string, unknown>>)[name];
    if (value !== undefined && !kind.holds(value)) throw argumentError(`${place}: ${name}`, value, kind.expected);
  }
}

/** Returns a short text for a value of any kind. */
export function shown(value: unknown): string {
  if (typeof value === "string") return value.length > MAX_SHOWN ? "a long string" : JSON.stringify(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return "a function";
  if (Array.isArray(value)) return "an array";
  return OBJECT.holds(value) ? "an object" : String(value);
}
