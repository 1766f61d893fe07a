/** Returns the value of a hexadecimal digit given as character code, or -1. */
export function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 0x20; // lower case; only the letters A to F become a to f
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

/** Returns the character code of the lowest four bits of `value` as a lower-case hexadecimal digit. */
export function hexCode(value: number): number {
  const digit = value & 0xf;
  return digit < 10 ? digit + 48 : digit + 87;
}
