import { Ip6Address, type Ip6AddressInput } from "../../address/index.ts";
import { invalid } from "./refusal.ts";

/**
 * A SID from what was given.
 *
 * @throws {VppError} `VPP_ADDRESS` when it is no IPv6 address; `VPP_SRV6` for `::` and for IPv4-mapped addresses: VPP would
 * accept both, and no packet can go there.
 */
export function sidFrom(value: Ip6AddressInput): Ip6Address {
  const sid = Ip6Address.from(value);
  if (sid.isUnspecified) throw invalid(`${sid} is no SID: it stands for no address`);
  if (sid.isIp4Mapped) throw invalid(`${sid} is no SID: it stands for an IPv4 address`);
  return sid;
}
