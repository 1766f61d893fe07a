/**
 * Addresses as values: text or bytes come in; small immutable objects, words and text go out. Every value prints as text
 * (`toString`, JSON, `console.log`). This room must not know messages: how an address lies in one is told in `wire`.
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
