import { Ip4Address, Ip6Address, type IpAddress } from "../../../address/index.ts";

/**
 * VPP's form of an address of either family: 16 bytes, in which an IPv4 address stands behind 12 zero bytes.
 *
 * @see VPP src/vnet/ip/ip46_address.h
 */
export function to46(address: IpAddress): Ip6Address {
  return address.family === 6 ? address : new Ip6Address(0, 0, 0, address.word);
}

/**
 * Reverses `to46`. VPP reads 12 zero bytes as IPv4, `::` included. @see VPP src/vnet/ip/ip_types_api.c
 * ip_address_encode
 */
export function from46(address: Ip6Address): IpAddress {
  return isIp4(address) ? new Ip4Address(address.word3) : address;
}

/** Whether the first 12 bytes are zero, VPP's sign of IPv4. */
export function isIp4(address: Ip6Address): boolean {
  return (address.word0 | address.word1 | address.word2) === 0;
}
