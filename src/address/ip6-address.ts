import { inspectAsText } from "./inspect.ts";
import { formatIp6Words, parseIp6Words } from "./ip6-text.ts";
import { malformed } from "./malformed.ts";
import { compareWords, maskWord, readWord, requireBytes, writeWord } from "./word.ts";

/** An IPv6 address as an argument: the value or its text. */
export type Ip6AddressInput = Ip6Address | string;

/** Scratch memory of `parse`. */
const words = new Int32Array(4);

/** An IPv6 address, or an SRv6 SID, as an immutable value that prints as text. */
export class Ip6Address {
  static {
    inspectAsText(Ip6Address);
  }

  /** The first four bytes in network order, as a signed 32-bit integer. */
  readonly word0: number;
  /** Bytes 4 to 7, in the same form. */
  readonly word1: number;
  /** Bytes 8 to 11, in the same form. */
  readonly word2: number;
  /** Bytes 12 to 15, in the same form. */
  readonly word3: number;
  /** Made when it is asked for (performance notes, CACHE-1). */
  #key: string | undefined;

  /** `::`, the unspecified address (RFC 4291 section 2.5.2). */
  static readonly UNSPECIFIED: Ip6Address = new Ip6Address(0, 0, 0, 0);

  /** Takes the address as four signed or unsigned 32-bit integers. */
  constructor(word0: number, word1: number, word2: number, word3: number) {
    this.word0 = word0 | 0;
    this.word1 = word1 | 0;
    this.word2 = word2 | 0;
    this.word3 = word3 | 0;
  }

  /** Reads any form of RFC 4291 section 2.2. @throws {VppError} `VPP_ADDRESS` for another text, or one with a zone id. */
  static parse(text: string): Ip6Address {
    if (parseIp6Words(text, words)) return new Ip6Address(words[0]!, words[1]!, words[2]!, words[3]!);
    throw malformed(text, "an IPv6 address", text.includes("%") ? "VPP does not accept a zone id" : undefined);
  }

  /** Returns an address unchanged, or parses its text. @throws {VppError} `VPP_ADDRESS` for anything else. */
  static from(value: Ip6AddressInput): Ip6Address {
    return value instanceof Ip6Address ? value : Ip6Address.parse(String(value)); // untyped callers pass anything
  }

  /** Copies the 16 bytes at `offset`. @throws {VppError} `VPP_ADDRESS` when there are fewer. */
  static fromBytes(bytes: Uint8Array, offset = 0): Ip6Address {
    requireBytes(bytes, offset, 16);
    return new Ip6Address(
      readWord(bytes, offset),
      readWord(bytes, offset + 4),
      readWord(bytes, offset + 8),
      readWord(bytes, offset + 12),
    );
  }

  /** The discriminant of `IpAddress`. */
  get family(): 6 {
    return 6;
  }

  /** Whether the address is `::`. */
  get isUnspecified(): boolean {
    return (this.word0 | this.word1 | this.word2 | this.word3) === 0;
  }

  /** Whether the address is in ff00::/8. */
  get isMulticast(): boolean {
    return this.word0 >>> 24 === 0xff;
  }

  /** Whether the address is in fe80::/10. */
  get isLinkLocal(): boolean {
    return this.word0 >>> 22 === 0x3fa;
  }

  /** Whether the address is IPv4-mapped: in ::ffff:0:0/96 (RFC 4291 section 2.5.5.2). */
  get isIp4Mapped(): boolean {
    return (this.word0 | this.word1) === 0 && this.word2 === 0xffff;
  }

  /** Returns the address with all bits behind the first `length` cleared; this object if they are zero already. */
  masked(length: number): Ip6Address {
    const word0 = maskWord(this.word0, length);
    const word1 = maskWord(this.word1, length - 32);
    const word2 = maskWord(this.word2, length - 64);
    const word3 = maskWord(this.word3, length - 96);
    const isSame = word0 === this.word0 && word1 === this.word1 && word2 === this.word2 && word3 === this.word3;
    return isSame ? this : new Ip6Address(word0, word1, word2, word3);
  }

  /** Compares in network order: returns a number below zero if this address is the smaller, above zero if it is the greater. */
  compare(other: Ip6Address): number {
    return (
      compareWords(this.word0, other.word0) ||
      compareWords(this.word1, other.word1) ||
      compareWords(this.word2, other.word2) ||
      compareWords(this.word3, other.word3)
    );
  }

  /** Returns whether `other` is an IPv6 address with the same bytes. */
  equals(other: unknown): boolean {
    return (
      other instanceof Ip6Address &&
      other.word0 === this.word0 &&
      other.word1 === this.word1 &&
      other.word2 === this.word2 &&
      other.word3 === this.word3
    );
  }

  /** Returns a new array of 16 bytes. */
  toBytes(): Uint8Array {
    const bytes = new Uint8Array(16);
    writeWord(bytes, 0, this.word0);
    writeWord(bytes, 4, this.word1);
    writeWord(bytes, 8, this.word2);
    writeWord(bytes, 12, this.word3);
    return bytes;
  }

  /** Returns the bytes as a string of 8 characters, for use as a key of a map. It is cheaper than the text. */
  toKey(): string {
    this.#key ??= this.#makeKey();
    return this.#key;
  }

  /** Returns the text of RFC 5952, e.g. `fc00::1`. */
  toString(): string {
    return formatIp6Words(this.word0, this.word1, this.word2, this.word3);
  }

  /** Returns the same text, for JSON. */
  toJSON(): string {
    return this.toString();
  }

  #makeKey(): string {
    const { word0, word1, word2, word3 } = this;
    return String.fromCharCode(
      word0 >>> 16,
      word0 & 0xffff,
      word1 >>> 16,
      word1 & 0xffff,
      word2 >>> 16,
      word2 & 0xffff,
      word3 >>> 16,
      word3 & 0xffff,
    );
  }
}
