import { Ip6Address, type Ip6AddressInput } from "../../address/index.ts";
import { invalid, type Refusal, throwIf } from "./refusal.ts";

/**
 * Returns a SID as a value.
 *
 * @throws {VppError} `VPP_ADDRESS` when it is no IPv6 address; `VPP_SRV6` for `::` and for IPv4-mapped addresses: VPP would
 * accept both, and no packet can go there.
 */
export function sidFrom(value: Ip6AddressInput): Ip6Address {
  const sid = Ip6Address.from(value);
  throwIf(checkSid(sid));
  return sid;
}

/** Returns a refusal if an address cannot be a SID. */
export function checkSid(sid: Ip6Address): Refusal | undefined {
  if (sid.isUnspecified) return invalid(`${sid} cannot be a SID: it is the unspecified address`);
  return sid.isIp4Mapped ? invalid(`${sid} cannot be a SID: it is an IPv4-mapped address`) : undefined;
}
