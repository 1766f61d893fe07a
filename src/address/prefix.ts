import { VppError } from "../errors.ts";
import { inspectAsText } from "./inspect.ts";
import { compareIpAddresses, type IpAddress, readIpAddress } from "./ip-address.ts";
import type { Ip4Address } from "./ip4-address.ts";
import type { Ip6Address } from "./ip6-address.ts";
import { malformed } from "./malformed.ts";
import { maskWord } from "./word.ts";

/** A prefix of an IPv4 address. */
export type Ip4Prefix = Prefix<Ip4Address>;

/** A prefix of an IPv6 address. */
export type Ip6Prefix = Prefix<Ip6Address>;

/** A prefix as an argument: the value or its text. */
export type PrefixInput = Prefix | string;

/** An IPv4 prefix as an argument: the value or its text. */
export type Ip4PrefixInput = Ip4Prefix | string;

/** An IPv6 prefix as an argument: the value or its text. */
export type Ip6PrefixInput = Ip6Prefix | string;

/**
 * An address and a prefix length, as an immutable value that prints as text.
 *
 * Host bits are kept: the address of an interface is 10.0.0.1/8 to VPP, and VPP stores steered prefixes as they were sent.
 */
export class Prefix<A extends IpAddress = IpAddress> {
  static {
    inspectAsText(Prefix);
  }

  /** The address with its host bits. */
  readonly address: A;
  /** The length in bits. It can be more than the address has, except in a prefix that was parsed: see `isValid`. */
  readonly length: number;
  /** Made when it is asked for (performance notes, CACHE-1). */
  #key: string | undefined;

  /**
   * Takes any length that fits into a message, 0 to 255, since VPP stores and returns lengths that no address has.
   *
   * @throws {VppError} `VPP_ADDRESS` for another length.
   */
  constructor(address: A, length: number) {
    if ((length & 0xff) !== length)
      throw new VppError("VPP_ADDRESS", `${length} is not a prefix length: it must be a whole number from 0 to 255`);
    this.address = address;
    this.length = length;
  }

  /**
   * Reads an address and its length, e.g. `fc00::/16`.
   *
   * @throws {VppError} `VPP_ADDRESS` when the length is missing or more than 32 (IPv4) or 128 (IPv6).
   */
  static parse(text: string): Prefix {
    const slash = text.indexOf("/");
    if (slash < 0) throw malformed(text, "a prefix", "the length is missing: write it as in 10.0.0.0/8 or fc00::/16");
    const address = readIpAddress(text, slash);
    if (address === undefined) throw malformed(text, "a prefix", "the text before the slash is not an IP address");
    const length = readLength(text, slash + 1);
    if (length === undefined || length > bitLength(address)) {
      const reason = `the length of an IPv${address.family} prefix is 0 to ${bitLength(address)}`;
      throw malformed(text, "a prefix", reason);
    }
    return new Prefix(address, length);
  }

  /** Returns the prefix that holds this address and no other: of 32 or 128 bits. */
  static host<Address extends IpAddress>(address: Address): Prefix<Address> {
    return new Prefix(address, bitLength(address));
  }

  /** Returns a prefix unchanged, or parses its text. @throws {VppError} `VPP_ADDRESS` for anything else. */
  static from(value: PrefixInput): Prefix {
    return value instanceof Prefix ? value : Prefix.parse(String(value)); // untyped callers pass anything
  }

  /** Whether `length` is at most the number of bits of the address. The methods treat a longer prefix as the whole address. */
  get isValid(): boolean {
    return this.length <= bitLength(this.address);
  }

  /** Whether a bit behind the prefix is set, as in 10.0.0.1/8. */
  get hasHostBits(): boolean {
    return this.address.masked(this.length) !== this.address;
  }

  /** Returns the prefix with its host bits zero: 10.0.0.1/8 gives 10.0.0.0/8, and 10.0.0.0/8 itself. */
  masked(): Prefix<A> {
    const address = this.address.masked(this.length) as A; // the same family, which the type cannot express
    return address === this.address ? this : new Prefix(address, this.length);
  }

  /** Returns whether an address, or each address of a prefix, is in this prefix; false for the other family. */
  contains(other: IpAddress | Prefix): boolean {
    if (other instanceof Prefix) return other.length >= this.length && this.contains(other.address);
    return agree(this.address, other, this.length);
  }

  /** Sorts IPv4 before IPv6, then by address, then the shorter length first. */
  compare(other: Prefix): number {
    return compareIpAddresses(this.address, other.address) || this.length - other.length;
  }

  /** Returns whether `other` has the same address, host bits included, and the same length. */
  equals(other: unknown): boolean {
    return other instanceof Prefix && other.length === this.length && this.address.equals(other.address);
  }

  /** Returns address, host bits included, and length as a string, for use as a key of a map. No address has the same key. */
  toKey(): string {
    this.#key ??= this.address.toKey() + String.fromCharCode(this.length);
    return this.#key;
  }

  /** Returns address and length, e.g. `fc00::/16`. */
  toString(): string {
    return `${this.address}/${this.length}`;
  }

  /** Returns the same text, for JSON. */
  toJSON(): string {
    return this.toString();
  }
}

/** Reads an IPv4 prefix. @throws {VppError} `VPP_ADDRESS` for another text. */
export function parseIp4Prefix(text: string): Ip4Prefix {
  const { address, length } = Prefix.parse(text);
  if (address.family !== 4) throw malformed(text, "an IPv4 prefix");
  return new Prefix(address, length);
}

/** Reads an IPv6 prefix. @throws {VppError} `VPP_ADDRESS` for another text. */
export function parseIp6Prefix(text: string): Ip6Prefix {
  const { address, length } = Prefix.parse(text);
  if (address.family !== 6) throw malformed(text, "an IPv6 prefix");
  return new Prefix(address, length);
}

function bitLength(address: IpAddress): number {
  return address.family === 4 ? 32 : 128;
}

/** Returns whether two addresses are of one family, and their first `bits` are the same. */
function agree(a: IpAddress, b: IpAddress, bits: number): boolean {
  if (a.family === 4) return b.family === 4 && maskWord(a.word ^ b.word, bits) === 0;
  if (b.family === 4 || maskWord(a.word0 ^ b.word0, bits) !== 0) return false;
  if (maskWord(a.word1 ^ b.word1, bits - 32) !== 0) return false;
  return maskWord(a.word2 ^ b.word2, bits - 64) === 0 && maskWord(a.word3 ^ b.word3, bits - 96) === 0;
}

/** Parses a decimal number without leading zeros, from `start` to the end; returns undefined for any other text. */
function readLength(text: string, start: number): number | undefined {
  let length: number | undefined;
  for (let at = start; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9 || length === 0) return undefined;
    length = (length ?? 0) * 10 + digit;
  }
  return length;
}
