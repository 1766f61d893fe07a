import { Ip4Address } from "./ip4-address.ts";
import { parseIp4Word } from "./ip4-text.ts";
import { Ip6Address } from "./ip6-address.ts";
import { parseIp6Words } from "./ip6-text.ts";
import { malformed } from "./malformed.ts";

/** An address of either family; `family` tells which. */
export type IpAddress = Ip4Address | Ip6Address;

/** What is accepted where an address of either family is wanted: the value or its text. */
export type IpAddressInput = IpAddress | string;

/** What `readIpAddress` read last; the value takes it over at once. */
const words = new Int32Array(4);

/** Reads an IPv4 or IPv6 address. @throws {VppError} `VPP_ADDRESS` when the text is neither. */
export function parseIpAddress(text: string): IpAddress {
  const address = readIpAddress(text, text.length);
  if (address === undefined) throw malformed(text, "an IP address");
  return address;
}

/** Returns the address itself, or the one that the text says. @throws {VppError} `VPP_ADDRESS` for anything else. */
export function ipAddressFrom(value: IpAddressInput): IpAddress {
  if (value instanceof Ip6Address || value instanceof Ip4Address) return value;
  return parseIpAddress(String(value)); // untyped callers pass anything
}

/** Reads the address that `text` is up to `end`, or gives undefined. */
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
