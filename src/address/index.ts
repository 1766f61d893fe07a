/**
 * Values for IPv4, IPv6 and MAC addresses and for prefixes. Each is a small immutable object, made from text or bytes, which
 * prints as text (`toString`, JSON, `console.log`). The layout of an address in a message belongs to `wire`.
 */

export { type IpAddress, type IpAddressInput, ipAddressFrom, parseIpAddress } from "./ip-address.ts";
export { Ip4Address, type Ip4AddressInput } from "./ip4-address.ts";
export { parseIp4Word } from "./ip4-text.ts";
export { Ip6Address, type Ip6AddressInput } from "./ip6-address.ts";
export { parseIp6Words } from "./ip6-text.ts";
export { MacAddress, type MacAddressInput } from "./mac-address.ts";
export {
  type Ip4Prefix,
  type Ip4PrefixInput,
  type Ip6Prefix,
  type Ip6PrefixInput,
  Prefix,
  type PrefixInput,
  parseIp4Prefix,
  parseIp6Prefix,
} from "./prefix.ts";
