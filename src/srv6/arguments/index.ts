/** What the arguments of methods must be, for programs that no compiler checks: a wrong one is named by a `VppError`. */
import { Ip4Address, Ip6Address, Prefix } from "../../address/index.ts";
import {
  argumentError,
  BOOLEAN as BOOLEAN_KIND,
  countFrom,
  type Kind,
  NUMBER as NUMBER_KIND,
  SIGNAL as SIGNAL_KIND,
  TEXT as TEXT_KIND,
} from "../../client/index.ts";
import type { VppError } from "../../errors.ts";

/** Returns what is wrong with a value, naming its place; undefined if a function can work with it. */
export type Shape = (value: unknown, place: string) => VppError | undefined;

/** Returns an argument. @throws {VppError} `VPP_FIELD_RANGE` if it is of a wrong kind, for programs that no compiler checks. */
export function requireShape<T>(shape: Shape, value: T, place: string): T {
  const error = shape(value, place);
  if (error !== undefined) throw error;
  return value;
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
    for (let at = 0; at < value.length; at++) {
      if (item(value[at], place) !== undefined) return item(value[at], `${place}[${at}]`);
    }
    return undefined;
  };
}

/** Returns the shape of an object. @param optional properties that can be undefined. */
export function object(required: Readonly<Record<string, Shape>>, optional: typeof required = {}): Shape {
  const shapes = Object.entries({ ...required, ...optional }).map(([name, shape]) => ({
    name,
    shape,
    isOptional: name in optional,
  }));
  return (value, place) => {
    if (typeof value !== "object" || value === null) return argumentError(place, value, "an object");
    for (let at = 0; at < shapes.length; at++) {
      const { name, shape, isOptional } = shapes[at]!;
      const property = (value as Readonly<Record<string, unknown>>)[name];
      if (property === undefined && isOptional) continue;
      // The place is put together for errors only: most values are as they should be, and there are many.
      if (shape(property, place) !== undefined) return shape(property, `${place}.${name}`);
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
function wordOf(...words: readonly string[]): Shape {
  return kind(words.join(" or "), (value) => words.includes(value as string));
}

const isText = TEXT_KIND.holds;

export const TEXT: Shape = shapeOf(TEXT_KIND);
export const NUMBER: Shape = shapeOf(NUMBER_KIND);
export const BOOLEAN: Shape = shapeOf(BOOLEAN_KIND);
export const FAMILY: Shape = kind("4 or 6", (value) => value === 4 || value === 6);
export const IP6: Shape = kind("an Ip6Address", (value) => value instanceof Ip6Address);
export const IP6_INPUT: Shape = kind("an IPv6 address", (value) => isText(value) || value instanceof Ip6Address);
const IP4_INPUT: Shape = kind("an IPv4 address", (value) => isText(value) || value instanceof Ip4Address);
export const IP: Shape = kind(
  "an Ip4Address or Ip6Address",
  (value) => value instanceof Ip4Address || value instanceof Ip6Address,
);
export const PREFIX: Shape = kind("a Prefix", (value) => value instanceof Prefix);
const IP_INPUT: Shape = kind(
  "an IP address",
  (value) => isText(value) || value instanceof Ip4Address || value instanceof Ip6Address,
);
const PREFIX_INPUT: Shape = kind("a prefix", (value) => isText(value) || value instanceof Prefix);
export const ANY_OBJECT: Shape = object({});

const HOP = { nextHop: IP6_INPUT, swIfIndex: NUMBER };

const BEHAVIOR: Shape = (value, place) => {
  const error = object({ type: TEXT })(value, place);
  if (error !== undefined) return error;
  const { type } = value as { readonly type: string };
  // Another type has an error of its own, which names those that there are.
  return (Object.hasOwn(BEHAVIORS_BY_TYPE, type) ? BEHAVIORS_BY_TYPE[type]! : ANY_OBJECT)(value, place);
};

const BEHAVIORS_BY_TYPE: Readonly<Record<string, Shape>> = {
  "End.X": object(HOP, { psp: BOOLEAN }),
  "End.T": object({ tableId: NUMBER }),
  "End.DX2": object({ swIfIndex: NUMBER }),
  "End.DX4": object({ ...HOP, nextHop: IP4_INPUT }),
  "End.DX6": object(HOP),
  "End.DT4": object({ tableId: NUMBER }),
  "End.DT6": object({ tableId: NUMBER }),
  uA: object(HOP, { endSid: BOOLEAN }),
};

export const LOCAL_SID_INPUT: Shape = object(
  { sid: IP6_INPUT, behavior: BEHAVIOR },
  { fibTable: NUMBER, prefixLength: NUMBER },
);

export const SEGMENT_LIST_INPUT: Shape = object({ segments: listOf(IP6_INPUT) }, { weight: NUMBER });

export const POLICY_INPUT: Shape = object(
  { bsid: IP6_INPUT, segmentLists: listOf(SEGMENT_LIST_INPUT) },
  {
    headend: wordOf("encaps", "insert"),
    policyType: wordOf("default", "spray", "tef"),
    fibTable: NUMBER,
    encapSource: IP6_INPUT,
  },
);

export const TRAFFIC_INPUT: Shape = oneOf("kind", {
  l2: object({ swIfIndex: NUMBER }),
  l3: object({ prefix: PREFIX_INPUT }, { tableId: NUMBER }),
});

export const TABLE_ROUTE_INPUT: Shape = object({ prefix: PREFIX_INPUT }, { tableId: NUMBER });
export const STATIC_ROUTE_INPUT: Shape = object({ nextHop: IP_INPUT }, { swIfIndex: NUMBER });

export const PATH_TRACING_INPUT: Shape = object(
  { swIfIndex: NUMBER, id: NUMBER },
  { ingressLoad: NUMBER, egressLoad: NUMBER, ttsTemplate: NUMBER },
);

/** Which of several local SIDs is meant. */
export const LOCAL_SID_NAME: Shape = object({}, { type: TEXT, prefixLength: NUMBER });

export const VPP: Shape = object({ messageTable: ANY_OBJECT });
export const OPTIONS: Shape = object({}, { unguarded: BOOLEAN, follows: BOOLEAN, pace: shapeOf(countFrom(1)) });
export const BOUNDS: Shape = object({}, { signal: shapeOf(SIGNAL_KIND) });
export const REPLACING: Shape = object({}, { from: LOCAL_SID_NAME, interrupts: BOOLEAN });
export const TABLE: Shape = object({ tableId: NUMBER, family: FAMILY }, { name: TEXT });
export const TABLES: Shape = listOf(TABLE);
export const ROUTE: Shape = object({ prefix: PREFIX, tableId: NUMBER });
export const ROUTES: Shape = listOf(ROUTE);
export const BSIDS: Shape = listOf(object({ bsid: IP6, fibTable: NUMBER }));
export const POLICIES: Shape = listOf(
  object({ bsid: IP6, fibTable: NUMBER, segmentLists: listOf(SEGMENT_LIST_INPUT) }),
);
export const LOCAL_SIDS: Shape = listOf(object({ sid: IP6, behavior: ANY_OBJECT, fibTable: NUMBER }));
export const STEERING: Shape = listOf(object({ kind: TEXT, bsid: IP6 }));
