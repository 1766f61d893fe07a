/** A part of the segment, and where its copy is: at byte `at` of `bytes`, and at word `at / 4` of `words`. */
export interface Part {
  readonly offset: number;
  readonly byteLength: number;
  bytes: Buffer<ArrayBuffer>;
  words: Uint32Array;
  at: number;
}

const NOTHING = Buffer.from(new ArrayBuffer(0));
const NO_WORDS = new Uint32Array(0);

export function makePart(offset: number, byteLength: number): Part {
  return { offset, byteLength, bytes: NOTHING, words: NO_WORDS, at: 0 };
}

/** Returns the u32 at an index of a copied part. */
export function wordOf(part: Part, index: number): number {
  return part.words[part.at / 4 + index]!;
}

/** Returns the u64 at an index of u32 of a copied part; exact up to 2^53. */
export function numberOf(part: Part, index: number): number {
  return wordOf(part, index) + wordOf(part, index + 1) * 2 ** 32;
}
