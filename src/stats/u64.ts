import { VppError } from "../errors.ts";

/** The form of 64-bit numbers in results: exact, or as numbers, where one beyond 2^53 is an error. */
export type As = "bigint" | "number";
/** A 64-bit number in the form that was asked for. */
export type U64<A extends As> = A extends "number" ? number : bigint;
/** 64-bit numbers in the form that was asked for, in memory of their own. */
export type U64s<A extends As> = A extends "number" ? Float64Array : BigUint64Array;

/** Numbers of 64 bits in copied memory: number i has its low half at word `start + i * stride`, its high half behind it. */
export interface U64Vector {
  readonly words: Uint32Array;
  readonly start: number;
  readonly stride: number;
  readonly length: number;
}

/** The number of values of a half. */
export const WORD: number = 2 ** 32;
/** The high half of 2^53. */
const HIGH_LIMIT = 2 ** 21;

/** Converts numbers of copied memory to a form. `place` is their name, for the text of an error. */
export interface Form<A extends As> {
  value(low: number, high: number, place: string): U64<A>;
  vector(vector: U64Vector, place: string): U64s<A>;
  /** Whether there are numbers that do not have the form. */
  readonly hasLimit: boolean;
  /** @throws {VppError} `VPP_FIELD_RANGE` when a number does not have the form. */
  check(vector: U64Vector, place: string): void;
}

const BIGINTS: Form<"bigint"> = {
  value: bigintOf,
  vector: (vector) => (vector.length === 1 ? single(vector) : new BigUint64Array(packed(vector).buffer)),
  hasLimit: false,
  check: () => undefined,
};

const NUMBERS: Form<"number"> = {
  value: toNumber,
  vector: ({ words, start, stride, length }, place) => {
    const values = new Float64Array(length);
    for (let i = 0, at = start; i < length; i++, at += stride) values[i] = toNumber(words[at]!, words[at + 1]!, place);
    return values;
  },
  hasLimit: true,
  check: ({ words, start, stride, length }, place) => {
    for (let i = 0, at = start; i < length; i++, at += stride) {
      if (words[at + 1]! >= HIGH_LIMIT) toNumber(words[at]!, words[at + 1]!, place);
    }
  },
};

export function formOf<A extends As>(as: A): Form<A> {
  return (as === "number" ? NUMBERS : BIGINTS) as unknown as Form<A>;
}

/** Returns the number that has two halves. BigInt arithmetic takes longer, and few numbers are beyond 2^53. */
export function bigintOf(low: number, high: number): bigint {
  return high < HIGH_LIMIT ? BigInt(high * WORD + low) : (BigInt(high) << 32n) | BigInt(low);
}

function toNumber(low: number, high: number, place: string): number {
  if (high < HIGH_LIMIT) return high * WORD + low;
  const value = bigintOf(low, high);
  throw new VppError(
    "VPP_FIELD_RANGE",
    `${place}: ${value} is beyond 2^53, where numbers are not exact: read it as bigint`,
  );
}

/** Returns one number without asking for the buffer of a small array, which V8 makes only then: symlinks have one number each. */
function single({ words, start }: U64Vector): BigUint64Array {
  const result = new BigUint64Array(1);
  result[0] = bigintOf(words[start]!, words[start + 1]!);
  return result;
}

/** Returns the numbers without others between them, in memory of their own. */
function packed({ words, start, stride, length }: U64Vector): Uint32Array<ArrayBuffer> {
  if (stride === 2) return new Uint32Array(words.subarray(start, start + 2 * length));
  const result = new Uint32Array(2 * length);
  for (let i = 0, at = start; i < 2 * length; i += 2, at += stride) {
    result[i] = words[at]!;
    result[i + 1] = words[at + 1]!;
  }
  return result;
}

/** Returns the sums of numbers with the same index, modulo 2^64; as many as the longest vector has. */
export function sumOf(vectors: readonly U64Vector[]): U64Vector {
  const length = vectors.reduce((longest, vector) => Math.max(longest, vector.length), 0);
  const sums = new Uint32Array(2 * length);
  for (const vector of vectors) addTo(sums, vector);
  return { words: sums, start: 0, stride: 2, length };
}

function addTo(sums: Uint32Array, { words, start, stride, length }: U64Vector): void {
  for (let i = 0, at = start; i < 2 * length; i += 2, at += stride) {
    const low = sums[i]! + words[at]!;
    sums[i] = low;
    sums[i + 1] = sums[i + 1]! + words[at + 1]! + (low >= WORD ? 1 : 0);
  }
}
