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

/** The words of a number. */
export const U64_WORDS = 2;
/** The number of values of a half. */
export const WORD: number = 2 ** 32;
/** The high half of 2^53. */
const HIGH_LIMIT = 2 ** 21;

/** Converts numbers of copied memory to a form. `place` is their name, for the text of an error. */
export interface Form<A extends As> {
  value(low: number, high: number, place: string): U64<A>;
  vector(vector: U64Vector, place: string): U64s<A>;
  /** Converts numbers without others between them, whose memory the result may keep. */
  own(words: Uint32Array<ArrayBuffer>, place: string): U64s<A>;
  /** Whether there are numbers that do not have the form. */
  readonly hasLimit: boolean;
  /** Converts one number, or none if `count` is 0. */
  few(count: number, low: number, high: number, place: string): U64s<A>;
  /** Checks `count` numbers side by side. @throws {VppError} `VPP_FIELD_RANGE` when one does not have the form. */
  check(words: Uint32Array, start: number, count: number, place: string): void;
}

const BIGINTS: Form<"bigint"> = {
  value: bigintOf,
  vector: (vector) => new BigUint64Array(packed(vector).buffer),
  own: ({ buffer }) => new BigUint64Array(buffer),
  few: (count, low, high) => {
    const values = new BigUint64Array(count);
    if (count === 1) values[0] = bigintOf(low, high);
    return values;
  },
  hasLimit: false,
  check: () => undefined,
};

const NUMBERS: Form<"number"> = {
  value: toNumber,
  vector: numbersOf,
  own: (words, place) => numbersOf({ words, start: 0, stride: 2, length: words.length / 2 }, place),
  hasLimit: true,
  few: (count, low, high, place) => {
    const values = new Float64Array(count);
    if (count === 1) values[0] = toNumber(low, high, place);
    return values;
  },
  check: (words, start, count, place) => {
    let allBits = 0;
    for (let i = 0, at = start + 1; i < count; i++, at += U64_WORDS) allBits |= words[at]!;
    if (allBits >>> 0 >= HIGH_LIMIT) numbersOf({ words, start, stride: U64_WORDS, length: count }, place);
  },
};

export function formOf<A extends As>(as: A): Form<A> {
  return (as === "number" ? NUMBERS : BIGINTS) as unknown as Form<A>;
}

/** Returns the number that has two halves. BigInt arithmetic takes longer, and few numbers are beyond 2^53. */
export function bigintOf(low: number, high: number): bigint {
  return high < HIGH_LIMIT ? BigInt(high * WORD + low) : (BigInt(high) << 32n) | BigInt(low);
}

function numbersOf({ words, start, stride, length }: U64Vector, place: string): Float64Array {
  const values = new Float64Array(length);
  for (let i = 0, at = start; i < length; i++, at += stride) {
    const high = words[at + 1]!;
    if (high >= HIGH_LIMIT) throw beyond(words[at]!, high, place);
    values[i] = high * WORD + words[at]!;
  }
  return values;
}

function toNumber(low: number, high: number, place: string): number {
  if (high >= HIGH_LIMIT) throw beyond(low, high, place);
  return high * WORD + low;
}

function beyond(low: number, high: number, place: string): VppError {
  const text = `${place}: ${bigintOf(low, high)} is beyond 2^53, where numbers are not exact: read it as bigint`;
  return new VppError("VPP_FIELD_RANGE", text);
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
export function sumOf(vectors: readonly U64Vector[]): Uint32Array<ArrayBuffer> {
  const length = vectors.reduce((longest, vector) => Math.max(longest, vector.length), 0);
  const sums = new Uint32Array(2 * length);
  for (const { words, start, stride, length } of vectors) addTo(sums, 0, words, start, stride, length);
  return sums;
}

/** Adds `count` numbers to those at word `to` of `sums`, modulo 2^64. */
export function addTo(
  sums: Uint32Array,
  to: number,
  words: Uint32Array,
  start: number,
  stride: number,
  count: number,
): void {
  const end = to + 2 * count;
  for (let i = to, at = start; i < end; i += 2, at += stride) {
    // In 32 bits, for which V8 has integer instructions.
    const low = (sums[i]! + words[at]!) >>> 0;
    const carry = low < words[at]! ? 1 : 0;
    sums[i] = low;
    sums[i + 1] = (sums[i + 1]! + words[at + 1]! + carry) >>> 0;
  }
}
