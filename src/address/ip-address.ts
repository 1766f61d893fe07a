import { Ip4Address } from "./ip4-address.ts";
import { parseIp4Word } from "./ip4-text.ts";
import { Ip6Address } from "./ip6-address.ts";
import { parseIp6Words } from "./ip6-text.ts";
import { malformed } from "./malformed.ts";

/** An IPv4 or IPv6 address; `family` is 4 or 6. */
export type IpAddress = Ip4Address | Ip6Address;

/** An IP address as an argument: the value or its text. */
export type IpAddressInput = IpAddress | string;

/** Scratch memory of `readIpAddress`. */
const words = new Int32Array(4);

/** Reads an IPv4 or IPv6 address. @throws {VppError} `VPP_ADDRESS` when the text is neither. */
export function parseIpAddress(text: string): IpAddress {
  const address = readIpAddress(text, text.length);
  if (address === undefined) throw malformed(text, "an IP address");
  return address;
}

/** Returns an address unchanged, or parses its text. @throws {VppError} `VPP_ADDRESS` for anything else. */
export function ipAddressFrom(value: IpAddressInput): IpAddress {
  if (value instanceof Ip6Address || value instanceof Ip4Address) return value;
  return parseIpAddress(String(value)); // untyped callers pass anything
}

/** Parses `text` up to `end`; returns undefined if it is not an address. */
export function readIpAddress(text: string, end: number): IpAddress | undefined {
  const word = parseIp4Word(text, 0, end);
  if (word !== undefined) return new Ip4Address(word);
  if (!parseIp6Words(text, words, end)) return undefined;
  return new Ip6Address(words[0]!, words[1]!, words[2]!, words[3]!);
}

/** Sorts IPv4 before IPv6, and then by address. */
export function compareIpAddresses(a: IpAddress, b: IpAddress): number {
  if (a.family === 4) return b.family === 4 ? a.compare(b) : -1;
  return b.family === 6 ? a.compare(b) : 1;
}
