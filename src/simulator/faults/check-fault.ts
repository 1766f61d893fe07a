import type { Fault } from "./fault.ts";

/** The keys of a fault of a kind, besides `kind`. */
interface Keys {
  readonly needs: readonly string[];
  readonly takes: readonly string[];
}

const AIM: readonly string[] = ["message", "after", "times"];
const AIMED: Keys = { needs: [], takes: AIM };
const TIMED: Keys = { needs: ["ms"], takes: AIM };
const SIZED: Keys = { needs: ["bytes"], takes: AIM };

const KEYS: Readonly<Record<Fault["kind"], Keys>> = {
  delay: TIMED,
  drop: AIMED,
  duplicate: AIMED,
  reorder: AIMED,
  cut: SIZED,
  fragment: SIZED,
  coalesce: TIMED,
  "wrong-context": AIMED,
  "wrong-client": AIMED,
  end: AIMED,
  reset: AIMED,
  restart: AIMED,
  retval: { needs: ["message", "retval"], takes: ["after", "times"] },
  garbage: { needs: [], takes: [...AIM, "bytes"] },
  "garbage-length": { needs: [], takes: [...AIM, "length"] },
  silence: AIMED,
  busy: TIMED,
  refuse: { needs: [], takes: ["times"] },
  "slow-reader": { needs: ["bytes"], takes: [] },
};

/** The least value of each number. */
const LEAST: Readonly<Record<string, number>> = {
  ms: 0,
  bytes: 1,
  length: 0,
  after: 0,
  times: 1,
  retval: -(2 ** 31),
};

/** @throws {RangeError} for a kind that does not exist, a key that is missing or unknown, and a value out of range. */
export function checkFault(fault: Fault): void {
  const { kind, ...values } = Object(fault) as Fault;
  if (!Object.hasOwn(KEYS, kind))
    throw new RangeError(`no kind of fault ${kind}: there are ${listOf(Object.keys(KEYS))}`);
  const { needs, takes } = KEYS[kind];
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  const missing = needs.find((key) => !given.some(([name]) => name === key));
  if (missing !== undefined) throw new RangeError(`${kind}: ${missing} is missing`);
  for (const [key, value] of given) {
    if (!needs.includes(key) && !takes.includes(key)) {
      throw new RangeError(`${kind}: no key ${key}: it takes ${listOf([...needs, ...takes])}`);
    }
    checkValue(kind, key, value);
  }
}

function checkValue(kind: Fault["kind"], key: string, value: unknown): void {
  const expected = expectedOf(kind, key, value);
  const shown = typeof value === "string" ? JSON.stringify(value) : String(value);
  if (expected !== undefined) throw new RangeError(`${kind}: ${key} is ${shown}, but ${expected} is expected`);
}

/** Returns what is expected in place of the value; undefined if the value is right. */
function expectedOf(kind: Fault["kind"], key: string, value: unknown): string | undefined {
  if (key === "message") {
    const all = Array.isArray(value) ? value : [value];
    return all.length > 0 && all.every(isMessage) ? undefined : "a name, a message, or a list of these";
  }
  if (key === "retval" && Number(value) >= 2 ** 31) return "a whole number of 32 bits";
  if (kind === "garbage" && key === "bytes") return value instanceof Uint8Array ? undefined : "a Uint8Array";
  const least = kind === "cut" && key === "bytes" ? 0 : LEAST[key]!;
  const isTime = key === "ms";
  const isWhole = Number.isInteger(value) || value === Number.POSITIVE_INFINITY;
  if (typeof value === "number" && value >= least && (isTime || isWhole)) return undefined;
  return `a ${isTime ? "" : "whole "}number of at least ${least}`;
}

function isMessage(value: unknown): boolean {
  return typeof value === "string" || typeof (Object(value) as { readonly name?: unknown }).name === "string";
}

function listOf(words: readonly string[]): string {
  return words.join(", ") || "none";
}
