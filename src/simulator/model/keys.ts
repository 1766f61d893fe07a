import type { Ip6Address, IpAddress, Prefix } from "../../address/index.ts";

/** An IPv6 address as a short string, cheap to make and to look up. */
export function ip6Key(address: Ip6Address): string {
  const { word0, word1, word2, word3 } = address;
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

/** An address of either family, likewise. */
export function addressKey(address: IpAddress): string {
  if (address.family === 6) return ip6Key(address);
  return String.fromCharCode(address.word >>> 16, address.word & 0xffff);
}

/** An address and a length, host bits included. Keys of different families differ in length. */
export function prefixKey(prefix: Prefix): string {
  return addressKey(prefix.address) + String.fromCharCode(prefix.length);
}
