import { hexCode, hexDigit } from "./hex.ts";
import { inspectAsText } from "./inspect.ts";
import { malformed } from "./malformed.ts";
import { readWord, requireBytes, writeWord } from "./word.ts";

/** A MAC address as an argument: the value or its text. */
export type MacAddressInput = MacAddress | string;

const COLON = 58;
const OCTETS = 6;
const TEXT_LENGTH = 17;

/** Scratch memory of `parse`. */
const octets = new Uint8Array(OCTETS);

/** Scratch memory for the text of one address, in ASCII. */
const ascii = Buffer.alloc(TEXT_LENGTH, ":");

/** An Ethernet MAC address as an immutable value that prints as text. */
export class MacAddress {
  static {
    inspectAsText(MacAddress);
  }

  /** The first two bytes in network order, 0 to 0xffff. */
  readonly high: number;
  /** The last four bytes in network order, as a signed 32-bit integer. */
  readonly low: number;

  /** Takes the first 16 bits and the last 32 bits. */
  constructor(high: number, low: number) {
    this.high = high & 0xffff;
    this.low = low | 0;
  }

  /** Reads six pairs of hexadecimal digits with colons between them. @throws {VppError} `VPP_ADDRESS` for another text. */
  static parse(text: string): MacAddress {
    if (!readOctets(text)) throw malformed(text, "a MAC address", "write it as 02:fe:00:00:00:01");
    return MacAddress.fromBytes(octets);
  }

  /** Returns an address unchanged, or parses its text. @throws {VppError} `VPP_ADDRESS` for anything else. */
  static from(value: MacAddressInput): MacAddress {
    return value instanceof MacAddress ? value : MacAddress.parse(String(value)); // untyped callers pass anything
  }

  /** Copies the six bytes at `offset`. @throws {VppError} `VPP_ADDRESS` when there are fewer. */
  static fromBytes(bytes: Uint8Array, offset = 0): MacAddress {
    requireBytes(bytes, offset, OCTETS);
    return new MacAddress((bytes[offset]! << 8) | bytes[offset + 1]!, readWord(bytes, offset + 2));
  }

  /** Returns whether `other` is a MAC address with the same bytes. */
  equals(other: unknown): boolean {
    return other instanceof MacAddress && other.high === this.high && other.low === this.low;
  }

  /** Returns a new array of six bytes. */
  toBytes(): Uint8Array {
    const bytes = new Uint8Array(OCTETS);
    bytes[0] = this.high >> 8;
    bytes[1] = this.high;
    writeWord(bytes, 2, this.low);
    return bytes;
  }

  /** Returns the text in lower case with colons, e.g. `02:fe:00:00:00:01`. */
  toString(): string {
    writeOctet(0, this.high >> 8);
    writeOctet(3, this.high);
    writeOctet(6, this.low >> 24);
    writeOctet(9, this.low >> 16);
    writeOctet(12, this.low >> 8);
    writeOctet(15, this.low);
    return ascii.toString("latin1");
  }

  /** Returns the same text, for JSON. */
  toJSON(): string {
    return this.toString();
  }
}

/** Reads the text into `octets`. */
function readOctets(text: string): boolean {
  if (text.length !== TEXT_LENGTH) return false;
  for (let i = 0; i < OCTETS; i++) {
    const at = 3 * i;
    const octet = (hexDigit(text.charCodeAt(at)) << 4) | hexDigit(text.charCodeAt(at + 1));
    const isFollowed = i === OCTETS - 1 || text.charCodeAt(at + 2) === COLON;
    if (octet < 0 || !isFollowed) return false; // a missing digit is -1, and so is anything combined with it
    octets[i] = octet;
  }
  return true;
}

function writeOctet(at: number, octet: number): void {
  ascii[at] = hexCode(octet >> 4);
  ascii[at + 1] = hexCode(octet);
}
