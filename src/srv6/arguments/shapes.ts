import { Ip4Address, Ip6Address, Prefix } from "../../address/index.ts";
import {
  argumentError,
  BOOLEAN as BOOLEAN_KIND,
  type Kind,
  NUMBER as NUMBER_KIND,
  SIGNAL as SIGNAL_KIND,
  TEXT as TEXT_KIND,
} from "../../client/index.ts";
import type { VppError } from "../../errors.ts";

/** Returns what is wrong with a value, naming its place; undefined if a function can work with it. */
export type Shape = (value: unknown, place: string) => VppError | undefined;

/** @throws {VppError} `VPP_FIELD_RANGE` for an argument of a wrong kind, for programs that no compiler checks. */
export function requireShape(shape: Shape, value: unknown, place: string): void {
  const error = shape(value, place);
  if (error !== undefined) throw error;
}

/**
 * Does work with a value. The value is checked only if the work fails with a TypeError.
 *
 * @throws {VppError} `VPP_FIELD_RANGE` for a value of a wrong kind.
 */
export async function withShape<T>(shape: Shape, value: unknown, place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (reason) {
    throw (reason instanceof TypeError ? shape(value, place) : undefined) ?? reason;
  }
}

function shapeOf({ expected, holds }: Kind): Shape {
  return (value, place) => (holds(value) ? undefined : argumentError(place, value, expected));
}

function kind(expected: string, holds: Kind["holds"]): Shape {
  return shapeOf({ expected, holds });
}

/** Returns the shape of an array. */
export function listOf(item: Shape): Shape {
  return (value, place) => {
    if (!Array.isArray(value)) return argumentError(place, value, "an array");
    return value.map((each, at) => item(each, `${place}[${at}]`)).find((error) => error !== undefined);
  };
}

/** Returns the shape of an object. @param optional properties that can be undefined. */
export function object(required: Readonly<Record<string, Shape>>, optional: typeof required = {}): Shape {
  const shapes = Object.entries({ ...required, ...optional });
  return (value, place) => {
    if (typeof value !== "object" || value === null) return argumentError(place, value, "an object");
    for (const [name, shape] of shapes) {
      const property = (value as Readonly<Record<string, unknown>>)[name];
      const error = property === undefined && name in optional ? undefined : shape(property, `${place}.${name}`);
      if (error !== undefined) return error;
    }
    return undefined;
  };
}

/** Returns the shape of a union whose members differ in one property. */
export function oneOf(tag: string, members: Readonly<Record<string, Shape>>): Shape {
  const tags = object({ [tag]: wordOf(...Object.keys(members)) });
  return (value, place) => {
    const error = tags(value, place);
    return error ?? members[String((value as Readonly<Record<string, unknown>>)[tag])]!(value, place);
  };
}

/** Returns the shape of one of several words. */
export function wordOf(...words: readonly string[]): Shape {
  return kind(words.join(" or "), (value) => words.includes(value as string));
}

const isText = TEXT_KIND.holds;

export const TEXT: Shape = shapeOf(TEXT_KIND);
export const NUMBER: Shape = shapeOf(NUMBER_KIND);
export const BOOLEAN: Shape = shapeOf(BOOLEAN_KIND);
export const FAMILY: Shape = kind("4 or 6", (value) => value === 4 || value === 6);
export const IP6: Shape = kind("an Ip6Address", (value) => value instanceof Ip6Address);
export const IP6_INPUT: Shape = kind("an IPv6 address", (value) => isText(value) || value instanceof Ip6Address);
export const IP4_INPUT: Shape = kind("an IPv4 address", (value) => isText(value) || value instanceof Ip4Address);
export const IP: Shape = kind(
  "an Ip4Address or Ip6Address",
  (value) => value instanceof Ip4Address || value instanceof Ip6Address,
);
export const PREFIX: Shape = kind("a Prefix", (value) => value instanceof Prefix);
export const PREFIX_INPUT: Shape = kind("a prefix", (value) => isText(value) || value instanceof Prefix);
export const SIGNAL: Shape = shapeOf(SIGNAL_KIND);
export const ANY_OBJECT: Shape = object({});
