import { crc32 } from "node:zlib";

/**
 * The effect of a text on a CRC. Texts are joined without storing them: the nested types of one message may be longer than any
 * memory.
 */
export interface TextCrc {
  /** The CRC-32 of the text. */
  readonly crc: number;
  /** The factor for the CRC of a text before this one: x to the power of this text's length in bits. */
  readonly shift: number;
}

/** The polynomial of CRC-32, and powers of x, in reflected form: bit 31 is x to the power of 0. */
const POLYNOMIAL = 0xedb88320;
const X_0 = 0x8000_0000;
const X_8 = 0x0080_0000;

export const NO_TEXT: TextCrc = { crc: 0, shift: X_0 };

/** Returns the effect of an ASCII text. */
export function textCrc(text: string): TextCrc {
  let shift = X_0;
  let square = X_8;
  for (let rest = text.length; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) shift = multiply(shift, square);
    square = multiply(square, square);
  }
  return { crc: crc32(text), shift };
}

/** Returns the effect of one text followed by another. */
export function joinTexts(first: TextCrc, second: TextCrc): TextCrc {
  const moved = multiply(first.crc, second.shift);
  return { crc: (moved ^ second.crc) >>> 0, shift: multiply(first.shift, second.shift) };
}

/** Returns the product of two polynomials, modulo that of the CRC. */
function multiply(a: number, b: number): number {
  let product = 0;
  let shifted = b;
  for (let bit = 31; bit >= 0; bit--) {
    if ((a >>> bit) & 1) product ^= shifted;
    shifted = (shifted >>> 1) ^ (shifted & 1 ? POLYNOMIAL : 0);
  }
  return product >>> 0;
}
