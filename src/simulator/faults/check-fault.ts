import type { Fault } from "./fault.ts";

/** What a value must be. */
interface Value {
  readonly expected: string;
  readonly holds: (value: unknown) => boolean;
}

/** The keys of a fault of a kind, besides `kind`. */
interface Keys {
  readonly needs: Readonly<Record<string, Value>>;
  readonly takes: Readonly<Record<string, Value>>;
}

const MESSAGE: Value = {
  expected: "a name, a message, or a list of these",
  holds: (value) => (Array.isArray(value) ? value.length > 0 && value.every(isMessage) : isMessage(value)),
};
const MS: Value = { expected: "a number of at least 0", holds: (value) => typeof value === "number" && value >= 0 };
const OCTETS: Value = { expected: "a Uint8Array", holds: (value) => value instanceof Uint8Array };
const I32: Value = {
  expected: "a whole number of 32 bits",
  holds: (value) => Number(value) === value && (value | 0) === value,
};

const TIMES: Keys["takes"] = { times: wholeFrom(1) };
const AIM: Keys["takes"] = { message: MESSAGE, after: wholeFrom(0), ...TIMES };
const AIMED: Keys = { needs: {}, takes: AIM };
const TIMED: Keys = { needs: { ms: MS }, takes: AIM };

const KEYS: Readonly<Record<Fault["kind"], Keys>> = {
  delay: TIMED,
  drop: AIMED,
  duplicate: AIMED,
  reorder: AIMED,
  cut: { needs: { bytes: wholeFrom(0) }, takes: AIM },
  fragment: { needs: { bytes: wholeFrom(1) }, takes: AIM },
  coalesce: TIMED,
  "wrong-context": AIMED,
  "wrong-client": AIMED,
  end: AIMED,
  reset: AIMED,
  restart: AIMED,
  retval: { needs: { message: MESSAGE, retval: I32 }, takes: { after: AIM.after!, ...TIMES } },
  garbage: { needs: {}, takes: { ...AIM, bytes: OCTETS } },
  "garbage-length": { needs: {}, takes: { ...AIM, length: wholeFrom(0) } },
  silence: AIMED,
  busy: TIMED,
  refuse: { needs: {}, takes: TIMES },
  "slow-reader": { needs: { bytes: wholeFrom(1) }, takes: {} },
};

/** @throws {RangeError} for a kind that does not exist, a key that is missing or unknown, and a value out of range. */
export function checkFault(fault: Fault): void {
  const { kind, ...values } = Object(fault) as Fault;
  if (!Object.hasOwn(KEYS, kind))
    throw new RangeError(`no kind of fault ${kind}: there are ${Object.keys(KEYS).join(", ")}`);
  const { needs, takes } = KEYS[kind];
  const known = { ...needs, ...takes };
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  const missing = Object.keys(needs).find((key) => !given.some(([name]) => name === key));
  if (missing !== undefined) throw new RangeError(`${kind}: ${missing} is missing`);
  for (const [key, value] of given) {
    if (!Object.hasOwn(known, key))
      throw new RangeError(`${kind}: no key ${key}: it takes ${Object.keys(known).join(", ")}`);
    const { expected, holds } = known[key]!;
    const shown = typeof value === "string" ? JSON.stringify(value) : String(value);
    if (!holds(value)) throw new RangeError(`${kind}: ${key} is ${shown}, but ${expected} is expected`);
  }
}

/** A count; `Infinity` is allowed. */
function wholeFrom(min: number): Value {
  return {
    expected: `a whole number of at least ${min}`,
    holds: (value) => (Number.isInteger(value) && (value as number) >= min) || value === Number.POSITIVE_INFINITY,
  };
}

function isMessage(value: unknown): boolean {
  return typeof value === "string" || typeof (Object(value) as { readonly name?: unknown }).name === "string";
}
