/** The routes that a session carries: unicast prefixes, and SR policies with an IPv6 endpoint (RFC 4760, RFC 9830). */
export type Family = "ipv4-unicast" | "ipv6-unicast" | "ipv6-sr-policy";

/** The numbers of a family on the wire: AFI u16 and SAFI u8 (IANA address family numbers, SAFI values). */
export interface FamilyCode {
  readonly afi: number;
  readonly safi: number;
}

export const AFI_IPV4 = 1;
export const AFI_IPV6 = 2;
export const SAFI_UNICAST = 1;
const SAFI_SR_POLICY = 73;

export const FAMILY_CODES: Readonly<Record<Family, FamilyCode>> = {
  "ipv4-unicast": { afi: AFI_IPV4, safi: SAFI_UNICAST },
  "ipv6-unicast": { afi: AFI_IPV6, safi: SAFI_UNICAST },
  "ipv6-sr-policy": { afi: AFI_IPV6, safi: SAFI_SR_POLICY },
};

/** All families, in the order in which an OPEN lists them. */
export const FAMILIES: readonly Family[] = ["ipv4-unicast", "ipv6-unicast", "ipv6-sr-policy"];

/** Returns the family with these numbers; undefined if this speaker does not know it. */
export function familyOf(afi: number, safi: number): Family | undefined {
  return FAMILIES.find((family) => FAMILY_CODES[family].afi === afi && FAMILY_CODES[family].safi === safi);
}
