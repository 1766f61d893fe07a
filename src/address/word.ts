/*
 * Addresses are stored as words: four bytes in network order as one signed 32-bit integer (performance notes, V8-2).
 */
import { VppError } from "../errors.ts";

/** Throws `VPP_ADDRESS` unless there are `byteLength` bytes at `offset`. */
export function requireBytes(bytes: Uint8Array, offset: number, byteLength: number): void {
  if (bytes[offset] !== undefined && bytes[offset + byteLength - 1] !== undefined) return;
  throw new VppError(
    "VPP_ADDRESS",
    `an address of ${byteLength} bytes at offset ${offset} does not fit into ${bytes.length} bytes`,
  );
}

/** Returns the word at `offset`, after `requireBytes` has checked that its bytes exist. */
export function readWord(bytes: Uint8Array, offset: number): number {
  return (bytes[offset]! << 24) | (bytes[offset + 1]! << 16) | (bytes[offset + 2]! << 8) | bytes[offset + 3]!;
}

/** Writes a word at `offset`. */
export function writeWord(bytes: Uint8Array, offset: number, word: number): void {
  bytes[offset] = word >>> 24;
  bytes[offset + 1] = word >>> 16;
  bytes[offset + 2] = word >>> 8;
  bytes[offset + 3] = word;
}

/** Returns the word with all bits behind the first `bits` cleared; less than 0 counts as 0, more than 32 as 32. */
export function maskWord(word: number, bits: number): number {
  if (bits >= 32) return word;
  return bits <= 0 ? 0 : word & (-1 << (32 - bits));
}

/** Compares two words in network order, as unsigned numbers: below zero if `a` is the smaller, above zero if it is the greater. */
export function compareWords(a: number, b: number): number {
  return (a >>> 0) - (b >>> 0);
}
