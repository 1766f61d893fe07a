import { inspectAsText } from "./inspect.ts";
import { formatIp4Word, parseIp4Word } from "./ip4-text.ts";
import { malformed } from "./malformed.ts";
import { compareWords, maskWord, readWord, requireBytes, writeWord } from "./word.ts";

/** An IPv4 address as an argument: the value or its text. */
export type Ip4AddressInput = Ip4Address | string;

/** An IPv4 address as an immutable value that prints as text. */
export class Ip4Address {
  static {
    inspectAsText(Ip4Address);
  }

  /** The four bytes in network order, as a signed 32-bit integer. */
  readonly word: number;

  /** Takes the address as a signed or unsigned 32-bit integer. */
  constructor(word: number) {
    this.word = word | 0;
  }

  /** Reads a dotted quad. @throws {VppError} `VPP_ADDRESS` unless it is four numbers up to 255 without leading zeros. */
  static parse(text: string): Ip4Address {
    const word = parseIp4Word(text);
    if (word === undefined) throw malformed(text, "an IPv4 address");
    return new Ip4Address(word);
  }

  /** Returns an address unchanged, or parses its text. @throws {VppError} `VPP_ADDRESS` for anything else. */
  static from(value: Ip4AddressInput): Ip4Address {
    return value instanceof Ip4Address ? value : Ip4Address.parse(String(value)); // untyped callers pass anything
  }

  /** Copies the four bytes at `offset`. @throws {VppError} `VPP_ADDRESS` when there are fewer. */
  static fromBytes(bytes: Uint8Array, offset = 0): Ip4Address {
    requireBytes(bytes, offset, 4);
    return new Ip4Address(readWord(bytes, offset));
  }

  /** The discriminant of `IpAddress`. */
  get family(): 4 {
    return 4;
  }

  /** Returns the address with all bits behind the first `length` cleared; this object if they are zero already. */
  masked(length: number): Ip4Address {
    const word = maskWord(this.word, length);
    return word === this.word ? this : new Ip4Address(word);
  }

  /** Compares in network order: returns a number below zero if this address is the smaller, above zero if it is the greater. */
  compare(other: Ip4Address): number {
    return compareWords(this.word, other.word);
  }

  /** Returns whether `other` is an IPv4 address with the same bytes. */
  equals(other: unknown): boolean {
    return other instanceof Ip4Address && other.word === this.word;
  }

  /** Returns a new array of four bytes. */
  toBytes(): Uint8Array {
    const bytes = new Uint8Array(4);
    writeWord(bytes, 0, this.word);
    return bytes;
  }

  /** Returns the bytes as a string of 2 characters, for use as a key of a map. It is cheaper than the text. */
  toKey(): string {
    return String.fromCharCode(this.word >>> 16, this.word & 0xffff);
  }

  /** Returns the dotted quad. */
  toString(): string {
    return formatIp4Word(this.word);
  }

  /** Returns the same text, for JSON. */
  toJSON(): string {
    return this.toString();
  }
}
